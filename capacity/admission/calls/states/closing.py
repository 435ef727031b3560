"""How the closing of a call nears: when those who are drafting are reminded of it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

A_DAY = timedelta(days=1)
"""Whoever reads that a closing comes earlier than was said has at least so long to send."""


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


class Unfit(StrEnum):
    """Why more time that was given cannot end at this moment instead."""

    NOT_EARLIER = "not_earlier"
    BEFORE_FIRST = "before_first"
    TOO_SOON = "too_soon"


def unfit_correction(closes_at: datetime, *, given: datetime, first: datetime, now: datetime) -> Unfit | None:
    """What is wrong with ``closes_at`` in the place of the closing that was ``given``, if anything; ``first`` is the
    one with which the call was published.

    >>> published, given = datetime(2018, 3, 2, 16), datetime(2019, 3, 9, 16)
    >>> unfit_correction(datetime(2018, 3, 9, 16), given=given, first=published, now=datetime(2018, 3, 2, 17)) is None
    True
    """
    if closes_at >= given:
        return Unfit.NOT_EARLIER
    if closes_at < first:
        return Unfit.BEFORE_FIRST
    return Unfit.TOO_SOON if closes_at < now + A_DAY else None


def can_be_corrected(given: datetime, *, first: datetime, now: datetime) -> bool:
    """Whether any earlier closing could stand in the place of the one that was given."""
    return given > max(first, now + A_DAY)
