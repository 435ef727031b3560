"""Who is invited, who is named, who has a seat."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing
from capacity.training.sessions.models import Delegate, Enrolment, Session
from capacity.training.sessions.queries.records import HEAD, TRAINERS
from capacity.training.sessions.queries.records import session as load_session
from capacity.training.sessions.states import RELEASED, SEATED, STANDING

TAKEN_PART = (OfferState.ACCEPTED, OfferState.ENROLLED)
WITH_DELEGATE = joinedload(Enrolment.delegate).joinedload(Delegate.association)


def accepted_ids(phase_id: Any, region_code: Any) -> sa.Select[int]:
    """Ids of the associations that accepted their offer in this phase and region."""
    return (
        sa.select(Application.association_id)
        .join(Outcome, Outcome.application_id == Application.id)
        .join(Call, Call.id == Application.call_id)
        .where(Outcome.state.in_(TAKEN_PART), Call.phase_id == phase_id, Application.region_code == region_code)
    )


@dataclass(frozen=True)
class Invitation:
    """A released session, and the associations invited to it."""

    session: Session
    association_ids: frozenset[int]


def invitation(session_id: int) -> Invitation | None:
    """The session as the invited associations see it; None before its release."""
    found = load_session(session_id)
    if found is None or found.state not in RELEASED:
        return None
    return Invitation(found, frozenset(db.session.scalars(accepted_ids(found.phase_id, found.region_code))))


def association_sessions(association_ids: Iterable[int]) -> list[Session]:
    """Released sessions to which one of these associations is invited, the latest first."""
    ids = list(association_ids)
    if not ids:
        return []
    invited = accepted_ids(Session.phase_id, Session.region_code).where(Application.association_id.in_(ids))
    return list(
        db.session.scalars(
            sa.select(Session)
            .where(Session.state.in_(RELEASED), invited.correlate(Session).exists())
            .options(*HEAD)
            .order_by(Session.first_day.desc(), Session.id.desc())
            .limit(100)
        )
    )


def active_of_association(association_ids: Iterable[int], session_ids: Iterable[int]) -> dict[int, list[Enrolment]]:
    """Per session, the places of these associations' delegates that still stand."""
    rows = db.session.scalars(
        sa.select(Enrolment)
        .join(Enrolment.delegate)
        .where(Enrolment.session_id.in_(list(session_ids)), Delegate.association_id.in_(list(association_ids)))
        .where(Enrolment.state.in_(STANDING))
        .options(WITH_DELEGATE)
        .order_by(Enrolment.id)
    )
    found: dict[int, list[Enrolment]] = {}
    for row in rows:
        found.setdefault(row.session_id, []).append(row)
    return found


def enrolments_of(session_id: int, *, association_ids: Iterable[int] | None = None) -> list[Enrolment]:
    """Every place of a session with its delegate and association, standing ones first, then by association and name."""
    statement = (
        sa.select(Enrolment)
        .join(Enrolment.delegate)
        .join(Delegate.association)
        .where(Enrolment.session_id == session_id)
        .options(WITH_DELEGATE)
        .order_by(
            sa.case((Enrolment.state.in_(STANDING), 0), else_=1), Association.name_fr, Delegate.name, Enrolment.id
        )
    )
    if association_ids is not None:
        statement = statement.where(Delegate.association_id.in_(list(association_ids)))
    return list(db.session.scalars(statement))


def enrolment(enrolment_id: int) -> Enrolment | None:
    """One place with its session and delegate."""
    return db.session.scalar(
        sa.select(Enrolment)
        .where(Enrolment.id == enrolment_id)
        .options(
            WITH_DELEGATE,
            joinedload(Enrolment.session).options(*HEAD),
            joinedload(Enrolment.session).selectinload(Session.slots),
            joinedload(Enrolment.session).options(TRAINERS),
        )
    )


def locked(session_id: int) -> Session:
    """The session's row, held until the transaction ends: seats are counted under it."""
    return db.session.execute(
        sa.select(Session)
        .where(Session.id == session_id)
        .options(selectinload(Session.slots))
        .with_for_update(of=Session)
        .execution_options(populate_existing=True)
    ).scalar_one()


def seats_taken(session_id: int) -> int:
    """How many delegates have a seat."""
    return (
        db.session.scalar(
            sa.select(sa.func.count())
            .select_from(Enrolment)
            .where(Enrolment.session_id == session_id, Enrolment.state.in_(SEATED))
        )
        or 0
    )


def correspondents(association_ids: Iterable[int]) -> list[tuple[Association, Person | None]]:
    """Each association with the representative that letters go to, where there is one with an address."""
    ids = list(association_ids)
    if not ids:
        return []
    rows = db.session.execute(
        sa.select(Association, Person)
        .outerjoin(
            Member,
            sa.and_(
                Member.association_id == sa.func.coalesce(Association.merged_into_id, Association.id),
                Member.ended_at.is_(None),
                Member.standing == Standing.REPRESENTATIVE,
            ),
        )
        .outerjoin(Person, sa.and_(Person.id == Member.person_id, Person.email.is_not(None)))
        .where(Association.id.in_(ids))
        .order_by(Association.id, Person.id)
    )
    return [(association, person) for association, person in rows]
