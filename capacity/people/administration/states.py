"""What became of letters, and what the page of retention shows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from capacity.core.keeping import Kind


class LetterState(StrEnum):
    """What became of a letter."""

    SENT = "sent"
    WAITING = "waiting"
    FAILED = "failed"
    TOLD = "told"
    SUPERSEDED = "superseded"


ERASING = "keep.erasing"
"""The choice that lets the nightly erasure begin."""
SOON = timedelta(days=30)


@dataclass(frozen=True)
class Kept:
    """A kind of personal data as the page of retention shows it: its period, what is due, and what was erased."""

    kind: Kind
    months: int | None
    due: int = 0
    soon: int = 0
    erased: int = 0
    last: datetime | None = None
