"""What stands in the way of a timetable."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.core.languages import Localized
from capacity.training.sessions.states import (
    HARD,
    ConflictKind,
    EnrolmentState,
    Half,
    HalfDay,
    Holiday,
    Plan,
    SessionState,
    conflicts,
    public_holidays,
    state_on_nomination,
    takes_nominations,
)

MONDAY = date(2027, 4, 19)
halves = st.builds(Half, st.integers(0, 5).map(lambda n: MONDAY + timedelta(days=n)), st.sampled_from(HalfDay))
plans = st.builds(
    Plan,
    id=st.integers(1, 50),
    halves=st.frozensets(halves, min_size=1, max_size=6),
    venue_id=st.integers(1, 3),
    region_code=st.sampled_from(["MA-02", "MA-08"]),
    trainers=st.frozensets(st.integers(1, 4), max_size=3),
    seats=st.integers(1, 60),
)


@given(plans, st.lists(plans, max_size=5))
def test_without_a_shared_half_day_no_other_session_conflicts(plan: Plan, others: list[Plan]) -> None:
    apart = [other for other in others if not (other.halves & plan.halves)]
    assert conflicts(plan, apart, 60, []) == []


@given(plans, plans)
def test_a_conflict_between_two_sessions_is_mutual(one: Plan, other: Plan) -> None:
    def seen(a: Plan, b: Plan) -> set[tuple[ConflictKind, tuple[Half, ...], int | None]]:
        return {(found.kind, found.halves, found.trainer_id) for found in conflicts(a, [b], 60, [])}

    assert seen(one, other) == seen(other, one)


@given(plans, plans)
def test_each_kind_is_found_exactly_when_it_is_there(plan: Plan, other: Plan) -> None:
    kinds = [found.kind for found in conflicts(plan, [other], 60, [])]
    meets = bool(plan.halves & other.halves) and plan.id != other.id
    assert kinds.count(ConflictKind.TRAINER) == (len(plan.trainers & other.trainers) if meets else 0)
    assert (ConflictKind.VENUE in kinds) == (meets and plan.venue_id == other.venue_id)
    assert (ConflictKind.REGION in kinds) == (meets and plan.region_code == other.region_code)


@given(plans, st.lists(plans, max_size=4), st.integers(0, 60))
def test_hard_conflicts_come_first_and_seats_are_held_to_the_venue(plan: Plan, others: list[Plan], room: int) -> None:
    found = conflicts(plan, others, room, [])
    hard = [one.kind in HARD for one in found]
    assert hard == sorted(hard, reverse=True)
    assert (ConflictKind.CAPACITY in {one.kind for one in found}) == (plan.seats > room)


@given(plans)
def test_a_session_does_not_conflict_with_itself(plan: Plan) -> None:
    assert conflicts(plan, [plan], 60, []) == []


def test_a_holiday_names_the_half_days_it_touches() -> None:
    plan = Plan(1, frozenset({Half(MONDAY, HalfDay.MORNING), Half(MONDAY, HalfDay.AFTERNOON)}), 1, "MA-08", frozenset())
    feast = Holiday(MONDAY, Localized(fr="Fête"), estimated=True)
    (found,) = conflicts(plan, [], 10, [feast])
    assert not found.is_hard
    assert found.halves == (Half(MONDAY, HalfDay.MORNING), Half(MONDAY, HalfDay.AFTERNOON))
    assert found.holiday == feast


def test_islamic_holidays_are_estimates_and_the_others_are_not() -> None:
    days = [date(2027, 1, 1) + timedelta(days=n) for n in range(365)]
    by_name = {feast.name["en"]: feast for feast in public_holidays(days)}
    assert by_name["Eid al-Fitr"].estimated
    assert not by_name["Throne Day"].estimated
    assert by_name["Throne Day"].name["ar"] == "عيد العرش"
    assert by_name["Eid al-Fitr"].name["fr"] == "Fête de la rupture du jeûne"


@given(st.integers(0, 50), st.integers(1, 40))
def test_a_seat_is_given_while_there_is_one(taken: int, seats: int) -> None:
    state = state_on_nomination(taken=taken, seats=seats)
    assert state is (EnrolmentState.NOMINATED if taken < seats else EnrolmentState.WAITING)


def test_nominations_end_with_the_due_day_or_with_the_eve() -> None:
    def takes(today: date, due: date | None, state: SessionState = SessionState.SCHEDULED) -> bool:
        return takes_nominations(state=state, due_on=due, first_day=MONDAY, today=today)

    assert takes(MONDAY - timedelta(days=5), MONDAY - timedelta(days=5))
    assert not takes(MONDAY - timedelta(days=4), MONDAY - timedelta(days=5))
    assert takes(MONDAY - timedelta(days=1), None)
    assert not takes(MONDAY, None)
    assert not takes(MONDAY - timedelta(days=9), None, SessionState.DRAFT)
