"""The log of attendance, the report that locks it, corrections after that."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.people.accounts.models import Person
from capacity.training.attendance.states import CorrectionState, Mark
from capacity.training.sessions.models import Enrolment, Session, Slot


class AttendanceEvent(Base):
    """One tap: who was seen when, or (without a mark) that the earlier tap is taken back. Never changed or deleted.

    ``client_id`` is made where the tap was made, so that a request that is repeated changes nothing. ``at`` is when
    the tap was made, ``received_at`` when it arrived.
    """

    __tablename__ = "attendance_events"
    __table_args__ = (sa.Index("ix_attendance_events_slot_enrolment_at", "slot_id", "enrolment_id", "at"),)

    id: Mapped[Id]
    client_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    slot_id: Mapped[int] = fk("slots.id", index=False)
    enrolment_id: Mapped[int] = fk("enrolments.id")
    mark: Mapped[Mark | None] = enum_column(Mark)
    at: Mapped[datetime]
    received_at: Mapped[datetime]
    by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))


class SessionReport(Base):
    """What the trainer says of a session; it locks the register."""

    __tablename__ = "session_reports"

    id: Mapped[Id]
    session_id: Mapped[int] = mapped_column(sa.ForeignKey("sessions.id"), unique=True)
    held: Mapped[str] = mapped_column(sa.Text)
    summary: Mapped[str] = mapped_column(sa.Text, default="")
    difficulties: Mapped[str] = mapped_column(sa.Text, default="")
    filed_at: Mapped[datetime]
    filed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    session: Mapped[Session] = relationship()
    filed_by: Mapped[Person | None] = relationship()


class Correction(Versioned, Base):
    """A change of the locked register: asked by one person with a reason, decided by another."""

    __tablename__ = "corrections"

    id: Mapped[Id]
    slot_id: Mapped[int] = fk("slots.id")
    enrolment_id: Mapped[int] = fk("enrolments.id")
    mark: Mapped[Mark | None] = enum_column(Mark)
    reason: Mapped[str] = mapped_column(sa.Text)
    state: Mapped[CorrectionState] = enum_column(CorrectionState, default=CorrectionState.ASKED, index=True)
    asked_at: Mapped[datetime]
    asked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    slot: Mapped[Slot] = relationship()
    enrolment: Mapped[Enrolment] = relationship()
    asked_by: Mapped[Person | None] = relationship(foreign_keys=[asked_by_id])
