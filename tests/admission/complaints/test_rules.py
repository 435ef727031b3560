"""Who may handle a complaint, when it counts, and in which order seats go: the pure rules."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.states.recourse import DAYS_MAX, DAYS_MIN, Recourse, Remedy, end_of
from capacity.admission.calls.states.rules import Quota
from capacity.admission.complaints.states import ComplaintState, Subject, public_state
from capacity.admission.complaints.states.taking_part import Part, may_confirm, may_handle, parts_of, took_part
from capacity.admission.complaints.states.windows import window
from capacity.admission.rounds.states.adding import in_turn, recheck, turn
from capacity.core import clock

pytestmark = pytest.mark.one_database
MOMENTS = st.datetimes(datetime(2016, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
PEOPLE = st.integers(1, 6)
GROUPS = st.frozensets(st.sampled_from(["rural", "women_led", "priority"]))


@given(st.lists(st.tuples(st.sampled_from(Part), st.one_of(st.none(), PEOPLE))), PEOPLE, PEOPLE)
def test_nobody_who_took_part_handles_or_confirms_and_nobody_does_both(
    found: list[tuple[Part, int | None]], handler: int, second: int
) -> None:
    known = took_part((part.value, who) for part, who in found)
    assert may_handle(handler, known) == (handler not in {who for _part, who in found})
    assert set(parts_of(handler, known)) == {part for part, who in found if who == handler}
    assert may_confirm(second, handler, known) == (may_handle(second, known) and second != handler)
    assert not may_handle(None, known)


@given(MOMENTS, st.integers(DAYS_MIN, DAYS_MAX), st.integers(-200_000, 9_000_000))
def test_a_complaint_counts_to_the_end_of_the_last_moroccan_day(announced: datetime, days: int, after: int) -> None:
    open_for = window(Subject.OUTCOME, announced, Recourse(days))
    received = announced + timedelta(seconds=after)
    passed = (clock.local(received).date() - clock.local(announced).date()).days
    if received > end_of(announced, days):
        assert passed >= days
    assert open_for.takes(received) == (received >= announced and received <= end_of(announced, days))
    assert clock.local(open_for.ends_at).strftime("%H:%M") == "23:59"


@given(MOMENTS, st.integers(-60, 60))
def test_more_time_never_shortens_the_window(announced: datetime, days: int) -> None:
    later = announced + timedelta(days=days)
    without = window(Subject.OUTCOME, announced, Recourse())
    assert window(Subject.OUTCOME, announced, Recourse(), later).ends_at == max(without.ends_at, later)


def test_what_is_proposed_looks_like_what_is_examined() -> None:
    assert public_state(ComplaintState.PROPOSED) is public_state(ComplaintState.HANDLING)


@given(st.integers(-3, 20), st.integers(0, 20), st.integers(0, 20))
def test_free_seats_are_never_exceeded_and_complaints_go_first(free: int, claims: int, others: int) -> None:
    claimed, left = in_turn(free, claims, others)
    assert claimed + left <= max(free, 0)
    assert left == 0 or claimed == claims


@given(st.lists(st.tuples(st.sampled_from([None, *Remedy]), st.one_of(st.none(), MOMENTS), st.integers(1, 30))))
def test_the_reserve_keeps_the_ranks_that_were_announced(
    found: list[tuple[Remedy | None, datetime | None, int]],
) -> None:
    ordered = sorted(found, key=lambda one: turn(*one))
    plain = [rank for remedy, added, rank in ordered if remedy in {None, Remedy.EXTRA_SEAT} or added is None]
    assert plain == sorted(plain)
    firsts = [one for one in ordered if one[0] in {Remedy.NEXT_SEAT, Remedy.RESERVE_FIRST} and one[1] is not None]
    assert ordered[: len(firsts)] == firsts


@given(st.lists(GROUPS), GROUPS, st.booleans())
def test_quotas_are_counted_with_the_seat_that_is_added(
    held: list[frozenset[str]], joining: frozenset[str], seated: bool
) -> None:
    for one in recheck(held, joining, [Quota("rural", 1, 3), Quota("women_led", 2)], seated=seated):
        everybody = [*held, joining] if seated else held
        assert one.after == sum(one.group in groups for groups in everybody)
        assert one.holds == (one.after >= one.at_least and (one.at_most is None or one.after <= one.at_most))
