"""A call for interest: regions and seats, window, criteria, questions, required documents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.calls.models.library import LibraryItem, RemovedPart
from capacity.admission.calls.models.parts import Criterion, PartOfCall, Question, RequiredDocument, SelfCheck, Subject
from capacity.admission.calls.states import CallState, CallStatus, Window, status
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Region

__all__ = [
    "Addendum",
    "Call",
    "CallRegion",
    "Criterion",
    "Extension",
    "LibraryItem",
    "PartOfCall",
    "Question",
    "RemovedPart",
    "RequiredDocument",
    "SelfCheck",
    "Subject",
]

EMPTY = Localized()


class Call(Versioned, Base):
    """A call. After publication its questions, criteria and weights are frozen; a correction is an addendum.

    ``lottery_seed`` stays secret until a round is sealed; its SHA-256 is published with the call. ``rules`` are those
    of the ranking, as ``states.rules`` reads them; ``reading`` those of the reading, as ``states.reading`` does (None:
    a call published before they were declared); ``eligibility`` says who may apply (``states.eligibility``);
    ``recourse`` how complaints are taken (``states.recourse``).
    """

    __tablename__ = "calls"

    id: Mapped[Id]
    reference: Mapped[str] = mapped_column(sa.String(30), unique=True)
    phase_id: Mapped[int] = fk("phases.id")
    state: Mapped[CallState] = enum_column(CallState, default=CallState.DRAFT, index=True)
    title: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    summary: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    text: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    opens_at: Mapped[datetime]
    closes_at: Mapped[datetime]
    grace_minutes: Mapped[int] = mapped_column(default=15)
    announcement_on: Mapped[datetime | None]
    training_from: Mapped[date | None]
    rules: Mapped[dict[str, Any]] = mapped_column(sa.JSON, default=dict)
    eligibility: Mapped[list[dict[str, Any]] | None] = mapped_column(sa.JSON(none_as_null=True), default=list)
    reading: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    recourse: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    lottery_seed: Mapped[str] = mapped_column(sa.String(64), default="")
    lottery_seed_sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    published_at: Mapped[datetime | None]
    archived_at: Mapped[datetime | None]
    changed_at: Mapped[datetime | None]
    cancelled_reason: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)

    phase: Mapped[Phase] = relationship()
    regions: Mapped[list[CallRegion]] = relationship(
        back_populates="call", cascade="all, delete-orphan", order_by="CallRegion.region_code"
    )
    criteria: Mapped[list[Criterion]] = relationship(cascade="all, delete-orphan", order_by="Criterion.position")
    subjects: Mapped[list[Subject]] = relationship(cascade="all, delete-orphan", order_by="Subject.position")
    documents: Mapped[list[RequiredDocument]] = relationship(
        cascade="all, delete-orphan", order_by="RequiredDocument.position"
    )
    checks: Mapped[list[SelfCheck]] = relationship(cascade="all, delete-orphan", order_by="SelfCheck.position")
    addenda: Mapped[list[Addendum]] = relationship(cascade="all, delete-orphan", order_by="Addendum.published_at")
    extensions: Mapped[list[Extension]] = relationship(cascade="all, delete-orphan", order_by="Extension.id")

    def window(self, association_id: int | None = None) -> Window:
        """The window as it stands for everybody, or for one association with an extension of its own."""
        closes_at = self.closes_at
        for extension in self.extensions:
            if extension.association_id in {None, association_id}:
                closes_at = max(closes_at, extension.closes_at)
        return Window(self.opens_at, closes_at, timedelta(minutes=self.grace_minutes))

    def status(self, now: datetime) -> CallStatus:
        """What a reader sees now."""
        return status(self.state, self.window(), now)

    @property
    def region_codes(self) -> frozenset[str]:
        """Where it looks for associations."""
        return frozenset(place.region_code for place in self.regions)

    @property
    def questions(self) -> list[Question]:
        """All questions, page by page."""
        return [question for subject in self.subjects for question in subject.questions]

    @property
    def papers(self) -> list[RequiredDocument]:
        """The documents asked for beside the form; those that a question asks for are left out."""
        return [paper for paper in self.documents if paper.question_id is None and paper.question is None]


class CallRegion(Base):
    """A region of the call, its seats, and the quotas among them, as ``states.rules`` reads them."""

    __tablename__ = "call_regions"
    __table_args__ = (sa.UniqueConstraint("call_id", "region_code"), sa.CheckConstraint("seats > 0", name="seats"))

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"))
    seats: Mapped[int]
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)

    call: Mapped[Call] = relationship(back_populates="regions")
    region: Mapped[Region] = relationship()


class Addendum(Base):
    """A dated correction of a published call."""

    __tablename__ = "addenda"

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id")
    text: Mapped[Localized] = mapped_column(LocalizedText)
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Extension(Base):
    """More time: for everybody, or for one association with a reason (which stands in the audit log).

    Where it was given by mistake, ``closes_at`` is the closing that holds instead, ``first_closes_at`` the one that was
    told first.
    """

    __tablename__ = "extensions"

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id")
    association_id: Mapped[int | None] = mapped_column(sa.ForeignKey("associations.id"))
    closes_at: Mapped[datetime]
    created_at: Mapped[datetime]
    first_closes_at: Mapped[datetime | None]
    corrected_at: Mapped[datetime | None]
