"""A mentor's accompaniment of an association or a coalition: parties, milestones, meetings."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core import clock
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships.models.keys import KeyRing
from capacity.mentoring.mentorships.states import EndReason, MeetingMode, MentorshipState, MilestoneState
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association


class Mentorship(Versioned, Base):
    """Two years by default. ``coalition`` names the coalition when there are several parties."""

    __tablename__ = "mentorships"

    id: Mapped[Id]
    mentor_id: Mapped[int] = fk("people.id")
    state: Mapped[MentorshipState] = enum_column(MentorshipState, default=MentorshipState.PROPOSED)
    coalition: Mapped[str] = mapped_column(sa.String(200), default="")
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    end_reason: Mapped[EndReason | None] = enum_column(EndReason)
    ended_at: Mapped[datetime | None]
    ring_id: Mapped[int | None] = mapped_column(sa.ForeignKey("key_rings.id"), unique=True)
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]

    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    ring: Mapped[KeyRing | None] = relationship()
    parties: Mapped[list[MentorshipParty]] = relationship(
        back_populates="mentorship", cascade="all, delete-orphan", order_by="MentorshipParty.id"
    )
    milestones: Mapped[list[Milestone]] = relationship(
        back_populates="mentorship", cascade="all, delete-orphan", order_by="Milestone.due_on, Milestone.id"
    )
    meetings: Mapped[list[Meeting]] = relationship(
        back_populates="mentorship", cascade="all, delete-orphan", order_by="Meeting.held_on.desc(), Meeting.id.desc()"
    )

    @property
    def name(self) -> Localized:
        """The coalition's name, or the association's."""
        return Localized(ar=self.coalition, fr=self.coalition) if self.coalition else self.parties[0].association.name

    @property
    def last_day(self) -> date:
        """The day it ended, or the one on which it is to end."""
        return clock.local(self.ended_at).date() if self.ended_at else self.ends_on

    @property
    def association_ids(self) -> set[int]:
        """Whom it accompanies."""
        return {party.association_id for party in self.parties}

    @property
    def is_admitted(self) -> bool:
        """A member of each association let the mentor in; before that no draft opens to the mentor."""
        return bool(self.parties) and all(party.admitted_at for party in self.parties)

    @property
    def opens_to_mentor(self) -> bool:
        """The mentor may read what the associations write: admitted by each, and still accompanying."""
        return self.state is MentorshipState.ACTIVE and self.is_admitted


class MentorshipParty(Base):
    """An association accompanied; a member of it admits the mentor."""

    __tablename__ = "mentorship_parties"
    __table_args__ = (sa.UniqueConstraint("mentorship_id", "association_id"),)

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id", index=False)
    association_id: Mapped[int] = fk("associations.id")
    admitted_at: Mapped[datetime | None]
    admitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    mentorship: Mapped[Mentorship] = relationship(back_populates="parties")
    association: Mapped[Association] = relationship()


class Milestone(Versioned, Base):
    """A step on the way, with its due date.

    One that hangs on the mechanism's calendar keeps its anchor and its distance in days; when the anchor moves the due
    date follows, and ``moved_from`` tells the day it had before.
    """

    __tablename__ = "milestones"

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id")
    title: Mapped[Localized] = mapped_column(LocalizedText)
    due_on: Mapped[date] = mapped_column(index=True)
    anchor_id: Mapped[int | None] = fk("calendar_events.id", ondelete="SET NULL")
    offset_days: Mapped[int | None]
    moved_from: Mapped[date | None]
    state: Mapped[MilestoneState] = enum_column(MilestoneState, default=MilestoneState.PLANNED)
    done_at: Mapped[datetime | None]

    mentorship: Mapped[Mentorship] = relationship(back_populates="milestones")
    anchor: Mapped[CalendarEvent | None] = relationship()


class Meeting(Base):
    """A line of the meeting log. Its notes are sealed: the mentor and the members open them, nobody else."""

    __tablename__ = "meetings"

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id")
    held_on: Mapped[date]
    minutes: Mapped[int]
    mode: Mapped[MeetingMode] = enum_column(MeetingMode)
    generation: Mapped[int] = mapped_column(default=0)
    sealed_notes: Mapped[bytes | None]
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]

    mentorship: Mapped[Mentorship] = relationship(back_populates="meetings")
