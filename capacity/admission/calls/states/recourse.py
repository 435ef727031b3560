"""What a call declares about complaints, frozen with its publication: the window, and the rule where a seat is due."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any

from capacity.core import clock

DAYS, DAYS_MIN, DAYS_MAX = 15, 5, 60


class Remedy(StrEnum):
    """What follows from an upheld complaint where a seat is due."""

    NEXT_SEAT = "next_seat"
    RESERVE_FIRST = "reserve_first"
    EXTRA_SEAT = "extra_seat"


class Instead(StrEnum):
    """What is given where the round ends, or has ended, without a free seat."""

    PRIORITY = "priority"
    EXTRA_SEAT = "extra_seat"


@dataclass(frozen=True, slots=True)
class Recourse:
    """Complaints are taken for so many days after the announcement; ``remedy`` is the rule where a seat is due, and
    ``instead`` what is given where the round has none left."""

    days: int = DAYS
    remedy: Remedy = Remedy.NEXT_SEAT
    instead: Instead = Instead.PRIORITY

    @classmethod
    def read(cls, stored: Mapping[str, Any] | None) -> Recourse:
        """What stands in a column; calls published before anything was declared have the first of each."""
        found = stored or {}
        return cls(
            found.get("days", DAYS),
            Remedy(found.get("remedy", Remedy.NEXT_SEAT.value)),
            Instead(found.get("instead", Instead.PRIORITY.value)),
        )

    def stored(self) -> dict[str, Any]:
        """The same as plain values."""
        return {"days": self.days, "remedy": self.remedy.value, "instead": self.instead.value}

    def ends_at(self, announced_at: datetime) -> datetime:
        """Until when a complaint against what was announced then is taken."""
        return end_of(announced_at, self.days)


def end_of(moment: datetime, days: int) -> datetime:
    """The last minute of the last day, on a Moroccan clock; the day of the moment itself does not count."""
    day = clock.local(moment).date() + timedelta(days=days)
    return clock.from_local(datetime.combine(day, time(23, 59)))
