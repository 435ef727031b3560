"""When those who are drafting are reminded that a call closes: three moments before it, which can be chosen.

Each has a name of its own, so that one that was sent is not sent again when its moment moves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import timedelta
from itertools import pairwise
from typing import Any

CHOICE = "calls.reminders"
"""Under which name the moments are chosen."""
MOST_DAYS, MOST_HOURS = 60, 23
DAY = 24


@dataclass(frozen=True)
class Reminders:
    """Hours before a closing: the ``first``, the ``second`` and the ``last`` reminder; None: there is none such."""

    first: int | None = 7 * DAY
    second: int | None = 2 * DAY
    last: int | None = 6

    @classmethod
    def read(cls, chosen: Mapping[str, Any]) -> Reminders:
        """Those in force."""
        return cls(**chosen[CHOICE]) if CHOICE in chosen else cls()

    def stored(self) -> dict[str, int | None]:
        """As a choice keeps them."""
        return asdict(self)

    @property
    def befores(self) -> tuple[timedelta, ...]:
        """How long before a closing each comes, the longest first."""
        return tuple(timedelta(hours=hours) for hours in self.stored().values() if hours is not None)

    def named(self, hours: int) -> str | None:
        """Which of them comes so many hours before."""
        return next((name for name, before in self.stored().items() if before == hours), None)

    @property
    def are_sound(self) -> bool:
        """Whether there is one at least, each nearer to the closing than the one before it, and none out of bounds."""
        hours = [before for before in self.stored().values() if before is not None]
        falling = all(earlier > later for earlier, later in pairwise(hours))
        return bool(hours) and falling and hours[0] <= MOST_DAYS * DAY and hours[-1] >= 1
