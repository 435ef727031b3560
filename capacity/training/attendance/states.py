"""Marks of attendance, what the log says now, the rule of shares. All pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from capacity.core.workflow import Move


class Mark(StrEnum):
    """What is noted of a person in a half-day."""

    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    EXCUSED = "excused"
    ABSENT = "absent"


COUNTED = frozenset({Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY})


class CorrectionState(StrEnum):
    """``asked → accepted | refused``."""

    ASKED = "asked"
    ACCEPTED = "accepted"
    REFUSED = "refused"


ACCEPT = Move("accept", CorrectionState.ASKED, CorrectionState.ACCEPTED)
REFUSE = Move("refuse", CorrectionState.ASKED, CorrectionState.REFUSED)


@dataclass(frozen=True)
class Event:
    """One line of the log; ``mark`` None means cleared, ``order`` is the line's place in the log."""

    client_id: str
    enrolment_id: int
    slot_id: int
    mark: Mark | None
    at: datetime
    order: int


def current(events: Iterable[Event]) -> dict[tuple[int, int], Mark]:
    """(person, half-day) → mark, as the log says now.

    A line sent twice counts once. The line made last counts, whenever it arrived; of two made at the same moment, the
    one that arrived last. A cleared half-day is not in the answer.
    """
    first: dict[str, Event] = {}
    for event in sorted(events, key=lambda one: one.order):
        first.setdefault(event.client_id, event)
    last: dict[tuple[int, int], Event] = {}
    for event in sorted(first.values(), key=lambda one: (one.at, one.order)):
        last[event.enrolment_id, event.slot_id] = event
    return {where: event.mark for where, event in last.items() if event.mark is not None}


def tapped(now: Mark | None, mark: Mark) -> Mark | None:
    """What a tap leads to: the mark, or nothing when it stood already."""
    return None if now is mark else mark


def made_at(claimed: datetime | None, received_at: datetime) -> datetime:
    """When an event was made: as the telephone says, but never later than it arrived."""
    return received_at if claimed is None else min(claimed, received_at)


def attended(marks: Iterable[Mark | None]) -> int:
    """How many half-days count: present, late and left early do; excused and absent do not."""
    return sum(mark in COUNTED for mark in marks)


def earns(attended_halves: int, half_days: int, required_share: int) -> bool:
    """Whether so many of the half-days reach the share, in percent, that earns the certificate."""
    return half_days > 0 and attended_halves * 100 >= required_share * half_days
