"""A call for interest: regions and seats, window, criteria, questions, required documents."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.calls.states import CallState, CallStatus, LibraryKind, QuestionKind, Window, status
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Region

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


class Criterion(Base):
    """What readers score, from 0 to 5, and its weight; the weights of a call add up to 100.

    ``anchors`` say what each whole mark means, a line for each from 0 to 5.
    """

    __tablename__ = "criteria"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "key"),
        sa.CheckConstraint("weight > 0 AND weight <= 100", name="weight"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    weight: Mapped[int]
    anchors: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY, server_default="{}")
    comment_required: Mapped[bool] = mapped_column(default=False, server_default=sa.false())


class Subject(Base):
    """A page of the application form."""

    __tablename__ = "subjects"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    title: Mapped[Localized] = mapped_column(LocalizedText)

    questions: Mapped[list[Question]] = relationship(cascade="all, delete-orphan", order_by="Question.position")


class Question(Base):
    """One question; ``choices`` is a list of ``{"key": …, "label": {"ar": …}}``, ``columns`` too, each with a ``kind``.

    ``condition`` is ``{"question": key, "answers": [key, …]}``: it is asked only if an earlier one was answered so; and
    only in ``region_codes``, when there are any. The files of a question of kind file hang on a document of its own.
    Its key is unique in the whole call, so that answers of several calls stand in one column of an export.
    """

    __tablename__ = "questions"
    __table_args__ = (sa.UniqueConstraint("subject_id", "key"),)

    id: Mapped[Id]
    subject_id: Mapped[int] = fk("subjects.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    kind: Mapped[QuestionKind] = enum_column(QuestionKind)
    label: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    required: Mapped[bool] = mapped_column(default=True)
    word_limit: Mapped[int | None]
    minimum: Mapped[int | None]
    maximum: Mapped[int | None]
    choices: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    columns: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    condition: Mapped[dict[str, Any] | None] = mapped_column(sa.JSON(none_as_null=True))
    region_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)


class RequiredDocument(Base):
    """A paper the association joins; a lasting one (statutes, receipt) is kept for later calls.

    With ``question`` it is what a question of kind file asks for: it is asked where and when the question is.
    ``limit_mb`` is how large one file may be, where it differs from the service's own limit.
    """

    __tablename__ = "required_documents"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"), sa.UniqueConstraint("question_id"))

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    label: Mapped[Localized] = mapped_column(LocalizedText)
    help: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    required: Mapped[bool] = mapped_column(default=True)
    lasting: Mapped[bool] = mapped_column(default=False)
    limit_mb: Mapped[int | None]
    question_id: Mapped[int | None] = mapped_column(sa.ForeignKey("questions.id"))

    question: Mapped[Question | None] = relationship()


class SelfCheck(Base):
    """A question of the self-check: the answer that raises no doubt, what the other one means, and what to do then."""

    __tablename__ = "self_checks"
    __table_args__ = (sa.UniqueConstraint("call_id", "key"),)

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    position: Mapped[int] = mapped_column(default=0)
    question: Mapped[Localized] = mapped_column(LocalizedText)
    expected: Mapped[bool] = mapped_column(default=True)
    decisive: Mapped[bool] = mapped_column(default=False)
    advice: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)


class Addendum(Base):
    """A dated correction of a published call."""

    __tablename__ = "addenda"

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id")
    text: Mapped[Localized] = mapped_column(LocalizedText)
    published_at: Mapped[datetime]
    author_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Extension(Base):
    """More time: for everybody, or for one association with a reason (which stands in the audit log)."""

    __tablename__ = "extensions"

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id")
    association_id: Mapped[int | None] = mapped_column(sa.ForeignKey("associations.id"))
    closes_at: Mapped[datetime]
    created_at: Mapped[datetime]


class LibraryItem(Versioned, Base):
    """A criterion, question, reason or kind of document that is kept for later calls; calls take copies of it.

    ``content`` holds the values of the part (``states.library``). What was retired is no longer offered, and stays
    for what was said with it.
    """

    __tablename__ = "call_library"
    __table_args__ = (sa.UniqueConstraint("kind", "key"),)

    id: Mapped[Id]
    kind: Mapped[LibraryKind] = enum_column(LibraryKind)
    key: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[Localized] = mapped_column(LocalizedText)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]
