"""States of a mentorship and of its milestones, and the arithmetic of due dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from capacity.core.workflow import Move

DUE_SOON = timedelta(days=14)
YEARS = 2


class MentorshipState(StrEnum):
    """``proposed → active → ended``."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"


BEGIN = Move("begin", MentorshipState.PROPOSED, MentorshipState.ACTIVE)
END = Move("end", {MentorshipState.PROPOSED, MentorshipState.ACTIVE}, MentorshipState.ENDED)


class EndReason(StrEnum):
    """Why a mentorship ended."""

    COMPLETED = "completed"
    MENTOR_UNAVAILABLE = "mentor_unavailable"
    ASSOCIATION_WISH = "association_wish"
    NOT_ADMITTED = "not_admitted"
    ERROR = "error"


class MilestoneState(StrEnum):
    """``planned → done | missed | waived``."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    WAIVED = "waived"


DO = Move("do", {MilestoneState.PLANNED, MilestoneState.MISSED}, MilestoneState.DONE)
MISS = Move("miss", MilestoneState.PLANNED, MilestoneState.MISSED)
WAIVE = Move("waive", MilestoneState.PLANNED, MilestoneState.WAIVED)
REOPEN = Move("reopen", {MilestoneState.DONE, MilestoneState.MISSED, MilestoneState.WAIVED}, MilestoneState.PLANNED)


class MeetingMode(StrEnum):
    """How a mentor and an association met."""

    IN_PERSON = "in_person"
    TELEPHONE = "telephone"
    VIDEO = "video"
    WRITING = "writing"


@dataclass(frozen=True)
class Step:
    """A milestone by default: so many days after the beginning, or before the report's deadline."""

    key: str
    after_start: int | None = None
    before_deadline: int | None = None


@dataclass(frozen=True)
class Planned:
    """A milestone with its day; ``offset`` counts from the deadline that it hangs on, None when it hangs on none."""

    key: str
    due_on: date
    offset: int | None


def two_years_after(day: date) -> date:
    """The last day of a mentorship that begins on this day: two years, less a day."""
    try:
        same = day.replace(year=day.year + YEARS)
    except ValueError:
        same = date(day.year + YEARS, 3, 1)
    return same - timedelta(days=1)


def plan(steps: Iterable[Step], *, starts_on: date, ends_on: date, deadline: date | None) -> list[Planned]:
    """The milestones by default, in order of their day, all of them within the mentorship.

    Without a known deadline those before it count back from the end of the mentorship.
    """
    planned = []
    for step in steps:
        if step.after_start is not None:
            day, offset = starts_on + timedelta(days=step.after_start), None
        else:
            back = timedelta(days=step.before_deadline or 0)
            day, offset = (deadline or ends_on) - back, None if deadline is None else -back.days
        planned.append(Planned(step.key, min(max(day, starts_on), ends_on), offset))
    return sorted(planned, key=lambda one: one.due_on)


def moved_day(anchor: date, offset: int) -> date:
    """The day of a milestone that hangs on another day."""
    return anchor + timedelta(days=offset)


def outsiders(holders: Iterable[int], entitled: Iterable[int]) -> set[int]:
    """Who still holds a key without being entitled to it any more."""
    return set(holders) - set(entitled)
