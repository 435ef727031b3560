"""An association's application to a call: answers, documents, snapshots with their receipts."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship, validates

from capacity.admission.applications.states import ApplicationState, PublicState, public_state
from capacity.admission.applications.states.clarifying import ClarificationState, PointKind, clarification_state
from capacity.admission.applications.states.coalitions import NAME_MAX, MembershipState
from capacity.admission.calls.models import Call, Question, RequiredDocument
from capacity.admission.calls.states import CallState
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile
from capacity.people.associations.models import Association, LastingPaper


def _first_listed(context: Any) -> datetime:
    values = context.get_current_parameters()
    found: datetime = values.get("submitted_at") or values["created_at"]
    return found


class Application(Versioned, Base):
    """One application per association and call, in the region of the association's seat.

    ``number`` is given at the first submission (``2018-0042``: the phase's year, then the order of arrival, which is
    ``sequence``). ``eligibility_shown_at`` is when the screening was announced: until then its applicant knows nothing.
    ``clarification_due_at`` is until when an answer counts, while one is awaited.
    ``listed_at``, by which the desk's list is in order, is when it was sent, or begun while it was never sent.
    ``completeness`` says how much of what is required is there, in per cent; it is counted as the applicant goes.
    """

    __tablename__ = "applications"
    __table_args__ = (
        sa.UniqueConstraint("call_id", "association_id"),
        sa.Index("ix_applications_call_region_state", "call_id", "region_code", "state"),
        sa.Index("ix_applications_call_sequence", "call_id", "sequence"),
        sa.Index("ix_applications_region_state", "region_code", "state", "call_id", "association_id"),
        sa.Index("ix_applications_association_state", "association_id", "state"),
        sa.Index("ix_applications_listed", "listed_at", "id"),
        sa.Index("ix_applications_region_listed", "region_code", "listed_at", "id"),
        sa.Index("ix_applications_state_listed", "state", "listed_at", "id"),
        sa.CheckConstraint("completeness BETWEEN 0 AND 100", name="completeness"),
    )

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    association_id: Mapped[int] = fk("associations.id", index=False)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"))
    number: Mapped[str | None] = mapped_column(sa.String(20), unique=True)
    sequence: Mapped[int | None]
    state: Mapped[ApplicationState] = enum_column(ApplicationState, default=ApplicationState.DRAFT)
    language: Mapped[str] = mapped_column(sa.String(2), default="ar")
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    submitted_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    eligibility_shown_at: Mapped[datetime | None]
    clarification_due_at: Mapped[datetime | None]
    listed_at: Mapped[datetime] = mapped_column(default=_first_listed)
    completeness: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    on_paper: Mapped[bool] = mapped_column(default=False)

    call: Mapped[Call] = relationship()
    association: Mapped[Association] = relationship()
    answers: Mapped[list[Answer]] = relationship(cascade="all, delete-orphan")
    documents: Mapped[list[ApplicationDocument]] = relationship(
        cascade="all, delete-orphan", order_by="ApplicationDocument.id"
    )
    snapshots: Mapped[list[Snapshot]] = relationship(cascade="all, delete-orphan", order_by="Snapshot.id")

    @validates("submitted_at")
    def _list_as_sent(self, _name: str, moment: datetime | None) -> datetime | None:
        if moment is not None:
            self.listed_at = moment
        return moment

    def accepts(self, now: datetime) -> bool:
        """Whether a submission received now counts: the call's window for this association, its grace included."""
        return self.call.state is CallState.PUBLISHED and self.call.window(self.association_id).accepts(now)

    def public_state(self, now: datetime) -> PublicState:
        """The state as the applicant may know it."""
        due = self.clarification_due_at
        if self.state is ApplicationState.CLARIFICATION_REQUESTED and due is not None and now > due:
            return PublicState.SUBMITTED
        return public_state(self.state, shown=self.eligibility_shown_at is not None, still_open=self.accepts(now))


class Answer(Versioned, Base):
    """What was answered to a question, as it stands now.

    ``signs`` are those of the last saves, made in the browser, each with the version it led to: a save that is sent
    again, because its answer was lost on the way, is known by them.
    """

    __tablename__ = "answers"
    __table_args__ = (sa.UniqueConstraint("application_id", "question_id"),)

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id", index=False)
    question_id: Mapped[int] = fk("questions.id")
    value: Mapped[Any] = mapped_column(sa.JSON)
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    signs: Mapped[list[list[Any]]] = mapped_column(sa.JSON, default=list)


class ApplicationDocument(Base):
    """A file joined under one of the call's required documents; a replaced one is kept.

    ``paper`` is the version of the association's own folder that it is, where the document is one that lasts.
    """

    __tablename__ = "application_documents"

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    document_id: Mapped[int] = fk("required_documents.id")
    file_id: Mapped[int] = fk("stored_files.id")
    paper_id: Mapped[int | None] = fk("lasting_papers.id")
    uploaded_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship()
    paper: Mapped[LastingPaper | None] = relationship()


class Snapshot(Base):
    """What was submitted, frozen: canonical JSON with the hashes of the documents, and the SHA-256 on the receipt.

    ``submission_id`` is made in the browser, so that a repeated request changes nothing. ``clarification_id`` is set
    when it was sent in answer to a request for clarification. ``groups`` are those of the call's quotas to which the
    association belonged by its own declaration when it first applied, and stand in the content too.
    """

    __tablename__ = "snapshots"

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    clarification_id: Mapped[int | None] = fk("clarifications.id")
    submission_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    received_at: Mapped[datetime]
    content: Mapped[str] = mapped_column(sa.Text)
    sha256: Mapped[str] = mapped_column(sa.String(64))
    groups: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    signed_name: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_role: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Coalition(Versioned, Base):
    """What makes an application one of several associations: a name, and the provinces in which they work together.

    The application's own association leads. Its territory is the provinces named here and those of the seats.
    """

    __tablename__ = "coalitions"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(NAME_MAX), default="")
    province_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship()
    members: Mapped[list[CoalitionMember]] = relationship(
        back_populates="coalition", cascade="all, delete-orphan", order_by="CoalitionMember.id"
    )


