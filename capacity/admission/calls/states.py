"""States of a call, the clock's verdict on its window, and the kinds of questions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from capacity.core.workflow import Move


class CallState(StrEnum):
    """What is stored; whether a published call is scheduled, open or closed follows from the clock."""

    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


class CallStatus(StrEnum):
    """What a reader sees."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    OPEN = "open"
    CLOSED = "closed"
    ARCHIVED = "archived"
    CANCELLED = "cancelled"


PUBLISH = Move("publish", CallState.DRAFT, CallState.PUBLISHED)
ARCHIVE = Move("archive", CallState.PUBLISHED, CallState.ARCHIVED)
CANCEL = Move("cancel", {CallState.DRAFT, CallState.PUBLISHED}, CallState.CANCELLED)


class QuestionKind(StrEnum):
    """How a question is answered."""

    SHORT_TEXT = "short_text"
    LONG_TEXT = "long_text"
    NUMBER = "number"
    DATE = "date"
    YES_NO = "yes_no"
    ONE_CHOICE = "one_choice"
    SEVERAL_CHOICES = "several_choices"
    ACKNOWLEDGEMENT = "acknowledgement"


@dataclass(frozen=True)
class Window:
    """When a call takes applications. ``closes_at`` is the closing everybody reads, ``grace`` is not advertised."""

    opens_at: datetime
    closes_at: datetime
    grace: timedelta = timedelta(0)

    def status(self, now: datetime) -> CallStatus:
        """Scheduled, open or closed, as the page says it."""
        if now < self.opens_at:
            return CallStatus.SCHEDULED
        return CallStatus.OPEN if now < self.closes_at else CallStatus.CLOSED

    def accepts(self, received_at: datetime) -> bool:
        """Whether a submission received then counts: the server's receipt against closing plus grace (rule 7)."""
        return self.opens_at <= received_at <= self.closes_at + self.grace


def status(state: CallState, window: Window, now: datetime) -> CallStatus:
    """What a reader sees of a call in this state at this time."""
    if state is CallState.PUBLISHED:
        return window.status(now)
    return CallStatus(state.value)
