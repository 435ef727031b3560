"""What waits for somebody, and what an association has been through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application
from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.rollout.territory.models import Region
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session, SessionTrainer, Slot
from capacity.training.sessions.queries.delegates import accepted_ids
from capacity.training.sessions.states import STANDING, EnrolmentState, SessionState


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Nominations that an association owes; for coordinators, what a timetable still lacks."""
    today = clock.local(now).date()
    selects: list[sa.Select[Any]] = []
    if actor.is_member:
        selects.append(_to_nominate(actor, today))
    if actor.has(Role.COORDINATOR):
        regions = actor.regions(Role.COORDINATOR)
        scope = sa.true() if regions is None else Session.region_code.in_(regions)
        selects += [_without_trainer(scope), _in_conflict(scope), _to_confirm(scope)]
    return selects


def _about(kind: str, **due: Any) -> sa.Select[Any]:
    found = waiting(kind, object_id=Session.id, label=Module.name, detail=Region.name, **due)
    return found.join_from(Session, Session.module).join(Region, Region.code == Session.region_code)


def _to_nominate(actor: Actor, today: Any) -> sa.Select[Any]:
    own = list(actor.association_ids)
    invited = accepted_ids(Session.phase_id, Session.region_code).where(Application.association_id.in_(own))
    named = (
        sa.select(Enrolment.id)
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .where(Enrolment.session_id == Session.id, Enrolment.state.in_(STANDING), Delegate.association_id.in_(own))
    )
    due = sa.func.coalesce(Session.nominations_due_on, Session.first_day)
    return (
        _about("nominate", due_on=due)
        .where(Session.state == SessionState.SCHEDULED, due >= today, Session.first_day > today)
        .where(invited.correlate(Session).exists(), ~named.correlate(Session).exists())
    )


def _without_trainer(scope: Any) -> sa.Select[Any]:
    led = sa.select(SessionTrainer.id).where(SessionTrainer.session_id == Session.id)
    return _about("session_without_trainer", due_on=Session.first_day).where(
        scope, Session.state == SessionState.DRAFT, ~led.correlate(Session).exists()
    )


def _in_conflict(scope: Any) -> sa.Select[Any]:
    """Drafts whose venue or trainer is taken in one of their half-days by a scheduled session."""
    own, theirs, other = aliased(Slot), aliased(Slot), aliased(Session)
    mine, others = aliased(SessionTrainer), aliased(SessionTrainer)
    clash = (
        sa.select(other.id)
        .join(theirs, theirs.session_id == other.id)
        .join(own, sa.and_(own.day == theirs.day, own.half == theirs.half))
        .where(own.session_id == Session.id, other.id != Session.id, other.state == SessionState.SCHEDULED)
        .where(
            sa.or_(
                other.venue_id == Session.venue_id,
                sa.select(mine.id)
                .join(others, others.person_id == mine.person_id)
                .where(mine.session_id == Session.id, others.session_id == other.id)
                .correlate(Session, other)
                .exists(),
            )
        )
    )
    return _about("session_conflict", due_on=Session.first_day).where(
        scope, Session.state == SessionState.DRAFT, clash.correlate(Session).exists()
    )


def _to_confirm(scope: Any) -> sa.Select[Any]:
    named = sa.select(Enrolment.id).where(
        Enrolment.session_id == Session.id, Enrolment.state == EnrolmentState.NOMINATED
    )
    return _about("nominations_to_confirm", due_on=Session.first_day).where(
        scope, Session.state == SessionState.SCHEDULED, named.correlate(Session).exists()
    )


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """Sessions that delegates of these associations attended."""
    attended = (
        sa.select(Enrolment.id)
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .where(Enrolment.session_id == Session.id, Enrolment.state == EnrolmentState.ATTENDED)
        .where(Delegate.association_id.in_(list(association_ids)))
    )
    return [_about("session_attended", due_on=Session.first_day).where(attended.correlate(Session).exists())]
