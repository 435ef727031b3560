"""Signing in and out."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core import audit, vault
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db, table
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import queries
from capacity.people.accounts.models import LoginSession, Person, SignInFailure
from capacity.people.accounts.states import THROTTLE_WINDOW, passwords

DEVICE_LENGTH = 200


def acting_as(person: Person | sa.Row[Any]) -> Actor:
    """The person, acting on their own account."""
    return Actor(id=person.id, name=person.name, language=person.language)


_PEOPLE, _SESSIONS = table(Person), table(LoginSession)
_WHO = sa.select(*(_PEOPLE.c[name] for name in ("id", "name", "language", "disabled_at"))).where(
    _PEOPLE.c.id == sa.bindparam("person")
)
_OPEN = sa.insert(_SESSIONS).inline().returning(_SESSIONS.c.id)


def sign_in(
    *,
    judged: queries.Judged,
    actor: Actor = SYSTEM,
    device: str,
    now: datetime,
    hours: int,
    factor_required: bool,
) -> str:
    """Open a session for whom ``queries.judge`` recognised; the token for the cookie."""
    person = db.session.execute(_WHO, {"person": judged.person_id}).first()
    if person is None or person.disabled_at is not None:
        raise RuleBroken(_l("This address and password do not belong together."))
    if judged.failures:  # one that is counted while this sign-in is judged goes on counting
        db.session.execute(sa.delete(SignInFailure).where(SignInFailure.account_digest == judged.account))
    return open_session(
        person=person,
        device=device,
        now=now,
        hours=hours,
        private_key=judged.private_key,
        factor_passed=not factor_required,
    )


def open_session(
    *,
    person: Person | sa.Row[Any],
    device: str,
    now: datetime,
    hours: int = 12,
    private_key: vault.PrivateKey | None = None,
    factor_passed: bool = False,
) -> str:
    """A row for a signed-in browser; the token goes into its cookie and is not kept.

    ``private_key`` opens the person's sealed drafts; it is kept sealed under the token. ``factor_passed`` says that no
    second factor is owed any more.
    """
    token = secrets.token_urlsafe(32)
    opened = {
        "person_id": person.id,
        "token_hash": passwords.token_hash(token),
        "created_at": now,
        "expires_at": now + timedelta(hours=hours),
        "device": device[:DEVICE_LENGTH],
        "second_factor_at": now if factor_passed else None,
        "sealed_key": vault.seal_for_session(private_key, token) if private_key else None,
    }
    row = LoginSession(id=db.session.execute(_OPEN, opened).scalar_one())
    audit.record(actor=acting_as(person), action="accounts.sign_in", obj=row, now=now)
    return token


def note_failure(*, account: str, now: datetime, actor: Actor = SYSTEM) -> None:
    """Count a sign-in in vain; what is older than the window is forgotten."""
    db.session.execute(sa.delete(SignInFailure).where(SignInFailure.at < now - THROTTLE_WINDOW))
    failure = SignInFailure(account_digest=account, at=now)
    db.session.add(failure)
    db.session.flush()
    audit.record(actor=actor, action="accounts.sign_in_refused", obj=failure, now=now)


def end_session(*, row: LoginSession, actor: Actor, now: datetime) -> None:
    """Sign one browser out; ending it again changes nothing."""
    if row.ended_at is not None:
        return
    row.ended_at = now
    row.sealed_key = None
    audit.record(actor=actor, action="accounts.sign_out", obj=row, now=now)


def end_all_sessions(*, person: Person, actor: Actor, now: datetime) -> int:
    """Sign the person out everywhere at once; how many browsers that were.

    What is over by the clock is ended too: the clock may have been ahead.
    """
    rows = queries.live_sessions(person.id, now=now)
    for row in queries.open_sessions(person.id):
        row.ended_at = now
        row.sealed_key = None
    audit.record(actor=actor, action="accounts.sign_out_everywhere", obj=person, now=now)
    db.session.flush()
    return len(rows)
