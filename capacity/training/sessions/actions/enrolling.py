"""Delegates: named by their association, confirmed by the coordination, replaced, cancelled.

Seats are counted while the session's row is held, so that they are never exceeded whatever two people press at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.training.sessions import notices, queries
from capacity.training.sessions.actions.needs import drop_needs
from capacity.training.sessions.models import Delegate, Enrolment, Session
from capacity.training.sessions.states import (
    AGAIN,
    CANCEL_ENROLMENT,
    CONFIRM,
    REPLACE,
    STANDING,
    EnrolmentState,
    NewDelegate,
    SessionState,
    state_on_nomination,
    takes_nominations,
)


def nominate(session: Session, association_id: int, given: NewDelegate, *, actor: Actor, now: datetime) -> Enrolment:
    """Name a delegate; without a free seat they wait, in the order of nomination."""
    session = queries.locked(session.id)
    if not takes_nominations(
        state=session.state,
        due_on=session.nominations_due_on,
        first_day=session.first_day,
        today=clock.local(now).date(),
    ):
        raise RuleBroken(_l("Delegates can no longer be named for this session. Call your coordinator."))
    invited = queries.accepted_ids(session.phase_id, session.region_code)
    if db.session.scalar(invited.where(Application.association_id == association_id)) is None:
        raise RuleBroken(_l("This association is not invited to this session."))
    if _standing(session.id, association_id) >= session.delegates_per_association:
        raise RuleBroken(_l("Your association has named all its delegates: replace one instead."))
    taken = queries.seats_taken(session.id)
    return _enrol(
        session, association_id, given, state_on_nomination(taken=taken, seats=session.seats), actor=actor, now=now
    )


def _standing(session_id: int, association_id: int) -> int:
    statement = (
        sa.select(sa.func.count(Enrolment.id))
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .where(Enrolment.session_id == session_id, Enrolment.state.in_(STANDING))
        .where(Delegate.association_id == association_id)
    )
    return db.session.scalar(statement) or 0


def _enrol(
    session: Session,
    association_id: int,
    given: NewDelegate,
    state: EnrolmentState,
    *,
    at_door: bool = False,
    actor: Actor,
    now: datetime,
) -> Enrolment:
    delegate = _delegate(association_id, given, now)
    known = db.session.scalar(
        sa.select(Enrolment).where(Enrolment.session_id == session.id, Enrolment.delegate_id == delegate.id)
    )
    if known is not None:
        if known.state in STANDING:
            raise RuleBroken(_l("This person is named for this session already."), field="name")
        known.nominated_at, known.at_door, known.replaced_by_id = now, at_door, None
        move(known, AGAIN[state], actor=actor, now=now)
        db.session.flush()
        return known
    enrolment = Enrolment(session_id=session.id, delegate=delegate, state=state, nominated_at=now, at_door=at_door)
    db.session.add(enrolment)
    db.session.flush()
    audit.record(actor=actor, action="enrolments.nominate", obj=enrolment, now=now, after=state)
    return enrolment


def _delegate(association_id: int, given: NewDelegate, now: datetime) -> Delegate:
    """The same person of the same association is one delegate over all sessions."""
    known = db.session.scalar(
        sa.select(Delegate)
        .where(Delegate.association_id == association_id, Delegate.name == given.name)
        .where(Delegate.name_ar == given.name_ar, Delegate.birth_year.is_not_distinct_from(given.birth_year))
        .limit(1)
    )
    delegate = known or Delegate(association_id=association_id, created_at=now)
    delegate.name, delegate.name_ar, delegate.gender = given.name, given.name_ar, given.gender
    delegate.birth_year, delegate.phone, delegate.email = given.birth_year, given.phone, given.email
    if known is None:
        db.session.add(delegate)
        db.session.flush()
    return delegate


def confirm(enrolment: Enrolment, *, actor: Actor, now: datetime) -> Enrolment:
    """Confirm a delegate's seat; from the waiting list only when a seat is free."""
    confirm_many(enrolment.session, [enrolment], actor=actor, now=now)
    return enrolment


def confirm_many(session: Session, enrolments: Sequence[Enrolment], *, actor: Actor, now: datetime) -> int:
    """Confirm several; one letter per association. How many were confirmed."""
    session = queries.locked(session.id)
    if session.state is not SessionState.SCHEDULED:
        raise RuleBroken(_l("Only delegates of a scheduled session are confirmed."))
    free = session.seats - queries.seats_taken(session.id)
    chosen = [one for one in enrolments if one.session_id == session.id and CONFIRM.may_start(one.state)]
    if sum(one.state is EnrolmentState.WAITING for one in chosen) > free:
        raise RuleBroken(_l("There are not enough free seats: %(free)s left.", free=max(free, 0)))
    for enrolment in chosen:
        move(enrolment, CONFIRM, actor=actor, now=now)
    db.session.flush()
    notices.confirmed(session, chosen, now=now)
    return len(chosen)


def replace(
    enrolment: Enrolment, given: NewDelegate, *, at_door: bool = False, actor: Actor, now: datetime
) -> Enrolment:
    """Somebody else of the same association comes instead and takes over the seat or the place in the queue.

    A confirmed seat is confirmed anew by the coordination, unless the trainer enters the person at the door.
    """
    session = queries.locked(enrolment.session_id)
    if session.state is not SessionState.SCHEDULED:
        raise RuleBroken(_l("Delegates of this session can no longer be replaced."))
    before = enrolment.state
    if not at_door and session.slots[0].starts_at <= now:
        raise RuleBroken(_l("The session has begun: the trainer enters who came."))
    move(enrolment, REPLACE, actor=actor, now=now)
    db.session.flush()
    drop_needs([enrolment.id])
    state = EnrolmentState.CONFIRMED if at_door else EnrolmentState.NOMINATED
    if before is EnrolmentState.WAITING:
        state = EnrolmentState.WAITING
    newcomer = _enrol(session, enrolment.delegate.association_id, given, state, at_door=at_door, actor=actor, now=now)
    if before is EnrolmentState.WAITING:
        newcomer.nominated_at = enrolment.nominated_at
    enrolment.replaced_by_id = newcomer.id
    db.session.flush()
    return newcomer


def cancel_enrolment(enrolment: Enrolment, *, reason: str = "", actor: Actor, now: datetime) -> Enrolment:
    """Give a seat back."""
    session = queries.locked(enrolment.session_id)
    if session.state is not SessionState.SCHEDULED:
        raise RuleBroken(_l("Delegates of this session can no longer be changed."))
    move(enrolment, CANCEL_ENROLMENT, actor=actor, now=now, reason=reason or None)
    db.session.flush()
    drop_needs([enrolment.id])
    return enrolment
