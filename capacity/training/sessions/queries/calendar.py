"""What the public calendar and the calendar files show."""

from __future__ import annotations

from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from capacity.admission.applications.models import Application
from capacity.core.db import db
from capacity.people.associations.models import Member
from capacity.training.sessions.models import CalendarFeed, Session, SessionTrainer
from capacity.training.sessions.queries.delegates import accepted_ids
from capacity.training.sessions.queries.records import HEAD, TRAINERS
from capacity.training.sessions.queries.records import session as load_session
from capacity.training.sessions.states import RELEASED, SessionState

FEED_LIMIT = 200


def public_session(session_id: int) -> Session | None:
    """A session that was released; drafts do not exist for the public."""
    found = load_session(session_id)
    return found if found is not None and found.state in RELEASED else None


def between(first: date, last: date) -> list[Session]:
    """Released sessions that touch these days, in order."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.state.in_(RELEASED), Session.first_day <= last, Session.last_day >= first)
            .options(*HEAD)
            .order_by(Session.first_day, Session.id)
            .limit(300)
        )
    )


def upcoming(today: date, limit: int = 5) -> list[Session]:
    """The next scheduled sessions."""
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.state == SessionState.SCHEDULED, Session.last_day >= today)
            .options(*HEAD)
            .order_by(Session.first_day, Session.id)
            .limit(limit)
        )
    )


def feed_of(person_id: int | None) -> CalendarFeed | None:
    """The person's feed, when they asked for one."""
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.person_id == person_id))


def feed_by_token(token: str) -> CalendarFeed | None:
    """The feed of this secret address."""
    return db.session.scalar(sa.select(CalendarFeed).where(CalendarFeed.token == token))


def of_person(person_id: int) -> list[Session]:
    """Released sessions that the person teaches or to which an association of theirs is invited."""
    taught = sa.select(SessionTrainer.session_id).where(SessionTrainer.person_id == person_id)
    own = sa.select(Member.association_id).where(Member.person_id == person_id, Member.ended_at.is_(None))
    invited = accepted_ids(Session.phase_id, Session.region_code).where(Application.association_id.in_(own))
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.state.in_(RELEASED), sa.or_(Session.id.in_(taught), invited.correlate(Session).exists()))
            .options(*HEAD, TRAINERS, selectinload(Session.slots))
            .order_by(Session.first_day.desc(), Session.id)
            .limit(FEED_LIMIT)
        )
    )
