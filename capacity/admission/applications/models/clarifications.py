"""What the coordination asks after an application was sent, and what came back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models.applications import Application
from capacity.admission.applications.states.clarifying import ClarificationState, PointKind, clarification_state
from capacity.admission.calls.models import Question, RequiredDocument
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile


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
    def files_aside(self) -> list[ClarificationFile]:
        """The files taken away from the answer, the same one named once; none that stands under it all the same."""
        seen, aside = {one.file.sha256 for one in self.present_files}, []
        for one in self.files:
            if one.file.sha256 not in seen:
                seen.add(one.file.sha256)
                aside.append(one)
        return aside

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
