"""Sessions as records and lists."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core import audit
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.rollout.territory.models import Province
from capacity.training.sessions.models import Enrolment, Session, SessionTrainer, Venue
from capacity.training.sessions.states import RELEASED, SEATED, EnrolmentState

HEAD = (
    joinedload(Session.module),
    joinedload(Session.region),
    joinedload(Session.phase),
    joinedload(Session.venue).joinedload(Venue.province).load_only(Province.name_fr, Province.name_ar),
)
TRAINERS = selectinload(Session.trainers).joinedload(SessionTrainer.person)


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """Sessions of the regions the actor coordinates, those they teach, or all for an administrator."""
    if actor.has(Role.ADMINISTRATOR):
        return sa.true()
    regions = actor.regions(Role.COORDINATOR)
    if regions is None:
        return sa.true()
    seen: list[sa.ColumnElement[bool]] = [Session.region_code.in_(regions)] if regions else []
    if actor.has(Role.TRAINER):
        seen.append(Session.id.in_(sa.select(SessionTrainer.session_id).where(SessionTrainer.person_id == actor.id)))
    return sa.or_(*seen) if seen else sa.false()


def _counted(*states: EnrolmentState) -> Any:
    return (
        sa.select(sa.func.count(Enrolment.id))
        .where(Enrolment.session_id == Session.id, Enrolment.state.in_(states))
        .correlate(Session)
        .scalar_subquery()
    )


def listed(actor: Actor) -> sa.Select[Any]:
    """Rows of the list: the session, seats taken, how many wait."""
    return (
        sa.select(Session, _counted(*SEATED).label("taken"), _counted(EnrolmentState.WAITING).label("waiting"))
        .join(Session.module)
        .join(Session.venue)
        .where(visible_to(actor))
        .options(*HEAD, TRAINERS)
    )


def session(session_id: int) -> Session | None:
    """A session with everything that its record shows."""
    return db.session.scalar(
        sa.select(Session).where(Session.id == session_id).options(*HEAD, TRAINERS, selectinload(Session.slots))
    )


def mine(actor: Actor) -> list[Session]:
    """The released sessions that the actor teaches, the latest first."""
    taught = sa.select(SessionTrainer.session_id).where(SessionTrainer.person_id == actor.id)
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.id.in_(taught), Session.state.in_(RELEASED))
            .options(*HEAD, TRAINERS, selectinload(Session.slots))
            .order_by(Session.first_day.desc(), Session.id.desc())
            .limit(100)
        )
    )


def history(found: Session) -> list[audit.Event]:
    """What happened to the session."""
    return audit.history(db.session(), [found], limit=30)
