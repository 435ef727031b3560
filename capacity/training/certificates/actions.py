"""Issuing by rule, revoking, issuing anew."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.keeping import NAMELESS, Kind, due_rows
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.accounts.models import Person
from capacity.training.attendance.queries import attended_by_enrolment
from capacity.training.certificates import notices, queries
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import CODE_BYTES, REVOKE, code_of, number_of
from capacity.training.sessions.models import Delegate, Enrolment, Session
from capacity.training.sessions.queries import locked
from capacity.training.sessions.states import SessionState

Draw = Callable[[int], bytes]
"""So many bytes by chance, of which a code is made; only a story that is to come out alike draws them otherwise."""


def issue(session: Session, *, actor: Actor, now: datetime, draw: Draw = secrets.token_bytes) -> list[Certificate]:
    """A certificate for everybody who attended by the rule and has none yet; again, it changes nothing."""
    session = locked(session.id)
    if session.state is not SessionState.HELD:
        raise RuleBroken(_l("Certificates are issued once the session's report is filed."))
    people = queries.owed(session.id)
    if not people:
        return []
    year, count = queries.next_count(session.phase_id)
    counted = attended_by_enrolment(session.id)
    made = [
        _make(session, one, year, count + place, counted.get(one.id, 0), now, draw) for place, one in enumerate(people)
    ]
    db.session.add_all(made)
    db.session.flush()
    for certificate in made:
        audit.record(actor=actor, action="certificates.issue", obj=certificate, now=now, after=certificate.state)
    notices.issued(session, made, now=now)
    return made


def _make(
    session: Session, enrolment: Enrolment, year: int, count: int, attended: int, now: datetime, draw: Draw
) -> Certificate:
    delegate = enrolment.delegate
    return Certificate(
        number=number_of(year, count),
        count=count,
        phase_id=session.phase_id,
        code=code_of(draw(CODE_BYTES)),
        enrolment_id=enrolment.id,
        session_id=session.id,
        association_id=delegate.association_id,
        name=delegate.name,
        name_ar=delegate.name_ar,
        module_name=session.module.name,
        first_day=session.first_day,
        last_day=session.last_day,
        attended=attended,
        half_days=len(session.slots),
        issued_at=now,
    )


def revoke(certificate: Certificate, *, reason: str, actor: Actor, now: datetime) -> Certificate:
    """The certificate counts no more; whoever verifies it reads so."""
    _take_back(certificate, reason=reason, actor=actor, now=now)
    notices.revoked(certificate, reason=reason, replaced_by=None, now=now)
    return certificate


def _take_back(certificate: Certificate, *, reason: str, actor: Actor, now: datetime) -> None:
    move(certificate, REVOKE, actor=actor, now=now, reason=reason)
    certificate.revoked_at = now
    db.session.flush()


def reissue(
    certificate: Certificate,
    *,
    name: str,
    name_ar: str,
    reason: str,
    actor: Actor,
    now: datetime,
    draw: Draw = secrets.token_bytes,
) -> Certificate:
    """A new certificate with the corrected name, linked to the old one, which is revoked; the delegate is renamed."""
    if (name, name_ar) == (certificate.name, certificate.name_ar):
        raise RuleBroken(_l("The name is the same as before."), field="name")
    session = locked(certificate.session_id)
    _take_back(certificate, reason=reason, actor=actor, now=now)
    enrolment = certificate.enrolment
    enrolment.delegate.name, enrolment.delegate.name_ar = name, name_ar
    year, count = queries.next_count(session.phase_id)
    made = _make(session, enrolment, year, count, certificate.attended, now, draw)
    made.half_days, made.replaces_id = certificate.half_days, certificate.id
    made.module_name, made.first_day, made.last_day = (
        certificate.module_name,
        certificate.first_day,
        certificate.last_day,
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="certificates.reissue", obj=made, now=now, after=made.state, reason=reason)
    notices.revoked(certificate, reason=reason, replaced_by=made, now=now)
    return made


def _old_certificates(before: datetime) -> sa.Select[Any]:
    found = due_rows(Certificate.id, association=Certificate.association_id)
    return found.where(Certificate.issued_at < before, Certificate.name != NAMELESS)


def _erase_certificates(rows: Sequence[int], _now: datetime) -> None:
    """The name goes; the code verifies as before, and says for which module, when and whether it was revoked."""
    nameless = sa.update(Certificate).where(Certificate.id.in_(rows)).values(name=NAMELESS, name_ar="")
    db.session.execute(nameless, execution_options={"synchronize_session": False})


def forget_person(*, person: Person, now: datetime) -> bool:
    """Certificates of delegates with the person's address lose the name."""
    if person.email:
        theirs = sa.select(Certificate.id).join(Enrolment).join(Delegate)
        named = theirs.where(sa.func.lower(Delegate.email) == person.email)
        _erase_certificates(db.session.scalars(named).all(), now)
    return True


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="certificates",
        data=_l("Certificates: name, module, day, number"),
        purpose=_l("So that anybody can verify a certificate by its code"),
        seen_by=_l("The holder; whoever knows the code"),
        since=_l("the issue"),
        ends=_l("The name is erased; the code still verifies, without a name."),
        asked=_l(
            "The name is erased from certificates issued to your address; their code still verifies, without a name."
        ),
        months=120,
        least=60,
        due=_old_certificates,
        erase=_erase_certificates,
    ),
)
