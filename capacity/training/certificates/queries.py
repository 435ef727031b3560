"""Every read about certificates."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.core import audit
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import read_code
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session
from capacity.training.sessions.queries import visible_to
from capacity.training.sessions.states import EnrolmentState, SessionState

_WHOLE = (
    joinedload(Certificate.association),
    joinedload(Certificate.session).joinedload(Session.region),
    joinedload(Certificate.session).joinedload(Session.venue),
    joinedload(Certificate.replaces),
)


def certificate(certificate_id: int) -> Certificate | None:
    """One certificate."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.id == certificate_id).options(*_WHOLE))


def by_code(typed: str) -> Certificate | None:
    """The certificate of a code, however it was typed."""
    code = read_code(typed)
    if code is None:
        return None
    return db.session.scalar(sa.select(Certificate).where(Certificate.code == code).options(*_WHOLE))


def replacement_of(found: Certificate) -> Certificate | None:
    """The corrected certificate that took its place."""
    return db.session.scalar(sa.select(Certificate).where(Certificate.replaces_id == found.id).limit(1))


def listed(actor: Actor) -> sa.Select[Any]:
    """Rows of the coordinators' list."""
    return (
        sa.select(Certificate)
        .join(Certificate.session)
        .join(Certificate.association)
        .where(visible_to(actor))
        .options(joinedload(Certificate.association), joinedload(Certificate.session).joinedload(Session.region))
    )


def of_associations(association_ids: Iterable[int], *, session_id: int | None = None) -> list[Certificate]:
    """Certificates of these associations' delegates, the latest first."""
    statement = (
        sa.select(Certificate)
        .where(Certificate.association_id.in_(list(association_ids)))
        .options(joinedload(Certificate.association))
        .order_by(Certificate.issued_at.desc(), Certificate.name, Certificate.id)
        .limit(500)
    )
    if session_id is not None:
        statement = statement.where(Certificate.session_id == session_id)
    return list(db.session.scalars(statement))


def of_session(session_id: int) -> list[Certificate]:
    """Certificates of a session, by number."""
    return list(
        db.session.scalars(
            sa.select(Certificate)
            .where(Certificate.session_id == session_id)
            .options(joinedload(Certificate.association))
            .order_by(Certificate.number)
        )
    )


def owed(session_id: int) -> list[Enrolment]:
    """Who attended by the rule and has no certificate of this session yet, by association and name."""
    return list(
        db.session.scalars(
            sa.select(Enrolment)
            .join(Enrolment.delegate)
            .join(Delegate.association)
            .where(Enrolment.session_id == session_id, Enrolment.state == EnrolmentState.ATTENDED)
            .where(~_has_one())
            .options(joinedload(Enrolment.delegate).joinedload(Delegate.association))
            .order_by(Association.name_fr, Delegate.name, Enrolment.id)
        )
    )


def _has_one() -> Any:
    return sa.select(Certificate.id).where(Certificate.enrolment_id == Enrolment.id).correlate(Enrolment).exists()


def next_count(phase_id: int) -> tuple[int, int]:
    """(year, next number) of a phase; its row is held so that no number is given twice."""
    year = db.session.execute(sa.select(Phase.year).where(Phase.id == phase_id).with_for_update()).scalar_one()
    last = db.session.scalar(sa.select(sa.func.max(Certificate.count)).where(Certificate.phase_id == phase_id))
    return year, (last or 0) + 1


def history(found: Certificate) -> list[audit.Event]:
    """What happened to a certificate."""
    return audit.history(db.session(), [found])


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Held sessions whose certificates a coordinator has not issued yet."""
    if not actor.has(Role.COORDINATOR):
        return []
    owing = (
        sa.select(Enrolment.id)
        .where(Enrolment.session_id == Session.id, Enrolment.state == EnrolmentState.ATTENDED, ~_has_one())
        .correlate(Session)
        .exists()
    )
    regions = actor.regions(Role.COORDINATOR)
    return [
        waiting("certificates_to_issue", object_id=Session.id, label=Module.name, due_on=Session.last_day)
        .join_from(Session, Session.module)
        .where(Session.state == SessionState.HELD, owing)
        .where(sa.true() if regions is None else Session.region_code.in_(regions))
    ]


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """Certificates that delegates of these associations hold."""
    return [
        waiting(
            "certificate_issued",
            object_id=Certificate.id,
            label=Certificate.module_name,
            detail=Certificate.name,
            due_at=Certificate.issued_at,
        ).where(Certificate.association_id.in_(list(association_ids)))
    ]


def export_of(*, person: Person) -> dict[str, Any]:
    """Certificates of delegates with the person's address, for their own copy."""
    if not person.email:
        return {}
    theirs = sa.select(Certificate).join(Enrolment).join(Delegate).where(sa.func.lower(Delegate.email) == person.email)
    return {
        "certificates": [
            {"number": one.number, "name": one.name, "name_ar": one.name_ar, "module": one.module_name.text(),
             "given": one.issued_at.isoformat(), "code": one.code}
            for one in db.session.scalars(theirs.order_by(Certificate.id))
        ]
    }  # fmt: skip
