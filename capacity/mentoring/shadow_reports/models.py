"""A report against one mechanism. Every word, name of a file and note in these tables is sealed."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile
from capacity.core.numbering import NumberedOnce
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mentorships.models import KeyRing, Mentorship
from capacity.mentoring.shadow_reports.states import AbandonReason, Channel, NoteKind, ReportState
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association


class ShadowReport(Versioned, Base):
    """States and dates in clear, so that milestones can be seen to be met; nothing that was written.

    ``request_id`` is made in the browser, so that a repeated request starts no second report. ``versions`` counts them.
    """

    __tablename__ = "shadow_reports"

    id: Mapped[Id]
    request_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    mechanism_id: Mapped[int] = fk("mechanisms.id")
    event_id: Mapped[int | None] = fk("calendar_events.id", ondelete="SET NULL")
    mentorship_id: Mapped[int | None] = fk("mentorships.id")
    ring_id: Mapped[int] = mapped_column(sa.ForeignKey("key_rings.id"), unique=True)
    state: Mapped[ReportState] = enum_column(ReportState, default=ReportState.OUTLINE)
    language: Mapped[str] = mapped_column(sa.String(2))
    versions: Mapped[int] = mapped_column(default=0)
    publish: Mapped[bool | None]
    sources_checked_at: Mapped[datetime | None]
    sources_checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    submitted_on: Mapped[date | None]
    channel: Mapped[Channel | None] = enum_column(Channel)
    considered_on: Mapped[date | None]
    followed_up_on: Mapped[date | None]
    abandon_reason: Mapped[AbandonReason | None] = enum_column(AbandonReason)
    created_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    changed_at: Mapped[datetime]

    mechanism: Mapped[Mechanism] = relationship()
    event: Mapped[CalendarEvent | None] = relationship()
    mentorship: Mapped[Mentorship | None] = relationship()
    ring: Mapped[KeyRing] = relationship()
    parties: Mapped[list[ReportParty]] = relationship(
        back_populates="report", cascade="all, delete-orphan", order_by="ReportParty.id"
    )

    @property
    def association_ids(self) -> set[int]:
        """Who writes it."""
        return {party.association_id for party in self.parties}

    @property
    def deadline(self) -> date | None:
        """The last day for sending it, where the calendar and the rule are known."""
        return self.event.report_deadline if self.event is not None else None

    @property
    def mentor(self) -> Person | None:
        """The mentor whom every association of the report let in, while the mentorship runs."""
        found = self.mentorship
        if found is None or not found.opens_to_mentor or not self.association_ids <= found.association_ids:
            return None
        return found.mentor


class ReportParty(Base):
    """An association that signs the report, and its representative's sign-off on what stands now."""

    __tablename__ = "report_parties"
    __table_args__ = (sa.UniqueConstraint("report_id", "association_id"),)

    id: Mapped[Id]
    report_id: Mapped[int] = fk("shadow_reports.id", index=False)
    association_id: Mapped[int] = fk("associations.id")
    signed_off_at: Mapped[datetime | None]
    signed_off_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    report: Mapped[ShadowReport] = relationship(back_populates="parties")
    association: Mapped[Association] = relationship()


class ReportVersion(Base):
    """One section as it was saved, sealed and never changed; ``number`` counts through the whole report."""

    __tablename__ = "report_versions"
    __table_args__ = (
        sa.UniqueConstraint("report_id", "number"),
        sa.Index("ix_report_versions_section", "report_id", "section", "number"),
    )

    id: Mapped[Id]
    report_id: Mapped[int] = fk("shadow_reports.id", index=False)
    number: Mapped[int]
    section: Mapped[str] = mapped_column(sa.String(40))
    generation: Mapped[int]
    sealed: Mapped[bytes]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[Person] = relationship()

    @property
    def context(self) -> str:
        """The place it was sealed for."""
        return f"report:{self.report_id}:version:{self.number}:{self.section}"


class ReportNote(Base):
    """A comment on a section, or what was noted at a step; sealed."""

    __tablename__ = "report_notes"

    id: Mapped[Id]
    report_id: Mapped[int] = fk("shadow_reports.id")
    kind: Mapped[NoteKind] = enum_column(NoteKind)
    section: Mapped[str] = mapped_column(sa.String(40), default="")
    place: Mapped[str] = mapped_column(sa.String(32), unique=True)
    generation: Mapped[int]
    sealed: Mapped[bytes]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]

    written_by: Mapped[Person] = relationship()

    @property
    def context(self) -> str:
        """The place it was sealed for."""
        return f"report:{self.report_id}:note:{self.place}"


class ReportFile(NumberedOnce, Base):
    """A file joined to the report: its bytes sealed in the document store, its name and kind sealed here."""

    __tablename__ = "report_files"

    id: Mapped[Id]
    report_id: Mapped[int] = fk("shadow_reports.id")
    file_id: Mapped[int] = mapped_column(sa.ForeignKey("stored_files.id"), unique=True)
    place: Mapped[str] = mapped_column(sa.String(32), unique=True)
    generation: Mapped[int]
    sealed_name: Mapped[bytes]
    added_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    added_at: Mapped[datetime]

    report: Mapped[ShadowReport] = relationship()
    file: Mapped[StoredFile] = relationship()

    @property
    def context(self) -> str:
        """The place its bytes were sealed for."""
        return f"report:{self.report_id}:file:{self.place}"
