"""A complaint, its documents, and the time that one association was given for itself."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.admission.complaints.states import ComplaintState, Effect, PublicState, Subject, Verdict, public_state
from capacity.admission.complaints.states.following import Follows
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile
from capacity.core.numbering import NumberedOnce
from capacity.people.accounts.models import Person

_OPEN = sa.text("state NOT IN ('decided', 'withdrawn')")


class Complaint(Versioned, Base):
    """One at a time for an application. ``grounds`` and ``reasons`` are codes of ``data/complaints.toml``.

    It is written in ``language``, and answered in it. ``number`` and ``sha256`` (of ``content``, what was filed) stand
    on the receipt; ``submission_id`` is made on the page, so that who sends twice files once. What is proposed is told
    to nobody outside before it is confirmed.
    """

    __tablename__ = "complaints"
    __table_args__ = (
        sa.Index("uq_complaints_open", "application_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
        sa.Index("ix_complaints_state_filed", "state", "filed_at"),
        sa.CheckConstraint("state = 'draft' OR state = 'withdrawn' OR number IS NOT NULL", name="numbered"),
        sa.CheckConstraint("state <> 'decided' OR verdict IS NOT NULL", name="answered"),
        sa.CheckConstraint("confirmed_by_id IS NULL OR confirmed_by_id <> proposed_by_id", name="two_people"),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    subject: Mapped[Subject] = enum_column(Subject)
    state: Mapped[ComplaintState] = enum_column(ComplaintState, default=ComplaintState.DRAFT)
    language: Mapped[str] = mapped_column(sa.String(2))
    grounds: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    text: Mapped[str] = mapped_column(sa.Text, default="")
    begun_at: Mapped[datetime]
    begun_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    number: Mapped[str | None] = mapped_column(sa.String(30), unique=True)
    submission_id: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    content: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    signed_name: Mapped[str] = mapped_column(sa.String(120), default="")
    filed_at: Mapped[datetime | None]
    filed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    handler_id: Mapped[int | None] = fk("people.id")
    confirmer_id: Mapped[int | None] = fk("people.id")
    assigned_at: Mapped[datetime | None]
    question: Mapped[str] = mapped_column(sa.Text, default="")
    asked_at: Mapped[datetime | None]
    answer_due_at: Mapped[datetime | None]
    answer: Mapped[str] = mapped_column(sa.Text, default="")
    answered_at: Mapped[datetime | None]
    verdict: Mapped[Verdict | None] = enum_column(Verdict)
    reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    reasoning: Mapped[str] = mapped_column(sa.Text, default="")
    seat_due: Mapped[bool] = mapped_column(default=False)
    proposed_at: Mapped[datetime | None]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    sent_back_reason: Mapped[str] = mapped_column(sa.Text, default="")
    decided_at: Mapped[datetime | None]
    confirmed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    effect: Mapped[Effect] = enum_column(Effect, default=Effect.NONE)
    follows: Mapped[Follows | None] = enum_column(Follows)
    withdrawn_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    handler: Mapped[Person | None] = relationship(foreign_keys=[handler_id])
    confirmer: Mapped[Person | None] = relationship(foreign_keys=[confirmer_id])
    files: Mapped[list[ComplaintFile]] = relationship(
        back_populates="complaint", cascade="all, delete-orphan", order_by="ComplaintFile.id"
    )

    @property
    def public_state(self) -> PublicState:
        """The state as the association may know it."""
        return public_state(self.state)

    @property
    def source(self) -> str:
        """By which a decision that it adds is known."""
        return f"complaint:{self.id}"

    def present_files(self, *, with_answer: bool) -> list[ComplaintFile]:
        """The documents joined to the complaint, or to the answer, and not taken away again."""
        return [one for one in self.files if one.removed_at is None and one.with_answer is with_answer]


class ComplaintFile(NumberedOnce, Base):
    """A document joined to a complaint, or to the answer to the handler's question."""

    __tablename__ = "complaint_files"

    id: Mapped[Id]
    complaint_id: Mapped[int] = fk("complaints.id")
    file_id: Mapped[int] = fk("stored_files.id")
    with_answer: Mapped[bool] = mapped_column(default=False)
    uploaded_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    complaint: Mapped[Complaint] = relationship(back_populates="files")
    file: Mapped[StoredFile] = relationship()


class ComplaintTime(Base):
    """More time to complain, for one application, because its letter came late; the reason stands in the audit log."""

    __tablename__ = "complaint_times"

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    ends_at: Mapped[datetime]
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
