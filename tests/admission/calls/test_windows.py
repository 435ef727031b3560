"""Windows on Moroccan clocks, which Ramadan moves; what counts, what is due, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import example, given
from hypothesis import strategies as st

from capacity.admission.calls.states import CallStatus, Window
from capacity.admission.calls.states.closing import is_overtaken, reminders_to_come
from capacity.core import clock
from capacity.core.clock import CASABLANCA, from_local, local
from capacity.core.reminders import Reminders

MOMENTS = st.datetimes(datetime(2017, 1, 1), datetime(2030, 12, 31), timezones=st.just(UTC))
READ = st.datetimes(datetime(2017, 1, 1), datetime(2030, 12, 31)).map(
    lambda read: read.replace(second=0, microsecond=0)
)
LENGTHS = st.timedeltas(timedelta(minutes=1), timedelta(days=90))
GRACES = st.timedeltas(timedelta(0), timedelta(days=1))
HOUR = timedelta(hours=1)


@given(READ)
@example(datetime(2018, 5, 13, 2, 30))  # the hour that came twice when Ramadan of 2018 began
@example(datetime(2018, 6, 17, 2, 30))  # the hour that was skipped when it ended
@example(datetime(2026, 2, 15, 2, 30))
@example(datetime(2026, 3, 22, 2, 30))
def test_a_closing_is_shown_as_it_was_typed(read: datetime) -> None:
    shown = local(from_local(read)).replace(tzinfo=None)
    skipped = read.replace(tzinfo=CASABLANCA).utcoffset() != read.replace(tzinfo=CASABLANCA, fold=1).utcoffset()
    assert shown == read or (skipped and abs(shown - read) <= HOUR)


@given(MOMENTS, LENGTHS, GRACES, st.timedeltas(-timedelta(days=100), timedelta(days=100)))
def test_a_window_is_a_length_of_time_whatever_the_clocks_on_the_wall_say(
    opens_at: datetime, length: timedelta, grace: timedelta, later: timedelta
) -> None:
    window = Window(opens_at, opens_at + length, grace)
    received_at = opens_at + later
    inside = timedelta(0) <= later <= length + grace
    assert window.accepts(received_at) is inside
    assert window.accepts(local(received_at)) is inside
    # What everybody reads says "closed" at the closing: the grace is for what is under way, and is told to nobody.
    assert (window.status(received_at) is CallStatus.OPEN) is (timedelta(0) <= later < length)
    assert window.status(local(received_at)) is window.status(received_at)


@given(MOMENTS, LENGTHS)
def test_every_change_of_the_clocks_is_found_and_nothing_else(start: datetime, length: timedelta) -> None:
    end = start + length
    found = clock.changes(start, end)
    for moment in found:
        assert start < moment <= end
        assert local(moment - timedelta(seconds=1)).utcoffset() != local(moment).utcoffset()
    assert (local(start).utcoffset() == local(end).utcoffset()) is (len(found) % 2 == 0)


def test_the_clocks_of_ramadan() -> None:
    """Since 2018 Morocco is at GMT+1, and at GMT from the Sunday before Ramadan to the Sunday after it."""
    found = clock.changes(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 12, 31, tzinfo=UTC))
    assert [(local(one).date().isoformat(), clock.zone(one)) for one in found] == [
        ("2026-02-15", "GMT"),
        ("2026-03-22", "GMT+1"),
    ]


def test_a_closing_within_ramadan_keeps_its_hour_on_the_wall() -> None:
    before, closes = from_local(datetime(2026, 2, 13, 16, 30)), from_local(datetime(2026, 2, 16, 16, 30))
    assert closes - before == timedelta(days=3, hours=1)
    window = Window(before, closes)
    assert window.status(closes - timedelta(seconds=1)) is CallStatus.OPEN
    assert local(window.closes_at).strftime("%H:%M") == "16:30"


LATER = st.timedeltas(-timedelta(days=70), timedelta(days=2))
BEFORES = (
    st.builds(
        Reminders,
        st.none() | st.integers(1, 60).map(lambda days: days * 24),
        st.none() | st.integers(1, 60).map(lambda days: days * 24),
        st.none() | st.integers(1, 23),
    )
    .filter(lambda reminders: reminders.are_sound)
    .map(lambda reminders: reminders.befores)
)


@given(MOMENTS, LATER, BEFORES)
def test_of_the_reminders_whose_moment_has_come_one_at_most_is_not_overtaken(
    closes_at: datetime, later: timedelta, befores: tuple[timedelta, ...]
) -> None:
    now = closes_at + later
    begun = [before for before in befores if closes_at - before <= now]
    told = [before for before in begun if not is_overtaken(closes_at, now, before, befores)]
    assert told == ([] if now >= closes_at else [min(begun)] if begun else [])


@given(MOMENTS, LATER, BEFORES)
def test_what_is_to_come_is_told_when_it_comes(
    closes_at: datetime, later: timedelta, befores: tuple[timedelta, ...]
) -> None:
    now = closes_at + later
    for before in reminders_to_come(closes_at, now, befores):
        assert closes_at - before > now
        assert not is_overtaken(closes_at, closes_at - before, before, befores)


@given(MOMENTS, BEFORES, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_reminder_that_a_clock_ahead_began_is_told_when_the_clock_is_put_back(
    closes_at: datetime, befores: tuple[timedelta, ...], ahead: timedelta
) -> None:
    for before in befores:
        assert not is_overtaken(closes_at, closes_at - before - ahead, before, befores)
