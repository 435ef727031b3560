"""Until when a complaint is taken, judged by the server's receipt."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.complaints.states import Subject


@dataclass(frozen=True, slots=True)
class Window:
    """What may be complained about, since when, and until when."""

    subject: Subject
    announced_at: datetime
    ends_at: datetime

    def takes(self, received_at: datetime) -> bool:
        """Whether a complaint received then counts."""
        return self.announced_at <= received_at <= self.ends_at


def window(subject: Subject, announced_at: datetime, recourse: Recourse, later: datetime | None = None) -> Window:
    """The window of a decision; ``later`` is what one association was given for itself, which never shortens it."""
    ends_at = recourse.ends_at(announced_at)
    return Window(subject, announced_at, max(ends_at, later) if later is not None else ends_at)
