"""States of a call and the clock's verdict on its window; its form (``form``), what it lacks (``completeness``)."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from capacity.admission.calls.states.completeness import WEIGHT_TOTAL, Gap, Part, gaps, languages_meter
from capacity.admission.calls.states.form import (
    CHOICE_KINDS,
    COLUMNS_MAX,
    DECIDING_KINDS,
    FILE_MAX_MB,
    MOST_KINDS,
    NO,
    RANGE_KINDS,
    ROWS_MAX,
    ROWS_USUAL,
    TEXT_KINDS,
    YES,
    ColumnKind,
    ColumnOf,
    Condition,
    Fault,
    QuestionKind,
    Rule,
    TextShape,
    Wording,
    answers_of,
    asked,
    condition_faults,
    conditions_in_words,
    day_number,
    day_of,
    deciding_answers,
    keyed,
    rule_of,
    waited_for,
)
from capacity.admission.calls.states.keys import fresh_key
from capacity.admission.calls.states.library import LibraryKind, PartKind, content_of, plain, title_of, values_of
from capacity.core.workflow import Move

__all__ = [
    "ARCHIVE",
    "CANCEL",
    "CHOICE_KINDS",
    "COLUMNS_MAX",
    "DECIDING_KINDS",
    "FILE_MAX_MB",
    "MARK_MAX",
    "MOST_KINDS",
    "NO",
    "PUBLISH",
    "RANGE_KINDS",
    "ROWS_MAX",
    "ROWS_USUAL",
    "SEED_BYTES",
    "TEXT_KINDS",
    "WEIGHT_TOTAL",
    "WORDS_MAX",
    "YES",
    "CallState",
    "CallStatus",
    "ColumnKind",
    "ColumnOf",
    "Condition",
    "Fault",
    "Gap",
    "LibraryKind",
    "Part",
    "PartKind",
    "QuestionKind",
    "Rule",
    "TextShape",
    "Window",
    "Wording",
    "answers_of",
    "asked",
    "condition_faults",
    "conditions_in_words",
    "content_of",
    "day_number",
    "day_of",
    "deciding_answers",
    "fresh_key",
    "gaps",
    "keyed",
    "languages_meter",
    "plain",
    "rule_of",
    "seed_digest",
    "shifted",
    "status",
    "stepped",
    "title_of",
    "values_of",
    "waited_for",
]


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


MARK_MAX = 5
WORDS_MAX = 2_000
SEED_BYTES = 32


def seed_digest(seed: str) -> str:
    """The SHA-256 that is published with the call, of the seed written as hexadecimal text."""
    return hashlib.sha256(seed.encode("ascii")).hexdigest()


def shifted(keys: Sequence[int], key: int, by: int) -> list[int]:
    """The same keys with one of them moved up (below 0) or down by so many places, to the ends at most.

    >>> shifted([1, 2, 3], 3, -1)
    [1, 3, 2]
    """
    order = list(keys)
    place = order.index(key)
    order.insert(max(0, min(len(keys) - 1, place + by)), order.pop(place))
    return order


def stepped(pages: Sequence[Sequence[int]], key: int, by: int) -> tuple[int, int]:
    """(page, place) of a key that moves up (-1) or down (+1); past an end of its page, on to the page beside it.

    >>> stepped([[1, 2], [3]], 3, -1)
    (0, 2)
    """
    page = next(number for number, keys in enumerate(pages) if key in keys)
    place = pages[page].index(key) + by
    if place < 0 < page:
        return page - 1, len(pages[page - 1])
    if place >= len(pages[page]) and page + 1 < len(pages):
        return page + 1, 0
    return page, max(0, min(len(pages[page]) - 1, place))
