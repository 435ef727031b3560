"""Modules, venues, sessions of half-day slots, trainers, delegates and their enrolment."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Province, Region
from capacity.training.sessions.states import EnrolmentState, HalfDay, SessionState

EMPTY = Localized()


class Module(Versioned, Base):
    """What is taught; ``required_share`` is the percentage of half-days that earns the certificate.

    ``example`` marks a module that the software ships as a start and that no coordinator has reviewed yet.
    """

    __tablename__ = "modules"
    __table_args__ = (sa.CheckConstraint("required_share BETWEEN 1 AND 100", name="required_share"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    position: Mapped[int] = mapped_column(default=0)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    description: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    half_days: Mapped[int] = mapped_column(default=2)
    required_share: Mapped[int] = mapped_column(default=75)
    example: Mapped[bool] = mapped_column(default=False)


class Venue(Versioned, Base):
    """Where sessions are held; ``access_note`` tells people with disabilities what they find."""

    __tablename__ = "venues"
    __table_args__ = (sa.CheckConstraint("capacity > 0", name="capacity"),)

    id: Mapped[Id]
    name: Mapped[Localized] = mapped_column(LocalizedText)
    address: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    province_code: Mapped[str] = fk("provinces.code")
    capacity: Mapped[int]
    accessible: Mapped[bool] = mapped_column(default=False)
    access_note: Mapped[Localized] = mapped_column(LocalizedText, default=EMPTY)
    retired_at: Mapped[datetime | None]

    province: Mapped[Province] = relationship()


class Session(Versioned, Base):
    """A session of a module for the associations of one region.

    ``sequence`` counts the releases of its timetable, as calendar programs know them; ``reason`` says why it was
    cancelled or not held, in words that those invited read.
    """

    __tablename__ = "sessions"
    __table_args__ = (
        sa.CheckConstraint("seats > 0", name="seats"),
        sa.CheckConstraint("delegates_per_association > 0", name="delegates_per_association"),
        sa.Index("ix_sessions_phase_region_state", "phase_id", "region_code", "state"),
    )

    id: Mapped[Id]
    module_id: Mapped[int] = fk("modules.id")
    phase_id: Mapped[int] = fk("phases.id", index=False)
    region_code: Mapped[str] = fk("regions.code")
    venue_id: Mapped[int] = fk("venues.id")
    state: Mapped[SessionState] = enum_column(SessionState, default=SessionState.DRAFT)
    language: Mapped[str] = mapped_column(sa.String(2), default="ar")
    seats: Mapped[int]
    delegates_per_association: Mapped[int] = mapped_column(default=1)
    nominations_due_on: Mapped[date | None]
    sequence: Mapped[int] = mapped_column(default=0)
    first_day: Mapped[date]
    last_day: Mapped[date]
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    created_at: Mapped[datetime]
    released_at: Mapped[datetime | None]

    module: Mapped[Module] = relationship()
    phase: Mapped[Phase] = relationship()
    region: Mapped[Region] = relationship()
    venue: Mapped[Venue] = relationship()
    slots: Mapped[list[Slot]] = relationship(
        back_populates="session", cascade="all, delete-orphan", order_by="Slot.starts_at"
    )
    trainers: Mapped[list[SessionTrainer]] = relationship(cascade="all, delete-orphan", order_by="SessionTrainer.id")


class Slot(Base):
    """A half-day of a session."""

    __tablename__ = "slots"
    __table_args__ = (sa.UniqueConstraint("session_id", "day", "half"),)

    id: Mapped[Id]
    session_id: Mapped[int] = fk("sessions.id", index=False)
    day: Mapped[date] = mapped_column(index=True)
    half: Mapped[HalfDay] = enum_column(HalfDay)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]

    session: Mapped[Session] = relationship(back_populates="slots")


class SessionTrainer(Base):
    """A trainer of a session."""

    __tablename__ = "session_trainers"
    __table_args__ = (sa.UniqueConstraint("session_id", "person_id"),)

    id: Mapped[Id]
    session_id: Mapped[int] = fk("sessions.id", index=False)
    person_id: Mapped[int] = fk("people.id")

    person: Mapped[Person] = relationship()


class Delegate(Base):
    """Somebody an association sends; needs no sign-in."""

    __tablename__ = "delegates"

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    name_ar: Mapped[str] = mapped_column(sa.String(120), default="")
    gender: Mapped[Gender] = enum_column(Gender, default=Gender.UNSTATED)
    birth_year: Mapped[int | None]
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    created_at: Mapped[datetime]

    association: Mapped[Association] = relationship()

    @property
    def names(self) -> Localized:
        """The name in both scripts; English readers read the Latin one."""
        return Localized(ar=self.name_ar or self.name, fr=self.name, en=self.name)


class Enrolment(Versioned, Base):
    """A delegate's place in a session; ``at_door`` when the trainer entered it on the day."""

    __tablename__ = "enrolments"
    __table_args__ = (sa.UniqueConstraint("session_id", "delegate_id"),)

    id: Mapped[Id]
    session_id: Mapped[int] = fk("sessions.id", index=False)
    delegate_id: Mapped[int] = fk("delegates.id")
    state: Mapped[EnrolmentState] = enum_column(EnrolmentState, default=EnrolmentState.NOMINATED)
    nominated_at: Mapped[datetime]
    at_door: Mapped[bool] = mapped_column(default=False)
    replaced_by_id: Mapped[int | None] = fk("enrolments.id")

    session: Mapped[Session] = relationship()
    delegate: Mapped[Delegate] = relationship()


class ToldNeeds(Base):
    """What a delegate needs because of a disability, as far as they wished it told: ``sealed`` under a key of the
    service that no copy of the database holds, so that only the pages open it."""

    __tablename__ = "told_needs"

    id: Mapped[Id]
    enrolment_id: Mapped[int] = mapped_column(sa.ForeignKey("enrolments.id"), unique=True)
    sealed: Mapped[bytes] = mapped_column(sa.LargeBinary)
    told_at: Mapped[datetime]

    enrolment: Mapped[Enrolment] = relationship()


class CalendarFeed(Base):
    """The secret address under which a person's calendar program reads their sessions; a new one ends the old."""

    __tablename__ = "calendar_feeds"

    id: Mapped[Id]
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"), unique=True)
    token: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime]
