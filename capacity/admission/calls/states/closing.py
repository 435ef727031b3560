"""How the closing of a call nears: when those who are drafting are reminded of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta


def reminders_to_come(closes_at: datetime, now: datetime, befores: Iterable[timedelta]) -> list[timedelta]:
    """The reminders of this closing whose moment is still to come; one that is past is never made up for."""
    return [before for before in befores if closes_at - before > now]


def is_overtaken(closes_at: datetime, now: datetime, before: timedelta, befores: Iterable[timedelta]) -> bool:
    """Whether a reminder of this closing comes too late: when letters could not leave for days, one that the next one
    has overtaken stays away, and so do all after the closing.

    One whose moment seems still to come is not: it was begun by a clock that was ahead, and is not begun again.

    >>> week, two_days = timedelta(days=7), timedelta(days=2)
    >>> is_overtaken(datetime(2018, 3, 2, 16), datetime(2018, 2, 28, 17), week, [week, two_days])
    True
    """
    return now >= closes_at or any(closes_at - other <= now for other in befores if other < before)
