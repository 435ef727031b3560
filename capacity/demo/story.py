"""The thread of the demo: who is who, what day it is, and a clock that the chapters move.

Each chapter (``capacity/demo/chapters``) is told by one room's own actions, in the order of the journey, and finds in
the story what earlier chapters left. The same seed and day tell the same story.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from hashlib import sha256
from random import Random

from capacity.core import clock
from capacity.demo.cast import CastAssociation

PHASE_2017 = {"MA-02": 29, "MA-08": 30, "MA-04": 34}
PHASE_2018 = ("MA-05", "MA-07", "MA-10")


@dataclass
class Story:
    """What the chapters share. Ids, not objects: every chapter works in units of work of its own."""

    seed: int
    today: date
    say: Callable[[str], None]
    service_secret: str = ""
    rng: Random = field(init=False)
    people: dict[str, int] = field(default_factory=dict)
    associations: dict[int, CastAssociation] = field(default_factory=dict)
    representatives: dict[int, int] = field(default_factory=dict)
    own_association: int = 0
    calls: dict[int, int] = field(default_factory=dict)
    papers: dict[tuple[str, str], int] = field(default_factory=dict)
    phases: dict[int, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.rng = Random(self.seed)

    def moment(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """A moment so many days after today (before, when negative), on a Moroccan clock."""
        return clock.from_local(datetime.combine(self.today + timedelta(days=days), time(hour, minute))).astimezone(UTC)

    def day(self, days: int) -> date:
        """The day so many days after today."""
        return self.today + timedelta(days=days)

    def lottery_seed(self, reference: str) -> str:
        """The seed of a call's lottery: a tie is broken alike each time the story is told."""
        return sha256(f"{self.seed}:{reference}".encode()).hexdigest()

    def draw(self, what: str) -> Callable[[int], bytes]:
        """Bytes by chance that are alike each time the story is told."""
        return Random(f"{self.seed}:{what}").randbytes

    @contextmanager
    def at(self, days: int, hour: int = 10, minute: int = 0) -> Iterator[datetime]:
        """Let the software believe that it is then."""
        moment = self.moment(days, hour, minute)
        clock.set_now(moment)
        try:
            yield moment
        finally:
            clock.set_now(None)
