"""No small number of a public statistic can be computed from everything that is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from capacity.core.disclosure import depths, is_small, steady, told
from capacity.overview.states.fairness import Countable, Counted, Measure, Report, report

pytestmark = pytest.mark.one_database

Unknown = tuple[str, str, str, Measure]
"""Round, kind of group, group, measure."""
Sum = Mapping[Unknown, int]
Equation = tuple[dict[Unknown, Fraction], Fraction]
Row = tuple[Unknown, dict[Unknown, Fraction], Fraction]
"""An equation, solved for its first unknown."""
KINDS = ("province", "women")


class Attacker:
    """Someone who keeps every edition, and solves all of it together."""

    def __init__(self) -> None:
        self.rows: list[Row] = []

    def learns(self, what: Sum, number: int) -> None:
        """So many are these together."""
        self._add({key: Fraction(times) for key, times in what.items()}, Fraction(number))

    def knows(self, what: Sum) -> int | None:
        """What follows for a sum or a difference from everything learnt; None where several numbers are possible."""
        left, rest = self._reduced({key: Fraction(times) for key, times in what.items()}, Fraction(0))
        return None if left else int(-rest)

    def _add(self, terms: dict[Unknown, Fraction], number: Fraction) -> None:
        terms, number = self._reduced(terms, number)
        if not terms:
            return
        pivot = next(iter(terms))
        factor = terms[pivot]
        row = (pivot, {key: value / factor for key, value in terms.items()}, number / factor)
        cleared = [(one[0], *self._without((one[1], one[2]), row)) for one in self.rows]
        self.rows = [*cleared, row]

    def _reduced(self, terms: dict[Unknown, Fraction], number: Fraction) -> Equation:
        for row in self.rows:
            terms, number = self._without((terms, number), row)
        return terms, number

    @staticmethod
    def _without(one: Equation, row: Row) -> Equation:
        terms, number = one
        pivot, others, value = row
        times = terms.get(pivot, Fraction(0))
        if not times:
            return one
        left = {key: terms.get(key, Fraction(0)) - times * others.get(key, Fraction(0)) for key in terms | others}
        return {key: factor for key, factor in left.items() if factor}, number - times * value


@st.composite
def programmes(draw: st.DrawFn) -> list[Counted]:
    """Rounds whose applications fall into provinces of their own and on two sides of a question."""
    rows = []
    for one in range(draw(st.integers(1, 3))):
        number = st.one_of(st.integers(0, 7), st.integers(8, 40))
        women = [_line(draw, one, "women", group, number) for group in ("yes", "no")]
        rows += women
        rows += _split(draw, one, women)
    return rows


def _line(draw: st.DrawFn, one: int, by: str, group: str, number: st.SearchStrategy[int]) -> Counted:
    selected, reserve, ineligible = draw(number), draw(number), draw(st.one_of(st.just(0), number))
    return Counted(by, group, f"r{one}", selected + reserve + ineligible, selected + reserve, selected)


def _split(draw: st.DrawFn, one: int, whole: Sequence[Counted]) -> Iterator[Counted]:
    """The same applications, by province."""
    steps = [
        sum(row.selected for row in whole),
        sum(row.eligible - row.selected for row in whole),
        sum(row.applied - row.eligible for row in whole),
    ]
    places = draw(st.integers(1, 4))
    for place in range(places):
        last = place == places - 1
        taken = [left if last else draw(st.integers(0, left)) for left in steps]
        steps = [left - some for left, some in zip(steps, taken, strict=True)]
        yield Counted("province", f"p{one}.{place}", f"r{one}", sum(taken), taken[0] + taken[1], taken[0])


@st.composite
def published(draw: st.DrawFn) -> tuple[list[Counted], dict[str, Countable]]:
    """The same, and the groups for which the call of each round declared a quota: the public record names them."""
    rows = draw(programmes())
    asked: dict[str, set[tuple[str, str]]] = {row.round: set() for row in rows}
    for row in rows:
        if row.group != "no" and draw(st.booleans()):
            both = ["yes", "no"] if row.group == "yes" else [row.group]
            asked[row.round] |= {(row.by, group) for group in both}
    return rows, {one: Countable(frozenset(groups)) for one, groups in asked.items()}


def counted_elsewhere(row: Counted, rows: Sequence[Counted], countable: Mapping[str, Countable]) -> list[Measure]:
    """What anybody counts of a group in the results and in the public record."""
    kind = [one for one in rows if (one.round, one.by) == (row.round, row.by)]
    nearest = countable[row.round].among(kind).get(row.group)
    return [] if nearest is None else list(dict.fromkeys([Measure.SELECTED, nearest]))


def attacked(rows: Sequence[Counted], countable: Mapping[str, Countable]) -> Attacker:
    """Everything that is published, edition after edition, each with one round more, is kept and put together; with
    what the results and the public record tell."""
    attacker, rounds = Attacker(), list(dict.fromkeys(row.round for row in rows))
    for row in rows:
        for measure in counted_elsewhere(row, rows, countable):
            attacker.learns({(row.round, row.by, row.group, measure): 1}, row.of(measure))
    groups = {(row.round, row.by, row.group) for row in rows}
    for edition in range(1, len(rounds) + 1):
        known = [row for row in rows if row.round in rounds[:edition]]
        for asked in (*rounds[:edition], ""):
            inside = rounds[:edition] if asked == "" else [asked]
            _read(attacker, report(known, asked, public=True, countable=countable), inside, groups)
    for row in rows:  # a group that is not named is empty
        if row.applied == 0:
            attacker.learns({(row.round, row.by, row.group, Measure.APPLIED): 1}, 0)
    _bounded(attacker, rows)
    return attacker


def _read(attacker: Attacker, found: Report, rounds: Sequence[str], groups: Iterable[tuple[str, str, str]]) -> None:
    for line in found.lines:
        for measure, number in line.numbers.items():
            if number is not None:
                one = {(r, line.by, line.group, measure): 1 for r in rounds if (r, line.by, line.group) in groups}
                attacker.learns(one, number)
    for measure, number in found.whole.numbers.items():
        for by in KINDS if number is not None else ():
            whole = {(r, kind, group, measure): 1 for r, kind, group in groups if kind == by and r in rounds}
            attacker.learns(whole, number)


def _bounded(attacker: Attacker, rows: Sequence[Counted]) -> None:
    """Who knows that of all who applied all were selected knows how many were eligible."""
    for _turn in range(3):
        for row in rows:
            cell = (row.round, row.by, row.group)
            applied, selected = (attacker.knows({(*cell, m): 1}) for m in (Measure.APPLIED, Measure.SELECTED))
            if applied is not None and applied in {0, selected}:
                attacker.learns({(*cell, Measure.ELIGIBLE): 1}, applied)
            if applied == 0:
                attacker.learns({(*cell, Measure.SELECTED): 1}, 0)


ONE_PLACE_SELECTED = [
    Counted(*row)
    for row in (
        ("women", "yes", "r0", 0, 0, 0),
        ("women", "no", "r0", 7, 2, 1),
        ("province", "p0.0", "r0", 1, 1, 1),
        ("province", "p0.1", "r0", 6, 1, 0),
    )
]


@given(published())
@example((ONE_PLACE_SELECTED, {"r0": Countable()}))
@settings(max_examples=120)
def test_no_small_number_of_a_group_follows_from_all_that_is_published_together(
    found: tuple[list[Counted], dict[str, Countable]],
) -> None:
    rows, countable = found
    attacker = attacked(rows, countable)
    for row in rows:
        told = counted_elsewhere(row, rows, countable)
        # of one group alone, which is the whole, anybody reads in the public record how many were eligible and selected
        alone = sum(1 for one in rows if (one.round, one.by) == (row.round, row.by) and one.applied) == 1
        cell = (row.round, row.by, row.group)
        for measure in Measure:
            if is_small(row.of(measure)) and not alone and not told:  # who is selected is named: nobody else is few
                assert attacker.knows({(*cell, measure): 1}) is None, (row, measure)
        for more, less in combinations(Measure, 2):
            if less in told and (more in told or less != told[-1]):
                continue  # it is counted elsewhere, or follows from that
            if is_small(row.of(more) - row.of(less)) and not alone:
                assert attacker.knows({(*cell, more): 1, (*cell, less): -1}) is None, (row, more, less)


@given(published())
@settings(max_examples=60)
def test_what_is_told_is_true(found: tuple[list[Counted], dict[str, Countable]]) -> None:
    rows, countable = found
    full, public = report(rows), report(rows, public=True, countable=countable)
    for one, other in zip([full.whole, *full.lines], [public.whole, *public.lines], strict=True):
        assert all(other.numbers[m] in {None, one.numbers[m]} for m in Measure)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(5, 60), min_size=1))
def test_what_has_nothing_small_is_told_whole(numbers: dict[str, int]) -> None:
    assert set(depths({name: (number,) for name, number in numbers.items()}).values()) == {1}


def test_a_small_number_takes_the_smallest_beside_it_with_it() -> None:
    assert depths({"a": (3,), "b": (20,), "c": (30,)}) == {"a": 0, "b": 0, "c": 1}


def test_what_is_left_out_is_not_small_together() -> None:
    assert depths({"a": (1,), "b": (2,), "c": (30,), "d": (40,)}) == {"a": 0, "b": 0, "c": 0, "d": 1}


def test_of_two_numbers_that_hardly_differ_one_is_told() -> None:
    """All but one of those who applied in a place were eligible: how many were is told neither there nor beside."""
    assert depths({"a": (20, 6, 19), "b": (30, 12, 20), "c": (40, 20, 30)}) == {"a": 2, "b": 2, "c": 3}


def test_nothing_follows_from_all_having_been_selected_beside_it() -> None:
    assert depths({"a": (20, 6, 19), "b": (8, 8, 8)}) == {"a": 1, "b": 1}


def test_nothing_follows_from_nobody_being_beside_it() -> None:
    """Beside those selected, who are named, nobody applied in the one place, and one more was eligible in the other."""
    assert depths({"a": (0, 0), "b": (6, 1)}, falling=True) == {"a": 0, "b": 0}


@given(st.integers(0, 1000))
def test_a_count_that_goes_on_changing_is_told_in_steps(count: int) -> None:
    assert steady(count) <= count < steady(count) + 5
    assert not is_small(steady(count))
    assert not is_small(steady(count + 1) - steady(count))


@given(st.integers(0, 1000))
def test_small_counts_are_not_told_alone(count: int) -> None:
    assert told(count) == (None if 0 < count < 5 else count)
