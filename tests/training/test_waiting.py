"""What waits for a trainer, an association, a coordinator; what an association has been through."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core.agenda import gathered
from capacity.core.unit_of_work import unit_of_work
from capacity.training.attendance import actions as attendance_actions
from capacity.training.attendance import queries as attendance
from capacity.training.certificates import actions as certificate_actions
from capacity.training.certificates import queries as certificates
from capacity.training.sessions import queries as sessions
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import EnrolmentState, SessionState
from tests.factories import training

MORNING = training.HALVES[0].starts_at + timedelta(minutes=10)
AFTER = training.HALVES[-1].ends_at + timedelta(hours=1)


def kinds(db_session: Any, actor: Any, now: Any) -> list[str]:
    selects = [
        *sessions.waiting_for(actor, now),
        *attendance.waiting_for(actor, now),
        *certificates.waiting_for(actor, now),
    ]
    statement = gathered(selects)
    return [] if statement is None else [row.kind for row in db_session.execute(statement)]


def test_an_association_is_asked_until_it_names_somebody(region: Any, db_session: Any) -> None:
    session = training.session(region.phase, region.trainer)
    assert kinds(db_session, region.speaks, training.THEN) == ["nominate"]
    training.enrolled(session, region.association, EnrolmentState.NOMINATED)
    assert kinds(db_session, region.speaks, training.THEN) == []


def test_a_trainer_takes_attendance_then_writes_the_report(region: Any, db_session: Any) -> None:
    session = training.session(region.phase, region.trainer)
    assert kinds(db_session, region.teaches, training.THEN) == []
    assert kinds(db_session, region.teaches, MORNING) == ["register_today"]
    assert "report_owed" in kinds(db_session, region.teaches, AFTER)
    with unit_of_work():
        attendance_actions.file_report(
            load_session(session.id), held="x", summary="y", difficulties="", actor=region.teaches, now=AFTER
        )
    assert kinds(db_session, region.teaches, AFTER + timedelta(days=1)) == []


def test_a_coordinator_sees_what_a_timetable_lacks(region: Any, db_session: Any) -> None:
    hall = training.venue()
    training.session(region.phase, region.trainer, venue_id=hall.id)
    training.session(region.phase, state=SessionState.DRAFT)
    training.session(region.phase, training.trainer(), state=SessionState.DRAFT, venue_id=hall.id)
    training.session(region.phase, region.trainer, state=SessionState.DRAFT)
    found = kinds(db_session, region.coordinates, training.THEN)
    assert sorted(found) == ["session_conflict", "session_conflict", "session_without_trainer"]


def test_a_coordinator_confirms_decides_and_issues(region: Any, db_session: Any) -> None:
    session = training.session(region.phase, region.trainer)
    training.enrolled(session, region.association, EnrolmentState.NOMINATED)
    assert kinds(db_session, region.coordinates, training.THEN) == ["nominations_to_confirm"]
    held = training.session(region.phase, training.trainer(), state=SessionState.HELD)
    place = training.enrolled(held, region.association, EnrolmentState.ATTENDED)
    with unit_of_work():
        attendance_actions.ask_correction(
            load_session(held.id),
            slot_id=held.slots[0].id,
            enrolment_id=place.id,
            mark=None,
            reason="Erreur",
            actor=region.teaches,
            now=AFTER,
        )
    found = kinds(db_session, region.coordinates, AFTER)
    assert {"correction_to_decide", "certificates_to_issue"} <= set(found)
    with unit_of_work():
        certificate_actions.issue(load_session(held.id), actor=region.coordinates, now=AFTER)
    assert "certificates_to_issue" not in kinds(db_session, region.coordinates, AFTER)
    past = sa.union_all(
        *sessions.history_of([region.association.id]), *certificates.history_of([region.association.id])
    )
    assert sorted(row.kind for row in db_session.execute(past)) == ["certificate_issued", "session_attended"]
