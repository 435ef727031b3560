"""Every read about attendance."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import db
from capacity.people.associations.models import Association
from capacity.training.attendance.models import AttendanceEvent, Correction, SessionReport
from capacity.training.attendance.states import COUNTED, CorrectionState, Mark
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session, SessionTrainer, Slot
from capacity.training.sessions.queries import visible_to
from capacity.training.sessions.states import STANDING, EnrolmentState, SessionState

ON_REGISTER = (EnrolmentState.CONFIRMED, EnrolmentState.ATTENDED)


def marks_now(session_ids: Collection[int]) -> sa.Subquery:
    """(enrolment_id, slot_id, mark): the last event per person and half-day; cleared ones are left out.

    The same rule as ``states.current``, said in one statement.
    """
    event = AttendanceEvent
    place = sa.func.row_number().over(
        partition_by=(event.enrolment_id, event.slot_id), order_by=(event.at.desc(), event.id.desc())
    )
    ranked = (
        sa.select(event.enrolment_id, event.slot_id, event.mark, place.label("place"))
        .join(Slot, Slot.id == event.slot_id)
        .where(Slot.session_id.in_(session_ids))
        .subquery()
    )
    return (
        sa.select(ranked.c.enrolment_id, ranked.c.slot_id, ranked.c.mark)
        .where(ranked.c.place == 1, ranked.c.mark.is_not(None))
        .subquery()
    )


def attended_halves(session_ids: Collection[int]) -> sa.Subquery:
    """(enrolment_id, attended): how many half-days count for each person who attended any."""
    marks = marks_now(session_ids)
    return (
        sa.select(marks.c.enrolment_id, sa.func.count().label("attended"))
        .where(marks.c.mark.in_(COUNTED))
        .group_by(marks.c.enrolment_id)
        .subquery()
    )


def attended_by_enrolment(session_id: int) -> dict[int, int]:
    """Half-days that count, for each person of a session who attended any."""
    counted = attended_halves([session_id])
    rows = db.session.execute(sa.select(counted.c.enrolment_id, counted.c.attended))
    return {row.enrolment_id: row.attended for row in rows}


def marks_of(session_id: int) -> dict[tuple[int, int], Mark]:
    """(enrolment, slot) → mark, as the log says now."""
    marks = marks_now([session_id])
    return {(row.enrolment_id, row.slot_id): row.mark for row in db.session.execute(sa.select(marks))}


def people_of(session_id: int) -> list[Enrolment]:
    """Who is on the register, by association and name."""
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Enrolment.delegate)
            .join(Delegate.association)
            .where(Enrolment.session_id == session_id, Enrolment.state.in_(ON_REGISTER))
            .options(joinedload(Enrolment.delegate).joinedload(Delegate.association))
            .order_by(Delegate.name, Association.name_fr, Enrolment.id)
        )
    )


def expected_at_door(session_id: int) -> list[Enrolment]:
    """Whose seat somebody else may take at the door, or who may be admitted: everybody without a mark."""
    marks = marks_now([session_id])
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Enrolment.delegate)
            .where(Enrolment.session_id == session_id, Enrolment.state.in_(STANDING))
            .where(Enrolment.id.not_in(sa.select(marks.c.enrolment_id)))
            .options(joinedload(Enrolment.delegate).joinedload(Delegate.association))
            .order_by(Delegate.name, Enrolment.id)
        )
    )


@dataclass(frozen=True)
class Tick:
    """All that a tap needs to know, read in one statement."""

    slot_id: int
    enrolment_id: int
    session_id: int
    region_code: str
    session_state: SessionState
    enrolment_state: EnrolmentState
    day: Any
    trainer_ids: frozenset[int]


def tick(slot_id: int, enrolment_id: int, *, hold: bool = False) -> Tick | None:
    """What a tap on this person and half-day is about; ``hold`` keeps the session from being closed meanwhile."""
    rows = db.session.execute(_TICK_HELD if hold else _TICK, {"slot": slot_id, "enrolment": enrolment_id}).all()
    if not rows:
        return None
    number, region, state, enrolment_state, day, _trainer = rows[0]
    trainers = frozenset(row[5] for row in rows if row[5] is not None)
    return Tick(slot_id, enrolment_id, number, region, state, enrolment_state, day, trainers)


_TICK = (
    sa.select(Session.id, Session.region_code, Session.state, Enrolment.state, Slot.day, SessionTrainer.person_id)
    .select_from(Slot)
    .join(Session, Session.id == Slot.session_id)
    .join(Enrolment, sa.and_(Enrolment.session_id == Session.id, Enrolment.id == sa.bindparam("enrolment")))
    .outerjoin(SessionTrainer, SessionTrainer.session_id == Session.id)
    .where(Slot.id == sa.bindparam("slot"))
)
_TICK_HELD = _TICK.with_for_update(read=True, of=Session)
"""Put together once: a tap is to be quick, and there are many."""


def report_of(session_id: int) -> SessionReport | None:
    """The report, when it was filed."""
    return db.session.scalar(
        sa.select(SessionReport)
        .where(SessionReport.session_id == session_id)
        .options(joinedload(SessionReport.filed_by))
    )


_ABOUT = (
    joinedload(Correction.slot),
    joinedload(Correction.asked_by),
    joinedload(Correction.enrolment).joinedload(Enrolment.delegate).joinedload(Delegate.association),
    joinedload(Correction.enrolment).joinedload(Enrolment.session).joinedload(Session.module),
)


def correction(correction_id: int) -> Correction | None:
    """One correction with what it is about."""
    return db.session.scalar(sa.select(Correction).where(Correction.id == correction_id).options(*_ABOUT))


def corrections(actor: Actor) -> sa.Select[Any]:
    """Rows of the coordinators' list."""
    return (
        sa.select(Correction)
        .join(Correction.enrolment)
        .join(Session, Session.id == Enrolment.session_id)
        .where(visible_to(actor))
        .options(*_ABOUT)
    )