class CoalitionMember(Versioned, Base):
    """An association that was asked into a coalition, and what its representative answered and signed.

    ``call_id`` is the application's: of one call, an association confirms one coalition only.
    """

    __tablename__ = "coalition_members"
    __table_args__ = (
        sa.UniqueConstraint("coalition_id", "association_id"),
        sa.Index(
            "uq_coalition_members_confirmed",
            "call_id",
            "association_id",
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        ),
    )

    id: Mapped[Id]
    coalition_id: Mapped[int] = fk("coalitions.id", index=False)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id"))
    association_id: Mapped[int] = fk("associations.id")
    state: Mapped[MembershipState] = enum_column(MembershipState, default=MembershipState.INVITED)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_role: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    coalition: Mapped[Coalition] = relationship(back_populates="members")
    association: Mapped[Association] = relationship()


class Clarification(Versioned, Base):
    """The coordination's request: what is unclear in an application that was sent, and until when it may be mended.

    One at a time. ``request_id`` is made with the form, so that a repeated request changes nothing; ``remark`` is what
    the association says to the whole. ``answered_at`` is when the server received the answer.
    """

    __tablename__ = "clarifications"
    __table_args__ = (
        sa.Index(
            "uq_clarifications_requested",
            "application_id",
            unique=True,
            sqlite_where=sa.text("state = 'requested'"),
            postgresql_where=sa.text("state = 'requested'"),
        ),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    request_id: Mapped[str] = mapped_column(sa.String(120), unique=True)
    state: Mapped[ClarificationState] = enum_column(ClarificationState, default=ClarificationState.REQUESTED)
    note: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    due_at: Mapped[datetime]
    remark: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    ended_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    items: Mapped[list[ClarificationItem]] = relationship(
        back_populates="clarification", cascade="all, delete-orphan", order_by="ClarificationItem.position"
    )

    def state_at(self, now: datetime) -> ClarificationState:
        """The state as the clock judges it."""
        return clarification_state(self.state, self.due_at, now)


class ClarificationItem(Versioned, Base):
    """One question or document of a request, and why.

    ``before`` is what stood when it was asked: an answer, or the files as a receipt lists them. ``draft`` is what the
    association writes meanwhile (once ``drafted_at`` is set); ``after`` what it sent.
    """

    __tablename__ = "clarification_items"
    __table_args__ = (
        sa.UniqueConstraint("clarification_id", "question_id"),
        sa.UniqueConstraint("clarification_id", "document_id"),
        sa.CheckConstraint("(question_id IS NULL) <> (document_id IS NULL)", name="one_thing"),
    )

    id: Mapped[Id]
    clarification_id: Mapped[int] = fk("clarifications.id", index=False)
    position: Mapped[int] = mapped_column(default=0)
    question_id: Mapped[int | None] = fk("questions.id")
    document_id: Mapped[int | None] = fk("required_documents.id")
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    why: Mapped[str] = mapped_column(sa.Text, default="")
    before: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    draft: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    drafted_at: Mapped[datetime | None]
    drafted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    keeps_earlier: Mapped[bool] = mapped_column(default=False)
    after: Mapped[Any] = mapped_column(sa.JSON(none_as_null=True), nullable=True)
    changed: Mapped[bool] = mapped_column(default=False)

    clarification: Mapped[Clarification] = relationship(back_populates="items")
    question: Mapped[Question | None] = relationship()
    document: Mapped[RequiredDocument | None] = relationship()
    files: Mapped[list[ClarificationFile]] = relationship(cascade="all, delete-orphan", order_by="ClarificationFile.id")

    @property
    def kind(self) -> PointKind:
        """Whether a question or a document is asked about."""
        return PointKind.QUESTION if self.question_id is not None else PointKind.DOCUMENT

    @property
    def present_files(self) -> list[ClarificationFile]:
        """The files joined to the answer and not taken away again."""
        return [one for one in self.files if one.removed_at is None]

    @property
    def is_changed(self) -> bool:
        """Whether the association's answer, as it stands now, differs from what was sent before."""
        if self.kind is PointKind.DOCUMENT:
            return bool(self.present_files)
        return self.drafted_at is not None and self.draft != self.before


class ClarificationFile(Base):
    """A file joined in answer to a request; it joins the application when the answer is sent."""

    __tablename__ = "clarification_files"

    id: Mapped[Id]
    item_id: Mapped[int] = fk("clarification_items.id")
    file_id: Mapped[int] = fk("stored_files.id")
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    file: Mapped[StoredFile] = relationship()


class ApplicationTag(Base):
    """A word that coordinators put on an application to find it again; applicants never see it.

    ``key`` is its folded spelling, so that one word written twice is one tag.
    """

    __tablename__ = "application_tags"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)
    words: Mapped[str] = mapped_column(sa.String(40))
    tagged_at: Mapped[datetime]
    tagged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class Dossier(Base):
    """The whole of one submission as one PDF (PDF/A-3), made once for each receipt and language."""

    __tablename__ = "dossiers"
    __table_args__ = (sa.UniqueConstraint("snapshot_id", "language"),)

    id: Mapped[Id]
    snapshot_id: Mapped[int] = fk("snapshots.id", index=False)
    language: Mapped[str] = mapped_column(sa.String(2))
    file_id: Mapped[int] = fk("stored_files.id")
    made_at: Mapped[datetime]

    file: Mapped[StoredFile] = relationship()
