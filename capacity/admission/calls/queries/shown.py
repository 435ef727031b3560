"""What a visitor may know of a call, as plain values: no secret of it is in here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from capacity.admission.calls.states import (
    TEXT_KINDS,
    CallState,
    CallStatus,
    QuestionKind,
    TextShape,
    Window,
    status,
)
from capacity.admission.calls.states.eligibility import Requirement
from capacity.admission.calls.states.eligibility_words import Questions
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.calls.states.rules import Quota, Rules
from capacity.core.languages import Localized


@dataclass(frozen=True)
class PlaceOfCall:
    """A region of a call: its seats and the priority places that lie in it."""

    code: str
    name: Localized
    seats: int
    quotas: tuple[Quota, ...] = ()
    priority_places: list[Localized] = field(default_factory=list)


@dataclass(frozen=True)
class Weighted:
    """A criterion and its weight."""

    key: str
    name: Localized
    help: Localized
    weight: int


@dataclass(frozen=True)
class Paper:
    """A document that is asked for."""

    label: Localized
    help: Localized
    required: bool


@dataclass(frozen=True)
class Asked:
    """A question of the form: its kind, or what its text has to be, and its bounds as ``Wording`` has them.

    ``most`` of a text are its words.
    """

    label: Localized
    kind: QuestionKind | TextShape
    least: int | None
    most: int | None

    @property
    def word_limit(self) -> int | None:
        """The most words, where words are counted."""
        return self.most if self.kind in TEXT_KINDS else None


@dataclass(frozen=True)
class PageOfForm:
    """A page of the form and its questions."""

    title: Localized
    questions: list[Asked]


@dataclass(frozen=True)
class PublicCall:
    """A call as everybody may read it; no secret of it is in here."""

    id: int
    reference: str
    year: int
    state: CallState
    version: int
    title: Localized
    summary: Localized
    text: Localized
    window: Window
    first_closing: datetime
    announcement_on: datetime | None
    training_from: date | None
    published_at: datetime | None
    changed_at: datetime | None
    cancelled_reason: Localized
    lottery_seed_sha256: str
    rules: Rules
    recourse: Recourse
    regions: list[PlaceOfCall]
    criteria: list[Weighted]
    documents: list[Paper]
    subjects: list[PageOfForm]
    addenda: list[tuple[datetime, Localized]]
    corrected: list[datetime]
    """Closings that were told to everybody by mistake, and hold no more."""
    has_check: bool = False
    eligibility: Sequence[Requirement] = ()
    deciding: Questions = field(default_factory=dict)
    """The questions whose answers the rules of eligibility may name, by key."""
    reading: ReadingRules | None = None
    contacts: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """Who was named to answer in its regions, by the names of these choices."""

    def status(self, now: datetime) -> CallStatus:
        """Scheduled, open, closed… at this moment."""
        return status(self.state, self.window, now)

    @property
    def seats(self) -> int:
        """Of all regions together."""
        return sum(place.seats for place in self.regions)

    @property
    def told_at(self) -> datetime:
        """When something of it was last told to everybody."""
        return self.changed_at or self.published_at or self.window.opens_at

    @property
    def is_extended(self) -> bool:
        """The closing was moved for everybody."""
        return self.window.closes_at != self.first_closing


@dataclass(frozen=True)
class CallCard:
    """A call in the list of calls."""

    reference: str
    year: int
    state: CallState
    title: Localized
    summary: Localized
    window: Window
    published_at: datetime
    updated_at: datetime
    regions: list[PlaceOfCall]

    def status(self, now: datetime) -> CallStatus:
        """Scheduled, open, closed… at this moment."""
        return status(self.state, self.window, now)

    def as_since(self, now: datetime) -> datetime:
        """Since when it is told of as it is now: the last change of its words, its opening or its closing."""
        passed = [moment for moment in (self.window.opens_at, self.window.closes_at) if moment <= now]
        return max([self.updated_at, *passed])
