"""Notes on an application, the colleagues they call on, and who follows it."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.core.db import Base, Id, Mapped, fk, mapped_column
from capacity.people.accounts.models import Person


class Note(Base):
    """What a coordinator wrote for colleagues; no association, reader or member of a committee ever sees it.

    Taken back by its author it says nothing any more. ``request_id`` is made on the page: sent again, it is one note.
    """

    __tablename__ = "application_notes"

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    author_id: Mapped[int | None] = fk("people.id")
    request_id: Mapped[str] = mapped_column(sa.String(64), unique=True)
    text: Mapped[str] = mapped_column(sa.Text)
    written_at: Mapped[datetime]
    taken_back_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    author: Mapped[Person | None] = relationship()
    called: Mapped[list[Called]] = relationship(cascade="all, delete-orphan", order_by="Called.id")


class Called(Base):
    """A colleague whom a note calls on, until they say that it is done, or answer."""

    __tablename__ = "note_called"
    __table_args__ = (sa.UniqueConstraint("note_id", "person_id"),)

    id: Mapped[Id]
    note_id: Mapped[int] = fk("application_notes.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    done_at: Mapped[datetime | None]

    person: Mapped[Person] = relationship()
    note: Mapped[Note] = relationship(back_populates="called")


class Charge(Base):
    """Who follows an application for the coordination."""

    __tablename__ = "application_charges"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    person_id: Mapped[int] = fk("people.id")
    since: Mapped[datetime]

    person: Mapped[Person] = relationship()
