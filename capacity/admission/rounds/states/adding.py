"""A decision added after the announcement: it stands beside what was announced, and takes nothing from anybody."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import Any

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states.moves import OutcomeKind
from capacity.core.workflow import Move

LATER = datetime.max.replace(tzinfo=UTC)
SELECT_ADDED = Move("select_after_complaint", {OutcomeKind.RESERVE, OutcomeKind.NOT_SELECTED}, OutcomeKind.SELECTED)
RESERVE_ADDED = Move("reserve_after_complaint", {OutcomeKind.RESERVE, OutcomeKind.NOT_SELECTED}, OutcomeKind.RESERVE)
"""Both move the kind of an outcome; what was announced first is kept beside it."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """A quota of the region with the added seat: how many of its group held a seat before, and hold one after."""

    group: str
    at_least: int
    at_most: int | None
    before: int
    after: int

    @property
    def holds(self) -> bool:
        """Both the minimum and the maximum are kept."""
        return self.after >= self.at_least and (self.at_most is None or self.after <= self.at_most)

    def stored(self) -> dict[str, Any]:
        """As plain values."""
        return asdict(self)


def recheck(
    held: Sequence[frozenset[str]], joining: frozenset[str], quotas: Sequence[Quota], *, seated: bool
) -> tuple[Recheck, ...]:
    """The quotas counted again, with the groups of who holds a seat and, if it is ``seated``, of the one joining."""
    counts = Counter(group for mine in held for group in mine)
    return tuple(
        Recheck(
            quota.group,
            quota.at_least,
            quota.at_most,
            counts[quota.group],
            counts[quota.group] + (seated and quota.group in joining),
        )
        for quota in quotas
    )


def turn(remedy: Remedy | None, added_at: datetime | None, rank: int | None) -> tuple[bool, datetime, int]:
    """By which the reserve list stands in order: who was placed first by an added decision, in the order of these
    decisions, then the ranks that were announced."""
    first = remedy in {Remedy.RESERVE_FIRST, Remedy.NEXT_SEAT} and added_at is not None
    return (not first, (added_at or LATER) if first else LATER, rank or 0)


def in_turn(free: int, claims: int, others: int) -> tuple[int, int]:
    """Of the free seats, how many go to those whose complaint gave them the next one, and how many to the reserve."""
    claimed = min(max(free, 0), claims)
    return claimed, min(max(free, 0) - claimed, others)
