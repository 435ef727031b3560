"""Milestones by default, and who may still hold a key."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.mentoring.mentorships.states import Step, moved_day, outsiders, plan, two_years_after

days = st.dates(date(2000, 1, 1), date(2090, 1, 1))
steps = st.lists(
    st.builds(Step, st.text(min_size=1), st.integers(0, 900), st.none())
    | st.builds(Step, st.text(min_size=1), st.none(), st.integers(0, 900)),
    max_size=12,
)


@given(days)
def test_two_years_end_the_day_before_the_same_day(day: date) -> None:
    last = two_years_after(day) + timedelta(days=1)
    assert last.year == day.year + 2
    assert (last.month, last.day) == (day.month, day.day) or (day.month, day.day) == (2, 29)


@given(steps, days, st.none() | days)
def test_milestones_stay_within_the_mentorship_in_order(
    plan_of: list[Step], start: date, deadline: date | None
) -> None:
    end = two_years_after(start)
    found = plan(plan_of, starts_on=start, ends_on=end, deadline=deadline)
    assert len(found) == len(plan_of)
    assert all(start <= one.due_on <= end for one in found)
    assert [one.due_on for one in found] == sorted(one.due_on for one in found)


@given(st.integers(0, 300), days)
def test_what_counts_back_hangs_on_the_deadline_when_it_is_known(back: int, start: date) -> None:
    deadline = start + timedelta(days=400)
    (one,) = plan([Step("x", None, back)], starts_on=start, ends_on=two_years_after(start), deadline=deadline)
    assert one.offset == -back
    assert one.due_on == moved_day(deadline, one.offset)


@given(st.sets(st.integers()), st.sets(st.integers()))
def test_outsiders_are_holders_who_are_not_entitled(holders: set[int], entitled: set[int]) -> None:
    found = outsiders(holders, entitled)
    assert found <= holders
    assert not found & entitled
    assert holders - found <= entitled
