"""What time it is: UTC in the code and the database, Africa/Casablanca on the page."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

CASABLANCA = ZoneInfo("Africa/Casablanca")

_offset = timedelta(0)
_frozen: datetime | None = None


def now() -> datetime:
    """The present moment, aware and in UTC; tests and the demo can move it."""
    if _frozen is not None:
        return _frozen
    return datetime.now(UTC) + _offset


def today() -> date:
    """The present day in Morocco."""
    return local(now()).date()


def local(moment: datetime) -> datetime:
    """The same moment on a clock in Morocco."""
    return moment.astimezone(CASABLANCA)


def from_local(moment: datetime) -> datetime:
    """UTC of a naive moment read from a clock in Morocco.

    In the hour that Ramadan's time change repeats, the first of the two is meant; a time that the change skips is read
    as if the change had not happened.
    """
    return moment.replace(tzinfo=CASABLANCA).astimezone(UTC)


def zone(moment: datetime) -> str:
    """How far Moroccan clocks are from Greenwich at that moment: ``GMT+1``, and ``GMT`` during Ramadan."""
    ahead = local(moment).utcoffset() or timedelta(0)
    return f"GMT{ahead // timedelta(hours=1):+d}" if ahead else "GMT"


def changes(start: datetime, end: datetime) -> list[datetime]:
    """The moments after ``start``, up to ``end``, at which Moroccan clocks are put forward or back."""
    found, here = [], start
    while here < end:
        there = min(here + timedelta(days=1), end)
        if local(here).utcoffset() != local(there).utcoffset():
            found.append(_change_between(here, there))
        here = there
    return found


def _change_between(early: datetime, late: datetime) -> datetime:
    """The second at which the offset changes; it does once between the two."""
    before = local(early).utcoffset()
    while late - early > timedelta(seconds=1):
        middle = early + (late - early) // 2
        if local(middle).utcoffset() == before:
            early = middle
        else:
            late = middle
    return late.replace(microsecond=0)


def set_now(moment: datetime | None) -> None:
    """Stop the clock at ``moment``; None lets it run again. For tests and for telling the demo's story."""
    global _frozen
    _frozen = moment


def shift(by: timedelta) -> None:
    """Let the clock run, ``by`` ahead of the machine's."""
    global _offset
    _offset = by
