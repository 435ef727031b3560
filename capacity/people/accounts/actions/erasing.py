"""Erasure of a person: asked for, taken back, carried out."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import SYSTEM, Actor
from capacity.core.audit import AuditEntry, AuditWords
from capacity.core.clock import now as clock_now
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.jobs import Job
from capacity.core.keeping import NAMELESS, discard_files, note
from capacity.core.kept_views import KeptView
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter, handles, post
from capacity.core.unit_of_work import unit_of_work
from capacity.core.uploads import Upload, abandon
from capacity.people.accounts import notices, queries
from capacity.people.accounts.actions.keeping import erase_letters
from capacity.people.accounts.models import (
    ErasureRequest,
    FactorReset,
    Invitation,
    LoginSession,
    OneTimeLink,
    Person,
    RecoveryCode,
    RoleGrant,
)
from capacity.people.accounts.states import ERASURE_DELAY, Gender

ERASE = "accounts.erase"


def refuse_harm(person: Person, *, now: datetime) -> None:
    """Raise RuleBroken, with what has to be done first, where the erasure would harm others."""
    for sentence in queries.harm_of_erasing(person, now=now):
        raise RuleBroken(sentence)


def ask_erasure(*, person: Person, actor: Actor, now: datetime, reason: str | None = None) -> ErasureRequest:
    """Ask that everything of a person be erased, after a delay in which it can be taken back."""
    known = queries.asked_erasure(person.id)
    if known is not None:
        return known
    if person.erased_at is not None:
        raise RuleBroken(_l("This person was erased already."))
    refuse_harm(person, now=now)
    asked = ErasureRequest(person_id=person.id, asked_at=now, asked_by_id=actor.id, due_at=now + ERASURE_DELAY)
    db.session.add(asked)
    db.session.flush()
    audit.record(actor=actor, action="erasure_requests.ask", obj=asked, now=now, reason=reason)
    post(ERASE, {"request": asked.id}, key=f"{ERASE}:{asked.id}", now=now, run_at=asked.due_at)
    notices.erasure_asked(asked, person, now=now)
    return asked


def keep_person(*, asked: ErasureRequest, actor: Actor, now: datetime) -> None:
    """Take the request back: nothing is erased."""
    if asked.done_at is not None:
        raise RuleBroken(_l("This person was erased already."))
    if asked.revoked_at is not None:
        return
    asked.revoked_at = now
    audit.record(actor=actor, action="erasure_requests.revoke", obj=asked, now=now)


@handles(ERASE)
def erase_when_due(payload: Mapping[str, Any]) -> None:
    """The delay is over; what would harm others meanwhile stops it, and the request is taken back."""
    with unit_of_work() as session:
        asked, now = session.get(ErasureRequest, payload["request"]), clock_now()
        if asked is None or not asked.is_open or asked.due_at > now:
            return
        person = session.get_one(Person, asked.person_id)
        if queries.harm_of_erasing(person, now=now):
            keep_person(asked=asked, actor=SYSTEM, now=now)
            notices.erasure_stopped(asked, person, now=now)
            return
        asked.done_at = now
        erase_person(person=person, now=now)
        note("accounts", [person.id], now=now, actor=SYSTEM)


def erase_person(*, person: Person, now: datetime) -> None:
    """Take everything away that tells who this is, here and in every later room; the number stays, and counts."""
    for _ in collect("person.erase", person=person, now=now):
        pass
    _forget_reasons(person.id)
    erase_letters(db.session.scalars(sa.select(Letter.id).where(Letter.person_id == person.id)).all(), now)
    _forget_own(person, now)
    if person.email:
        theirs = sa.update(Invitation).where(Invitation.email == person.email)
        db.session.execute(theirs.values(email="", name="", token_hash=None))
    db.session.execute(
        sa.update(RoleGrant).where(RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None)).values(ended_at=now)
    )
    person.email = person.password_hash = person.totp_secret = person.public_key = person.wrapped_key = None
    person.name, person.name_ar, person.phone, person.gender = NAMELESS, "", "", Gender.UNSTATED
    person.erased_at = now
    person.disabled_at = person.disabled_at or now
    db.session.flush()


def _forget_own(person: Person, now: datetime) -> None:
    """Sessions, links, codes, saved views, files on their way and copies that were asked for."""
    session = db.session()
    for model in (LoginSession, OneTimeLink, RecoveryCode, FactorReset):
        session.execute(sa.delete(model).where(model.person_id == person.id))
    session.execute(sa.delete(KeptView).where(KeptView.owner_id == person.id))
    for upload in session.scalars(sa.select(Upload).where(Upload.owner_id == person.id)).all():
        abandon(upload, now=now)
    files = session.scalars(sa.select(Job.file_id).where(Job.owner_id == person.id, Job.file_id.is_not(None))).all()
    session.execute(sa.delete(Job).where(Job.owner_id == person.id))
    discard_files([number for number in files if number is not None], now)


def _forget_reasons(person_id: int) -> None:
    """Reasons given by the person, and about them."""
    about = sa.and_(AuditEntry.object_type == Person.__tablename__, AuditEntry.object_id == person_id)
    entries = sa.select(AuditEntry.id).where(sa.or_(AuditEntry.actor_id == person_id, about))
    db.session.execute(sa.delete(AuditWords).where(AuditWords.entry_id.in_(entries)))
