"""A mentor's accompaniment of an association or a coalition: parties, milestones, meetings."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.mentoring.mentorships.states import MentorshipState, MilestoneState
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
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]

    mentor: Mapped[Person] = relationship(foreign_keys=[mentor_id])
    parties: Mapped[list[MentorshipParty]] = relationship(cascade="all, delete-orphan", order_by="MentorshipParty.id")
    milestones: Mapped[list[Milestone]] = relationship(cascade="all, delete-orphan", order_by="Milestone.due_on, Milestone.id")
    meetings: Mapped[list[Meeting]] = relationship(cascade="all, delete-orphan", order_by="Meeting.held_on.desc(), Meeting.id.desc()")


class MentorshipParty(Base):
    """An association accompanied; a member of it admits the mentor."""

    __tablename__ = "mentorship_parties"
    __table_args__ = (sa.UniqueConstraint("mentorship_id", "association_id"),)

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id", index=False)
    association_id: Mapped[int] = fk("associations.id")
    admitted_at: Mapped[datetime | None]
    admitted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    association: Mapped[Association] = relationship()


class Milestone(Versioned, Base):
    """A step on the way, with its due date."""

    __tablename__ = "milestones"

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id")
    title: Mapped[Localized] = mapped_column(LocalizedText)
    due_on: Mapped[date] = mapped_column(index=True)
    state: Mapped[MilestoneState] = enum_column(MilestoneState, default=MilestoneState.PLANNED)
    done_at: Mapped[datetime | None]


class Meeting(Base):
    """A line of the meeting log; its notes are for the mentor and the members only."""

    __tablename__ = "meetings"

    id: Mapped[Id]
    mentorship_id: Mapped[int] = fk("mentorships.id")
    held_on: Mapped[date]
    minutes: Mapped[int]
    mode: Mapped[str] = mapped_column(sa.String(20))
    notes: Mapped[str] = mapped_column(sa.Text, default="")
    next_steps: Mapped[str] = mapped_column(sa.Text, default="")
    written_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    written_at: Mapped[datetime]
