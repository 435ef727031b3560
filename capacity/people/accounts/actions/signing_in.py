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


def acting_as(person: Person) -> Actor:
    """The person, acting on their own account."""
    return Actor(id=person.id, name=person.name, language=person.language)


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
    if judged.person_id is None:
        raise _unknown()
    token, opened = _opening(
        judged.person_id,
        device=device,
        now=now,
        hours=hours,
        private_key=judged.private_key,
        factor_passed=not factor_required,
    )
    number = db.session.execute(_OPEN_UNLESS_DISABLED, opened).scalar()
    if number is None:  # the account was closed while its password was judged
        raise _unknown()
    if judged.failures:  # one that is counted while this sign-in is judged goes on counting
        db.session.execute(sa.delete(SignInFailure).where(SignInFailure.account_digest == judged.account))
    _note(number, Actor(id=judged.person_id), now)
    return token


def _unknown() -> RuleBroken:
    return RuleBroken(_l("This address and password do not belong together."))


def open_session(
    *,
    person: Person,
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
    token, opened = _opening(
        person.id, device=device, now=now, hours=hours, private_key=private_key, factor_passed=factor_passed
    )
    _note(db.session.execute(_OPEN, opened).scalar_one(), acting_as(person), now)
    return token


def _opening(
    person_id: int,
    *,
    device: str,
    now: datetime,
    hours: int,
    private_key: vault.PrivateKey | None,
    factor_passed: bool,
) -> tuple[str, dict[str, Any]]:
    """A new token, and the row of its session."""
    token = secrets.token_urlsafe(32)
    return token, {
        "person_id": person_id,
        "token_hash": passwords.token_hash(token),
        "created_at": now,
        "expires_at": now + timedelta(hours=hours),
        "device": device[:DEVICE_LENGTH],
        "second_factor_at": now if factor_passed else None,
        "sealed_key": vault.seal_for_session(private_key, token) if private_key else None,
    }


def _note(number: int, actor: Actor, now: datetime) -> None:
    audit.record(actor=actor, action="accounts.sign_in", obj=LoginSession(id=number), now=now)


_PEOPLE, _SESSIONS = table(Person), table(LoginSession)
_OPEN = sa.insert(_SESSIONS).inline().returning(_SESSIONS.c.id)
_COLUMNS = ("person_id", "token_hash", "created_at", "expires_at", "device", "second_factor_at")
_OPEN_UNLESS_DISABLED = (
    sa.insert(_SESSIONS)
    .from_select(
        [*_COLUMNS, "sealed_key"],
        sa.select(
            *(sa.bindparam(name, type_=_SESSIONS.c[name].type) for name in _COLUMNS),
            sa.cast(sa.bindparam("sealed_key"), _SESSIONS.c.sealed_key.type),  # may be nothing, and is bytes then too
        ).where(sa.exists().where(_PEOPLE.c.id == sa.bindparam("person_id"), _PEOPLE.c.disabled_at.is_(None))),
        include_defaults=False,
    )
    .returning(_SESSIONS.c.id)
)


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
