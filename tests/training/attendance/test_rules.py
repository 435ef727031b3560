"""What the log of attendance says, and the rule of shares."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from capacity.training.attendance.states import Event, Mark, attended, current, earns, made_at, tapped

START = datetime(2027, 4, 20, 9, tzinfo=UTC)
marks = st.none() | st.sampled_from(Mark)


@st.composite
def logs(draw: st.DrawFn) -> list[Event]:
    number = draw(st.integers(0, 12))
    return [
        Event(
            client_id=f"c{place}",
            enrolment_id=draw(st.integers(1, 2)),
            slot_id=draw(st.integers(1, 2)),
            mark=draw(marks),
            at=START + timedelta(seconds=draw(st.integers(0, 6))),
            order=place,
        )
        for place in range(number)
    ]


@given(logs())
def test_the_event_made_last_counts(log: list[Event]) -> None:
    said = current(log)
    for where in {(event.enrolment_id, event.slot_id) for event in log}:
        own = [event for event in log if (event.enrolment_id, event.slot_id) == where]
        assert said.get(where) is max(own, key=lambda one: (one.at, one.order)).mark


@given(logs(), st.randoms(use_true_random=False))
def test_the_order_of_reading_changes_nothing(log: list[Event], random: object) -> None:
    mixed = list(log)
    random.shuffle(mixed)  # type: ignore[attr-defined]
    assert current(mixed) == current(log)


@given(logs(), st.integers(0, 11))
def test_an_event_that_comes_twice_counts_once(log: list[Event], which: int) -> None:
    if not log:
        return
    again = log[which % len(log)]
    repeated = Event(again.client_id, again.enrolment_id, again.slot_id, again.mark, again.at, len(log))
    assert current([*log, repeated]) == current(log)


@given(marks, st.sampled_from(Mark))
def test_a_second_tap_undoes(before: Mark | None, mark: Mark) -> None:
    after = tapped(before, mark)
    assert after is (None if before is mark else mark)
    assert tapped(tapped(None, mark), mark) is None


@given(st.lists(marks, max_size=12))
def test_excused_and_absent_do_not_count(row: list[Mark | None]) -> None:
    kept = [one for one in row if one in {Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY}]
    assert attended(row) == len(kept)


@given(st.integers(0, 20), st.integers(0, 20), st.integers(1, 100))
def test_the_share_is_reached_or_it_is_not(halves_attended: int, half_days: int, share: int) -> None:
    earned = earns(halves_attended, half_days, share)
    assert earned == (half_days > 0 and halves_attended / half_days >= share / 100 - 1e-12)
    if earned:
        assert earns(halves_attended + 1, half_days, share)


def test_three_of_four_half_days_earn_a_certificate_of_three_quarters() -> None:
    assert earns(3, 4, 75)
    assert not earns(2, 4, 75)


def test_a_telephone_ahead_of_time_does_not_write_the_future() -> None:
    assert made_at(START + timedelta(hours=1), START) == START
    assert made_at(START - timedelta(hours=1), START) == START - timedelta(hours=1)
    assert made_at(None, START) == START
