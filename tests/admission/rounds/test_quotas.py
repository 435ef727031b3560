"""Seats under quotas: compared with every possible selection of small rounds, and what must hold in any round."""

from __future__ import annotations

from itertools import combinations
from random import Random

from hypothesis import example, given, settings
from hypothesis import strategies as st

from capacity.admission.calls.states.rules import Flaw, Quota, Rules, flaws, groups_of
from capacity.admission.rounds.states import Criterion, Entry, ProposalKind, Ranked, choose, promoted, rank, result
from capacity.admission.rounds.states.quotas import choose_and_compare
from capacity.admission.rounds.states.shortfalls import Shortfall, fingerprint, shortfalls

GROUPS = ("province:a", "rural", "women_led", "priority", "theme:x")
SEATS = st.integers(1, 6)
MEMBERSHIP = st.frozensets(st.sampled_from(GROUPS))
QUOTAS = st.lists(
    st.builds(Quota, st.sampled_from(GROUPS), st.integers(0, 4), st.none() | st.integers(0, 5)),
    max_size=4,
    unique_by=lambda quota: quota.group,
)


def count(chosen: frozenset[int] | tuple[int, ...], groups: list[frozenset[str]], group: str) -> int:
    return sum(1 for place in chosen if group in groups[place])


def exhaustively(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> tuple[frozenset[int], tuple[int, ...]]:
    """The rule taken at its word: look at every set of applications there is."""
    sets = [s for size in range(min(seats, len(groups)) + 1) for s in combinations(range(len(groups)), size)]
    sets = [s for s in sets if all(q.at_most is None or count(s, groups, q.group) <= q.at_most for q in quotas)]
    floors = []
    for quota in quotas:
        floor = max(min(quota.at_least, count(s, groups, quota.group)) for s in sets)
        sets = [s for s in sets if count(s, groups, quota.group) >= floor]
        floors.append(floor)
    most = max(len(s) for s in sets)
    return frozenset(min(s for s in sets if len(s) == most)), tuple(floors)


@given(st.lists(MEMBERSHIP, max_size=9), SEATS, QUOTAS)
def test_nobody_finds_a_better_selection_by_trying_all_of_them(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> None:
    chosen = choose(groups, seats, quotas)
    assert (chosen.places, chosen.floors) == exhaustively(groups, seats, quotas)


EVERY_GROUP = ("province:a", "province:b", "priority", "rural", "theme:x", "coalition", "women_led", "youth_led")


@settings(max_examples=50)
@given(
    st.lists(st.frozensets(st.sampled_from(EVERY_GROUP)), max_size=8),
    SEATS,
    st.lists(
        st.builds(Quota, st.sampled_from(EVERY_GROUP), st.integers(0, 3), st.none() | st.integers(0, 4)),
        min_size=5,
        max_size=8,
        unique_by=lambda quota: quota.group,
    ),
)
def test_nor_under_eight_quotas_of_all_kinds_and_without_each_of_them(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> None:
    chosen, without = choose_and_compare(groups, seats, quotas)
    assert (chosen.places, chosen.floors) == exhaustively(groups, seats, quotas)
    place = len(groups) % len(quotas)
    others = [*quotas[:place], *quotas[place + 1 :]]
    assert (without[place].places, without[place].floors) == exhaustively(groups, seats, others)


def test_what_was_learnt_with_all_quotas_changes_nothing_without_one_in_a_large_region() -> None:
    for seed in range(4):
        rng = Random(seed)
        groups = [frozenset(group for group in EVERY_GROUP if rng.random() < 0.25) for _ in range(400)]
        quotas = [
            Quota(group, rng.randrange(4, 12), None if rng.random() < 0.5 else rng.randrange(8, 16))
            for group in rng.sample(EVERY_GROUP, 7)
        ]
        chosen, without = choose_and_compare(groups, 30, quotas)
        assert chosen == choose(groups, 30, quotas)
        for place, found in enumerate(without):
            assert found == choose(groups, 30, [*quotas[:place], *quotas[place + 1 :]])


@given(st.lists(MEMBERSHIP, min_size=1, max_size=9), SEATS, QUOTAS, st.integers(0, 8))
def test_a_better_place_in_the_ranking_never_costs_a_seat(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota], place: int
) -> None:
    place %= len(groups)
    if place not in choose(groups, seats, quotas).places:
        return
    for higher in range(place):
        moved = [*groups[:higher], groups[place], *groups[higher:place], *groups[place + 1 :]]
        assert higher in choose(moved, seats, quotas).places


@given(st.lists(MEMBERSHIP, max_size=9), SEATS, QUOTAS)
def test_one_seat_more_never_selects_fewer(groups: list[frozenset[str]], seats: int, quotas: list[Quota]) -> None:
    fewer, more = choose(groups, seats, quotas), choose(groups, seats + 1, quotas)
    if fewer.floors == more.floors:
        assert len(fewer.places) <= len(more.places) <= len(fewer.places) + 1


def ranking(groups: list[frozenset[str]]) -> list[Ranked]:
    return [Ranked(f"n{n}", n + 1, 9000 - n, groups=mine) for n, mine in enumerate(groups)]


@example(
    [frozenset(), frozenset(), frozenset(["province:a"]), frozenset(["province:a", "rural"])],
    3,
    [Quota("rural", 1), Quota("province:a", 0, 0)],
)
@given(st.lists(MEMBERSHIP, max_size=9), SEATS, QUOTAS)
def test_whoever_entered_by_a_quota_is_named_with_it_and_with_whom_it_displaced(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> None:
    found = result(ranking(groups), seats=seats, reserve_size=2, decisions={}, quotas=quotas)
    for line in found.lines:
        alone = line.rank <= seats
        selected = line.kind is ProposalKind.SELECT
        assert bool(line.quota) == (alone != selected)
        if line.other:
            other = next(one for one in found.lines if one.number == line.other)
            assert other.other == line.number
            assert (other.kind is ProposalKind.SELECT) != selected


@given(st.lists(MEMBERSHIP, max_size=8), SEATS, QUOTAS)
def test_each_quota_says_what_would_have_been_without_it(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> None:
    places = ranking(groups)
    found = result(places, seats=seats, reserve_size=2, decisions={}, quotas=quotas)
    selected = {line.number for line in found.lines if line.kind is ProposalKind.SELECT}
    for place, effect in enumerate(found.effects):
        others = [*quotas[:place], *quotas[place + 1 :]]
        without = result(places, seats=seats, reserve_size=2, decisions={}, quotas=others)
        then = {line.number for line in without.lines if line.kind is ProposalKind.SELECT}
        assert (selected - set(effect.lost)) | set(effect.gained) == then


CRITERIA = (Criterion("a", 60), Criterion("b", 40))
MARKS = st.tuples(st.none() | st.integers(0, 10), st.none() | st.integers(0, 10))


@given(
    st.lists(st.tuples(MARKS, MARKS, MEMBERSHIP), max_size=7),
    SEATS,
    QUOTAS,
    st.sampled_from(["raw", "adjusted"]),
    st.lists(st.sampled_from(["criterion:b", "lowest", "group:rural"]), unique=True),
    st.integers(0, 60),
    st.randoms(use_true_random=False),
)
def test_the_order_in_which_applications_are_given_changes_nothing(
    made: list[tuple[tuple[int | None, int | None], tuple[int | None, int | None], frozenset[str]]],
    seats: int,
    quotas: list[Quota],
    marks: str,
    ladder: list[str],
    points: int,
    rng: Random,
) -> None:
    entries = [
        Entry(
            str(n),
            f"receipt{n}",
            tuple(dict(zip("ab", m, strict=True)) for m in (one, two)),
            groups,
            ("r", f"s{n % 2}"),
        )
        for n, (one, two, groups) in enumerate(made)
    ]
    rules = Rules.read({"marks": marks, "ladder": ladder, "points": points})
    shuffled = list(entries)
    rng.shuffle(shuffled)
    first, second = (
        result(rank(CRITERIA, given_, "seed", rules), seats=seats, reserve_size=2, decisions={}, quotas=quotas)
        for given_ in (entries, shuffled)
    )
    assert first == second
    for line in first.lines:
        assert not line.below or line.kind is ProposalKind.DECLINE


def test_a_reader_who_marks_low_is_adjusted_towards_the_others() -> None:
    marks = {"low": 4, "high": 8, "middle": 6}
    pairs = [("low", "middle"), ("high", "middle"), ("low", "high")] * 4
    entries = [
        Entry(f"{n:02}", str(n), tuple({"a": marks[r], "b": marks[r]} for r in readers), readers=readers)
        for n, readers in enumerate(pairs)
    ]
    raw = {p.number: p.points for p in rank(CRITERIA, entries, "seed")}
    adjusted = {p.number: p.points for p in rank(CRITERIA, entries, "seed", Rules.read({"marks": "adjusted"}))}
    assert raw["00"] < adjusted["00"] < adjusted["01"] < raw["01"]


def test_what_nobody_could_meet_is_found_before_anybody_applies() -> None:
    assert flaws([Quota("rural", 3, 2)], 10, ["1"]) == [(Flaw.CROSSED, "rural")]
    assert flaws([Quota("rural", 11)], 10, ["1"]) == [(Flaw.BEYOND, "rural")]
    assert flaws([Quota("province:1", 6), Quota("province:2", 5)], 10, ["1", "2"]) == [(Flaw.FLOORS, "")]
    assert flaws([Quota("province:1", 0, 4), Quota("province:2", 0, 5)], 10, ["1", "2"]) == [(Flaw.CEILINGS, "")]
    assert flaws([Quota("province:1", 0, 4), Quota("rural", 5)], 10, ["1", "2"]) == []


def test_the_groups_of_an_application_are_those_it_declares() -> None:
    assert groups_of(province="08.587", rural=True, themes=["women"]) == ["province:08.587", "rural", "theme:women"]


@given(st.lists(MEMBERSHIP, max_size=5), st.lists(MEMBERSHIP, max_size=8), SEATS, QUOTAS)
def test_the_reserve_moves_up_under_the_quotas(
    held: list[frozenset[str]], reserve: list[frozenset[str]], free: int, quotas: list[Quota]
) -> None:
    rising = promoted(held, reserve, free, quotas)
    assert list(rising) == sorted(set(rising))
    assert len(rising) <= free
    now = [*held, *(reserve[place] for place in rising)]
    for quota in quotas:
        if quota.at_most is not None and (more := sum(quota.group in reserve[place] for place in rising)):
            assert sum(quota.group in mine for mine in held) + more <= quota.at_most
    if len(rising) < min(free, len(reserve)):
        full = {q.group for q in quotas if q.at_most is not None and sum(q.group in m for m in now) >= q.at_most}
        assert all(full & reserve[place] for place in set(range(len(reserve))) - set(rising))


@given(st.lists(MEMBERSHIP, max_size=5), st.lists(MEMBERSHIP, max_size=8), st.lists(QUOTAS, max_size=1))
def test_for_one_seat_the_first_who_fits_moves_up_unless_a_minimum_is_short(
    held: list[frozenset[str]], reserve: list[frozenset[str]], declared: list[list[Quota]]
) -> None:
    quotas = declared[0][:1] if declared else []
    counts = [sum(quota.group in mine for mine in held) for quota in quotas]
    fits = [
        place
        for place, mine in enumerate(reserve)
        if all(q.at_most is None or q.group not in mine or n < q.at_most for q, n in zip(quotas, counts, strict=True))
    ]
    short = [q.group for q, n in zip(quotas, counts, strict=True) if n < q.at_least]
    serving = [place for place in fits if any(group in reserve[place] for group in short)]
    assert promoted(held, reserve, 1, quotas) == tuple((serving or fits)[:1])


@given(st.lists(MEMBERSHIP, max_size=8), SEATS, QUOTAS)
def test_what_the_applications_cannot_meet_is_found_with_what_stands_in_its_way(
    groups: list[frozenset[str]], seats: int, quotas: list[Quota]
) -> None:
    found = shortfalls(groups, seats, quotas)
    chosen, floors = exhaustively(groups, seats, quotas)
    unmet = [quota for quota, floor in zip(quotas, floors, strict=True) if floor < quota.at_least]
    assert [one.quota for one in found if one.quota] == unmet
    assert any(one.quota is None for one in found) == (len(chosen) < min(seats, len(groups)))
    for one in found:
        if one.quota is None:
            assert one.possible == len(chosen)
            assert one.others
            for left_out in one.others:
                fewer = [other for other in one.others if other is not left_out]
                assert len(exhaustively(groups, seats, fewer)[0]) == min(seats, len(groups))
        elif not one.others:
            of_the_group = sum(one.quota.group in mine for mine in groups)
            ceiling = seats if one.quota.at_most is None else one.quota.at_most
            assert one.possible == min(of_the_group, seats, ceiling)


def test_a_shortfall_says_why() -> None:
    rural, women, town = Quota("rural", 3), Quota("women_led", 2), Quota("province:a", 0, 1)
    groups = [frozenset({"rural", "province:a"})] * 2 + [frozenset({"women_led"})] * 2 + [frozenset({"rural"})]
    assert shortfalls(groups, 4, [rural, women, Quota("theme:x", 0, 1)]) == (Shortfall(women, 1, (rural,)),)
    assert shortfalls(groups, 5, [Quota("rural", 4)]) == (Shortfall(Quota("rural", 4), 3),)
    assert shortfalls(groups, 5, [rural, town]) == (Shortfall(rural, 2, (town,)), Shortfall(None, 4, (town,)))
    assert shortfalls(groups, 5, [rural, women]) == ()
    assert fingerprint(()) == ""
