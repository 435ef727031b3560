"""How the closing of a call nears: when those who are drafting are reminded of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta


def reminders_to_come(closes_at: datetime, now: datetime, befores: Iterable[timedelta]) -> list[timedelta]:
    """The reminders of this closing whose moment is still to come; one that is past is never made up for."""
    return [before for before in befores if closes_at - before > now]


def reminder_due(closes_at: datetime, now: datetime, befores: Iterable[timedelta]) -> timedelta | None:
    """Which reminder of this closing is due now, if any.

    It is the nearest one: when letters could not leave for days, a reminder that the next one has overtaken stays away.

    >>> reminder_due(datetime(2018, 3, 2, 16), datetime(2018, 2, 28, 17), [timedelta(days=7), timedelta(days=2)])
    datetime.timedelta(days=2)
    """
    begun = [before for before in befores if closes_at - before <= now < closes_at]
    return min(begun, default=None)
