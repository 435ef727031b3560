"""The sitting of a round: who was there, what was gone through, moved and voted, minute by minute."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.admission.rounds.states import ItemKind, MotionKind, SittingState, VoteChoice
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.people.accounts.models import Person


class Sitting(Versioned, Base):
    """Of one round. ``adopted_sha256`` is the SHA-256 of the outcome that was adopted by vote."""

    __tablename__ = "sittings"

    id: Mapped[Id]
    round_id: Mapped[int] = mapped_column(sa.ForeignKey("rounds.id"), unique=True)
    state: Mapped[SittingState] = enum_column(SittingState, default=SittingState.CONVENED)
    place: Mapped[str] = mapped_column(sa.String(200), default="")
    quorum: Mapped[int]
    opened_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    adopted_sha256: Mapped[str | None] = mapped_column(sa.String(64))

    presences: Mapped[list[Presence]] = relationship(order_by="Presence.id")
    items: Mapped[list[AgendaItem]] = relationship(order_by="AgendaItem.position")
    recusals: Mapped[list[SteppedOut]] = relationship(order_by="SteppedOut.id")
    motions: Mapped[list[Motion]] = relationship(order_by="Motion.id")
    pauses: Mapped[list[Pause]] = relationship(order_by="Pause.id")

    @property
    def present(self) -> list[int]:
        """The members who attend now, by their ids."""
        return [one.person_id for one in self.presences if one.left_at is None]

    def until(self, presence: Presence) -> datetime | None:
        """Until when a member attended: until they left, or the sitting was closed."""
        return presence.left_at or self.closed_at

    @property
    def open_item(self) -> AgendaItem | None:
        """What is being gone through."""
        return next((item for item in self.items if item.taken_up_at is not None and item.done_at is None), None)


class Presence(Base):
    """A member attends, from when until when; who comes back has another row."""

    __tablename__ = "sitting_presences"

    id: Mapped[Id]
    sitting_id: Mapped[int] = fk("sittings.id")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    arrived_at: Mapped[datetime]
    left_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Pause(Base):
    """The sitting was adjourned, why, and when it was resumed; or closed and resumed after all."""

    __tablename__ = "sitting_pauses"

    id: Mapped[Id]
    sitting_id: Mapped[int] = fk("sittings.id")
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")


class AgendaItem(Base):
    """Something the sitting goes through, and when it did."""

    __tablename__ = "sitting_items"
    __table_args__ = (sa.UniqueConstraint("sitting_id", "position"),)

    id: Mapped[Id]
    sitting_id: Mapped[int] = fk("sittings.id", index=False)
    position: Mapped[int]
    kind: Mapped[ItemKind] = enum_column(ItemKind)
    application_id: Mapped[int | None] = mapped_column(sa.ForeignKey("applications.id"))
    title: Mapped[str] = mapped_column(sa.String(200), default="")
    taken_up_at: Mapped[datetime | None]
    done_at: Mapped[datetime | None]

    application: Mapped[Application | None] = relationship()


class SteppedOut(Base):
    """A member left the room while something was gone through, because of a conflict of interest."""

    __tablename__ = "sitting_recusals"

    id: Mapped[Id]
    sitting_id: Mapped[int] = fk("sittings.id")
    item_id: Mapped[int] = fk("sitting_items.id")
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    left_at: Mapped[datetime]
    returned_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()


class Motion(Base):
    """What was moved, why, and whether it was carried. ``request_id`` is made in the page: who sends it twice moves
    once."""

    __tablename__ = "motions"

    id: Mapped[Id]
    sitting_id: Mapped[int] = fk("sittings.id")
    item_id: Mapped[int] = fk("sitting_items.id")
    request_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    kind: Mapped[MotionKind] = enum_column(MotionKind)
    reason: Mapped[str] = mapped_column(sa.Text)
    moved_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    moved_at: Mapped[datetime]
    carried: Mapped[bool]

    moved_by: Mapped[Person] = relationship()
    votes: Mapped[list[Vote]] = relationship(order_by="Vote.id")


class Vote(Base):
    """How a member voted."""

    __tablename__ = "votes"
    __table_args__ = (sa.UniqueConstraint("motion_id", "person_id"),)

    id: Mapped[Id]
    motion_id: Mapped[int] = fk("motions.id", index=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    choice: Mapped[VoteChoice] = enum_column(VoteChoice)

    person: Mapped[Person] = relationship()
