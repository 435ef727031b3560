"""Taps, the report that locks the register, corrections after it, people entered at the door.

Taps are exempt from the audit log: the table of events is itself append-only and says who, when and what.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db, is_sqlite
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.training.attendance import policy, queries
from capacity.training.attendance.models import AttendanceEvent, Correction, SessionReport
from capacity.training.attendance.states import ACCEPT, REFUSE, Mark, earns, made_at
from capacity.training.sessions import actions as sessions
from capacity.training.sessions.models import Enrolment, Session
from capacity.training.sessions.queries import locked
from capacity.training.sessions.states import ATTEND, UNATTEND, EnrolmentState, NewDelegate, SessionState


def mark(
    slot_id: int,
    enrolment_id: int,
    what: Mark | None,
    *,
    client_id: str,
    at: datetime | None = None,
    actor: Actor,
    now: datetime,
) -> bool:
    """Note a tap, or with None its undoing. The same ``client_id`` again changes nothing, and the answer is False."""
    tick = queries.tick(slot_id, enrolment_id, hold=True)
    if tick is None or tick.enrolment_state not in queries.ON_REGISTER:
        raise RuleBroken(_l("This person is not on the register any more."))
    if tick.session_state is not SessionState.SCHEDULED:
        raise RuleBroken(_l("The register is locked by the report. Ask for a correction instead."))
    if tick.day > clock.local(now).date():
        raise RuleBroken(_l("This half-day has not come yet."))
    event = _event(slot_id, enrolment_id, what, client_id, made_at(at, now), actor, now)
    kept = bool(_insert([event]))
    if not kept:
        _is_the_same(event)
    return kept


def _event(
    slot_id: int, enrolment_id: int, what: Mark | None, client_id: str, at: datetime, actor: Actor, now: datetime
) -> dict[str, Any]:
    return {
        "client_id": client_id,
        "slot_id": slot_id,
        "enrolment_id": enrolment_id,
        "mark": what,
        "at": at,
        "received_at": now,
        "by_id": actor.id,
    }


_EVENTS: Any = AttendanceEvent.__table__
_TO_SQLITE = sqlite.insert(_EVENTS).on_conflict_do_nothing(index_elements=["client_id"]).returning(_EVENTS.c.id)
_TO_POSTGRESQL = postgresql.insert(_EVENTS).on_conflict_do_nothing(index_elements=["client_id"]).returning(_EVENTS.c.id)


def _insert(events: list[dict[str, Any]]) -> int:
    """How many of them were new."""
    session = db.session()
    statement = _TO_SQLITE if is_sqlite(session) else _TO_POSTGRESQL
    return len(session.execute(statement, events).all())


def _is_the_same(event: dict[str, Any]) -> None:
    first = db.session.scalar(sa.select(AttendanceEvent).where(AttendanceEvent.client_id == event["client_id"]))
    if first is None or any(getattr(first, name) != event[name] for name in ("slot_id", "enrolment_id", "mark")):
        raise RuleBroken(_l("This tap carries the sign of another one. Open the register again."))


def mark_many(session: Session, marks: Iterable[tuple[int, int, Mark, str]], *, actor: Actor, now: datetime) -> int:
    """Note many taps of a session at once, as a telephone sends them that was without a network.

    Each is (slot, enrolment, mark, client id). How many they were.
    """
    if session.state is not SessionState.SCHEDULED:
        raise RuleBroken(_l("The register is locked by the report. Ask for a correction instead."))
    slots = {slot.id for slot in session.slots if slot.day <= clock.local(now).date()}
    people = {one.id for one in queries.people_of(session.id)}
    events = []
    for slot_id, enrolment_id, what, client_id in marks:
        if slot_id not in slots or enrolment_id not in people:
            raise RuleBroken(_l("This person is not on the register any more."))
        events.append(_event(slot_id, enrolment_id, what, client_id, now, actor, now))
    if events:
        _insert(events)
    return len(events)


def file_report(
    session: Session, *, held: str, summary: str, difficulties: str, actor: Actor, now: datetime
) -> SessionReport:
    """File the session's report: the register is locked, the session held, and who attended enough has attended."""
    session = locked(session.id)
    if queries.report_of(session.id) is not None:
        raise RuleBroken(_l("The report of this session is filed already."))
    if session.slots[-1].starts_at > now:
        raise RuleBroken(_l("The report is filed once the last half-day has begun."))
    report = SessionReport(
        session_id=session.id,
        held=held,
        summary=summary,
        difficulties=difficulties,
        filed_at=now,
        filed_by_id=actor.id,
    )
    db.session.add(report)
    sessions.hold(session, actor=actor, now=now)
    audit.record(actor=actor, action="attendance.file_report", obj=report, now=now)
    _apply_rule(session, actor=actor, now=now)
    return report


