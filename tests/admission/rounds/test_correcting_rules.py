"""What a correction makes of the outcomes: the reserve keeps its order, and seats and quotas stand against it."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states import (
    CORRECT,
    DROP_CORRECTION,
    ISSUE_CORRECTION,
    CorrectionState,
    Obstacle,
    OutcomeKind,
    Stands,
    corrected,
    obstacles,
)
from capacity.admission.rounds.states.correcting import (
    CORRECT_TO_NOT_SELECTED,
    CORRECT_TO_RESERVE,
    CORRECT_TO_SELECTED,
)

K = OutcomeKind


def ranked(*kinds: OutcomeKind) -> list[Stands]:
    """Outcomes in the order of the sealed ranking; those selected hold a seat."""
    rank, found = 0, []
    for place, kind in enumerate(kinds, 1):
        rank += kind is K.RESERVE
        found.append(Stands(f"{place:03}", place, kind, rank if kind is K.RESERVE else None, kind is K.SELECTED))
    return found


def waiting(outcomes: list[Stands]) -> list[str]:
    """The reserve list in its order."""
    found = [one for one in outcomes if one.kind is K.RESERVE]
    return [one.number for one in sorted(found, key=lambda one: one.reserve_rank or 0)]


@given(st.lists(st.sampled_from(list(K)), min_size=1, max_size=12), st.data())
def test_the_reserve_keeps_the_order_of_the_ranking_and_nobody_s_rank_twice(kinds: list[K], data: Any) -> None:
    before = ranked(*kinds)
    chosen = data.draw(st.lists(st.sampled_from(before), unique=True, max_size=4))
    changes = {
        one.number: data.draw(st.sampled_from([kind for kind in K if kind is not one.kind]), label=one.number)
        for one in chosen
    }
    after = corrected(before, changes)
    ranks = [one.reserve_rank for one in after if one.kind is K.RESERVE]
    assert None not in ranks
    assert len(set(ranks)) == len(ranks)
    places = {one.number: one.place for one in after}
    assert waiting(after) == sorted(waiting(after), key=lambda number: places[number])
    assert [one.number for one in after] == [one.number for one in before]
    for was, now in zip(before, after, strict=True):
        assert now.kind is changes.get(was.number, was.kind)
        assert now.holds_seat is (now.kind is K.SELECTED)
    if not any(kind is K.RESERVE for kind in changes.values()):
        assert all(now.reserve_rank in {was.reserve_rank, None} for was, now in zip(before, after, strict=True))


def test_seats_ceilings_and_floors_stand_against_a_correction() -> None:
    before = [
        Stands("001", 1, K.SELECTED, holds_seat=True, groups=frozenset({"rural"})),
        Stands("002", 2, K.SELECTED, holds_seat=True, groups=frozenset({"women_led"})),
        Stands("003", 3, K.NOT_SELECTED, groups=frozenset({"rural"})),
        Stands("004", 4, K.NOT_SELECTED),
    ]

    def against(*quotas: Quota, **changes: K) -> list[Obstacle]:
        after = corrected(before, {number.removeprefix("n"): kind for number, kind in changes.items()})
        return [why for why, _group in obstacles(before, after, seats=2, quotas=quotas)]

    assert against(n003=K.SELECTED) == [Obstacle.SEATS]
    exchanged = {"n002": K.NOT_SELECTED, "n003": K.SELECTED}
    assert against(**exchanged) == []
    assert against(Quota("rural", 0, 1), **exchanged) == [Obstacle.CEILING]
    assert against(Quota("women_led", 1), **exchanged) == [Obstacle.FLOOR]
    assert against(Quota("women_led", 1), n002=K.NOT_SELECTED) == [], "the reserve fills the seat under the quotas"


def test_who_is_enrolled_keeps_its_seat() -> None:
    before = [Stands("001", 1, K.SELECTED, holds_seat=True, enrolled=True), Stands("002", 2, K.NOT_SELECTED)]
    after = corrected(before, {"001": K.NOT_SELECTED, "002": K.SELECTED})
    assert obstacles(before, after, seats=2, quotas=[]) == [(Obstacle.ENROLLED, "")]


def test_each_kind_of_outcome_is_reached_by_its_own_move() -> None:
    assert {kind: CORRECT[kind] for kind in K} == {
        K.SELECTED: CORRECT_TO_SELECTED,
        K.RESERVE: CORRECT_TO_RESERVE,
        K.NOT_SELECTED: CORRECT_TO_NOT_SELECTED,
    }
    assert ISSUE_CORRECTION.may_start(CorrectionState.PROPOSED)
    assert DROP_CORRECTION.target is CorrectionState.DROPPED