def corrections_of(session_id: int) -> list[Correction]:
    """Corrections asked for one session, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Correction)
            .join(Correction.enrolment)
            .where(Enrolment.session_id == session_id)
            .options(*_ABOUT)
            .order_by(Correction.id.desc())
        )
    )


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """A trainer's register of today and reports owed; a coordinator's corrections to decide."""
    selects: list[sa.Select[Any]] = []
    today = clock.local(now).date()
    if actor.has(Role.TRAINER):
        taught = Session.id.in_(sa.select(SessionTrainer.session_id).where(SessionTrainer.person_id == actor.id))
        held_today = sa.select(Slot.id).where(Slot.session_id == Session.id, Slot.day == today)
        still = sa.select(Slot.id).where(Slot.session_id == Session.id, Slot.ends_at > now)
        scheduled = Session.state == SessionState.SCHEDULED
        selects.append(
            _about("register_today", due_on=sa.literal(today, sa.Date())).where(
                taught, scheduled, held_today.correlate(Session).exists()
            )
        )
        selects.append(
            _about("report_owed", due_on=Session.last_day).where(taught, scheduled, ~still.correlate(Session).exists())
        )
    if actor.has(Role.COORDINATOR):
        regions = actor.regions(Role.COORDINATOR)
        to_decide = (
            waiting("correction_to_decide", object_id=Correction.id, label=Module.name, due_at=Correction.asked_at)
            .join_from(Correction, Enrolment, Enrolment.id == Correction.enrolment_id)
            .join(Session, Session.id == Enrolment.session_id)
            .join(Module, Module.id == Session.module_id)
            .where(Correction.state == CorrectionState.ASKED, Correction.asked_by_id.is_distinct_from(actor.id))
        )
        selects.append(to_decide if regions is None else to_decide.where(Session.region_code.in_(regions)))
    return selects


def _about(kind: str, *, due_on: Any) -> sa.Select[Any]:
    return waiting(kind, object_id=Session.id, label=Module.name, due_on=due_on).join_from(Session, Session.module)