def _apply_rule(session: Session, *, actor: Actor, now: datetime) -> None:
    counted, halves = queries.attended_by_enrolment(session.id), len(session.slots)
    for enrolment in queries.people_of(session.id):
        enough = earns(counted.get(enrolment.id, 0), halves, session.module.required_share)
        if enough and enrolment.state is EnrolmentState.CONFIRMED:
            move(enrolment, ATTEND, actor=actor, now=now)
        elif not enough and enrolment.state is EnrolmentState.ATTENDED:
            move(enrolment, UNATTEND, actor=actor, now=now)
    db.session.flush()


def ask_correction(
    session: Session,
    *,
    slot_id: int,
    enrolment_id: int,
    mark: Mark | None,
    reason: str,
    actor: Actor,
    now: datetime,
) -> Correction:
    """Ask that a locked mark be changed; nothing changes before a second person accepts."""
    if session.state is not SessionState.HELD:
        raise RuleBroken(_l("The register is not locked: change it there."))
    if slot_id not in {slot.id for slot in session.slots} or enrolment_id not in {
        one.id for one in queries.people_of(session.id)
    }:
        raise RuleBroken(_l("This person is not on the register any more."))
    correction = Correction(
        slot_id=slot_id, enrolment_id=enrolment_id, mark=mark, reason=reason, asked_at=now, asked_by_id=actor.id
    )
    db.session.add(correction)
    db.session.flush()
    audit.record(
        actor=actor,
        action="corrections.ask",
        obj=correction,
        now=now,
        after=mark.value if mark else "none",
        reason=reason,
    )
    return correction


def accept_correction(correction: Correction, *, actor: Actor, now: datetime) -> Correction:
    """A second person accepts: the log gets one more line, and the rule is applied again."""
    _decide(correction, actor=actor, now=now)
    move(correction, ACCEPT, actor=actor, now=now)
    event = _event(
        correction.slot_id,
        correction.enrolment_id,
        correction.mark,
        f"correction-{correction.id}",
        now,
        actor,
        now,
    )
    _insert([event])
    db.session.flush()
    _apply_rule(locked(correction.enrolment.session_id), actor=actor, now=now)
    return correction


def refuse_correction(correction: Correction, *, actor: Actor, now: datetime) -> Correction:
    """A second person refuses: the register stays as it is."""
    _decide(correction, actor=actor, now=now)
    move(correction, REFUSE, actor=actor, now=now)
    db.session.flush()
    return correction


def _decide(correction: Correction, *, actor: Actor, now: datetime) -> None:
    if not policy.is_second_person(actor, correction):
        raise RuleBroken(_l("You asked for this correction: somebody else decides it."))
    correction.decided_at, correction.decided_by_id = now, actor.id


def add_at_door(enrolment: Enrolment, given: NewDelegate, *, actor: Actor, now: datetime) -> Enrolment:
    """Somebody came in place of this delegate, who has no mark yet; the seat passes on, confirmed."""
    session = locked(enrolment.session_id)
    if session.slots[0].day > clock.local(now).date():
        raise RuleBroken(_l("The session has not begun yet: the association replaces its delegate."))
    if any(where[0] == enrolment.id for where in queries.marks_of(session.id)):
        raise RuleBroken(_l("This delegate was marked already and keeps the seat."), field="instead_of")
    return sessions.replace(enrolment, given, at_door=True, actor=actor, now=now)


def admit(enrolment: Enrolment, *, actor: Actor, now: datetime) -> Enrolment:
    """Let in a delegate who was named but not confirmed, or waits, as long as there are seats."""
    return sessions.confirm(enrolment, actor=actor, now=now)
