"""Every read about mechanisms and their calendar."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core.db import db
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mechanisms.states import EventKind, Topic


def all_mechanisms() -> Sequence[Mechanism]:
    """All of them in their order, with facts and calendar."""
    statement = sa.select(Mechanism).order_by(Mechanism.position)
    return db.session.scalars(statement.options(selectinload(Mechanism.facts), selectinload(Mechanism.events))).all()


def mechanism(code: str) -> Mechanism | None:
    """One of them by its code, with facts and calendar."""
    statement = sa.select(Mechanism).where(Mechanism.code == code.upper())
    return db.session.scalar(statement.options(selectinload(Mechanism.facts), selectinload(Mechanism.events)))


def mechanism_topic(code: str, topic: str) -> tuple[Mechanism, Topic] | None:
    """One fact of one mechanism."""
    found = mechanism(code)
    return (found, Topic(topic)) if found is not None and topic in set(Topic) else None


def event(event_id: int) -> CalendarEvent | None:
    """A date of the calendar, with its mechanism."""
    return db.session.get(CalendarEvent, event_id, options=[joinedload(CalendarEvent.mechanism)])


def choices() -> list[tuple[int, Mechanism]]:
    """(id, mechanism) in their order, for a form."""
    return [(one.id, one) for one in db.session.scalars(sa.select(Mechanism).order_by(Mechanism.position))]


def coming_events(today: date, limit: int = 6) -> Sequence[CalendarEvent]:
    """The next dates of all mechanisms, soonest first."""
    statement = sa.select(CalendarEvent).options(joinedload(CalendarEvent.mechanism))
    return db.session.scalars(
        statement.where(CalendarEvent.on >= today).order_by(CalendarEvent.on, CalendarEvent.id).limit(limit)
    ).all()


def reportable_events(today: date) -> Sequence[CalendarEvent]:
    """Coming sessions, lists of issues and deadlines: what a report can be written for."""
    statement = sa.select(CalendarEvent).options(joinedload(CalendarEvent.mechanism))
    return db.session.scalars(
        statement.where(CalendarEvent.on >= today, CalendarEvent.kind != EventKind.STATE_REPORT).order_by(
            CalendarEvent.on, CalendarEvent.id
        )
    ).all()
