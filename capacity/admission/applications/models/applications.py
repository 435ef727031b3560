"""An association's application: its answers and documents, and the snapshots of what was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship, validates

from capacity.admission.applications.states import ApplicationState, PublicState, Unsent, public_state, unsent
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile
from capacity.people.associations.models import Association, LastingPaper


def _first_listed(context: Any) -> datetime:
    values = context.get_current_parameters()
    found: datetime = values.get("submitted_at") or values["created_at"]
    return found


def _first_numbered(context: Any) -> str:
    return context.get_current_parameters().get("number") or ""


def _seat(context: Any) -> str:
    seat = sa.select(Association.province_code)
    number = context.get_current_parameters()["association_id"]
    return context.connection.scalar(seat.where(Association.id == number)) or ""


def _listed_where(name: str, column: str) -> sa.Index:
    """The rows of which this is so, in the order of the list: where they are few, nobody looks for them among all."""
    return sa.Index(name, "listed_at", "id", sqlite_where=sa.text(f"{column} = 1"), postgresql_where=sa.text(column))


class Application(Versioned, Base):
    """One application per association and call, in the region of the association's seat.

    ``number`` is given at the first submission (``2018-0042``: the phase's year, then the order of arrival, which is
    ``sequence``). ``eligibility_shown_at`` is when the screening was announced: until then its applicant knows nothing.
    ``clarification_due_at`` is until when an answer counts, while one is awaited.
    ``listed_at``, by which the desk's list is in order, is when it was sent, or begun while it was never sent;
    ``listed_number`` is its number, or blank while it has none, and ``province_code`` the province of the seat, which
    lies in its region: an association that moves to another region since leaves its applications where they were.
    ``applied_before`` is whether the same association, under any of its records, sent an application to another call
    earlier; ``selected_before`` and ``not_selected_before`` whether one of those ended so, as far as it was announced;
    ``queries.note_histories`` keeps all three so.
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
        sa.Index("ix_applications_call_listed", "call_id", "listed_at", "id"),
        sa.Index("ix_applications_numbered", "listed_number", "id"),
        sa.Index("ix_applications_region_numbered", "region_code", "listed_number", "id"),
        sa.Index("ix_applications_state_numbered", "state", "listed_number", "id"),
        sa.Index("ix_applications_call_numbered", "call_id", "listed_number", "id"),
        sa.Index("ix_applications_province", "province_code", "id"),
        sa.Index("ix_applications_province_listed", "province_code", "listed_at", "id"),
        sa.Index("ix_applications_language_listed", "language", "listed_at", "id"),
        _listed_where("ix_applications_again_listed", "applied_before"),
        _listed_where("ix_applications_paper_listed", "on_paper"),
        _listed_where("ix_applications_selected_listed", "selected_before"),
        _listed_where("ix_applications_passed_listed", "not_selected_before"),
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
    listed_number: Mapped[str] = mapped_column(sa.String(20), default=_first_numbered, server_default="")
    province_code: Mapped[str] = mapped_column(sa.String(6), default=_seat, server_default="")
    completeness: Mapped[int] = mapped_column(sa.SmallInteger, default=0)
    on_paper: Mapped[bool] = mapped_column(default=False)
    applied_before: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    selected_before: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    not_selected_before: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    erased_at: Mapped[datetime | None]

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

    @validates("number")
    def _list_by_number(self, _name: str, number: str | None) -> str | None:
        self.listed_number = number or ""
        return number

    def accepts(self, now: datetime) -> bool:
        """Whether a submission received now counts: the call's window for this association, its grace included."""
        return self.call.state is CallState.PUBLISHED and self.call.window(self.association_id).accepts(now)

    def stands(self, now: datetime) -> ApplicationState | Unsent:
        """The state as the desk reads it: of a draft, what became of it."""
        if self.state is not ApplicationState.DRAFT:
            return self.state
        return unsent(
            was_sent=self.number is not None,
            still_open=self.accepts(now),
            call_cancelled=self.call.state is CallState.CANCELLED,
        )

    def public_state(self, now: datetime) -> PublicState:
        """The state as the applicant may know it."""
        asked, due = self.state is ApplicationState.CLARIFICATION_REQUESTED, self.clarification_due_at
        has_lapsed = asked and due is not None and now > due
        return public_state(
            ApplicationState.SUBMITTED if has_lapsed else self.state,
            shown=self.eligibility_shown_at is not None,
            still_open=self.accepts(now),
            call_cancelled=self.call.state is CallState.CANCELLED,
        )


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
