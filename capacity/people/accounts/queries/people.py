"""Every read about people, their sessions and their letters."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from secrets import token_urlsafe
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from capacity.core import vault
from capacity.core.addresses import normal_email
from capacity.core.db import db, table
from capacity.core.languages import Localized, language
from capacity.core.outbox import Letter, message_id_of
from capacity.people.accounts.models import (
    FactorReset,
    Invitation,
    LoginSession,
    OneTimeLink,
    Person,
    RecoveryCode,
    SignInFailure,
    keys_of,
)
from capacity.people.accounts.states import THROTTLE_WINDOW, LinkPurpose, ResetState, is_live, is_throttled, passwords
from capacity.rollout.territory.models import Region


@dataclass(frozen=True)
class Judged:
    """What a sign-in came to: the person and their opened key, or the reason why not; and how often it was tried in
    vain before."""

    account: str
    person_id: int | None = None
    private_key: vault.PrivateKey | None = None
    throttled: bool = False
    failures: int = 0


def called(language: str) -> sa.ColumnElement[str]:
    """The column of a person's name as readers of this language write it: ``Person.called`` in a statement."""
    if language != "ar":
        return sa.type_coerce(Person.name, sa.String)
    return sa.case((Person.name_ar != "", Person.name_ar), else_=Person.name)


def names_of(person_ids: Iterable[int | None]) -> dict[int, str]:
    """Names of people by id, as readers of the language of the page write them, for histories."""
    name = called(language()).label("name")
    ids = {number for number in person_ids if number is not None}
    found = db.session.execute(sa.select(Person.id, name).where(Person.id.in_(ids)))
    return {row.id: row.name for row in found}


def person(person_id: int) -> Person | None:
    """The person of this number, with their roles."""
    return db.session.get(Person, person_id, options=[selectinload(Person.grants)])


def by_email(email: str) -> Person | None:
    """Who has this address, as ``normal_email`` writes it."""
    return db.session.scalar(_BY_EMAIL, {"email": email})


_BY_EMAIL = sa.select(Person).where(Person.email == sa.bindparam("email"))


def account_digest(email: str, *, secret: str) -> str:
    """Under what the failures of an account are counted."""
    return passwords.digest(secret, "account", email)


def failures(account: str, *, now: datetime) -> int:
    """How often the account was tried in vain within the window."""
    return db.session.scalar(_FAILURES, _counting(account, now)) or 0


def _counting(account: str, now: datetime) -> dict[str, Any]:
    return {"account": account, "since": now - THROTTLE_WINDOW, "until": now + THROTTLE_WINDOW}


_FAILED = table(SignInFailure)
_FAILURES = sa.select(sa.func.count()).where(
    _FAILED.c.account_digest == sa.bindparam("account"),
    _FAILED.c.at > sa.bindparam("since"),
    _FAILED.c.at < sa.bindparam("until"),  # a clock that was ahead keeps nobody out after it was put right
)


def judge(*, email: str, password: str, secret: str, cost: vault.Cost, now: datetime) -> Judged:
    """Whether address and password open an account; takes as long for an unknown one. Writes nothing.

    The slow hashing happens here, before the transaction that signs in.
    """
    address = normal_email(email) or email.strip().lower()[:254]
    account = account_digest(address, secret=secret)
    found = db.session.execute(_JUDGED, {"email": address, **_counting(account, now)}).one()
    if is_throttled(found.in_vain):
        return Judged(account, throttled=True)
    kept = keys_of(found.public_key, found.wrapped_key) if found.password_hash is not None else None
    key = None
    if found.password_hash is not None and kept is None:
        fits = passwords.matches(found.password_hash, password, cost)
    else:
        # The sealed key opens for the right password only, so opening it is the proof: one slow hash, not two. Who
        # has none is measured with a key that nobody's password opens, so that the time tells nothing of an address.
        key = unlocked_by(kept or _nobodys_keys(cost), passwords.typed(password))
        fits = kept is not None and key is not None
    if not fits or found.disabled_at is not None or found.confirmed_at is None:
        return Judged(account)
    return Judged(account, found.id, key, failures=found.in_vain)


_P = table(Person)
_JUDGED = sa.select(
    (counted := _FAILURES.subquery("counted")).c[0].label("in_vain"),
    *(_P.c[name] for name in ("id", "password_hash", "public_key", "wrapped_key", "disabled_at", "confirmed_at")),
).select_from(counted.outerjoin(_P, _P.c.email == sa.bindparam("email")))
"""An account that there is not is asked for as one that there is."""


@lru_cache(maxsize=4)
def _nobodys_keys(cost: vault.Cost) -> vault.WrappedKeys:
    return vault.new_keys(token_urlsafe(32), cost=cost)


def unlocked(found: Person, password: str) -> vault.PrivateKey | None:
    """The person's private key; None when they have none."""
    return unlocked_by(found.keys, passwords.typed(password)) if found.keys is not None else None


def unlocked_by(keys: vault.WrappedKeys, phrase: str) -> vault.PrivateKey | None:
    """The private half of these keys; None when the phrase does not open it."""
    try:
        return vault.unlock(keys, phrase)
    except vault.VaultError:
        return None


def session_of(token: str) -> LoginSession | None:
    """The row of a cookie's token."""
    return db.session.scalar(sa.select(LoginSession).where(LoginSession.token_hash == passwords.token_hash(token)))


def opened_key(token: str, row: LoginSession | None = None) -> vault.PrivateKey | None:
    """The private key of whom this browser signed in; None when there is none or the token does not open it."""
    row = row or session_of(token)
    if row is None or row.sealed_key is None:
        return None
    try:
        return vault.open_from_session(row.sealed_key, token)
    except vault.VaultError:
        return None


def login_session(session_id: int) -> LoginSession | None:
    """A signed-in browser, by its number."""
    return db.session.get(LoginSession, session_id)


def live_sessions(person_id: int, *, now: datetime) -> Sequence[LoginSession]:
    """The person's devices that are signed in, latest first."""
    statement = sa.select(LoginSession).where(
        LoginSession.person_id == person_id, LoginSession.ended_at.is_(None), LoginSession.expires_at > now
    )
    return db.session.scalars(statement.order_by(LoginSession.created_at.desc(), LoginSession.id.desc())).all()


def was_ended(token_hash: str) -> bool:
    """Whether a session was ended by somebody, rather than by its time being over."""
    ended = sa.select(LoginSession.ended_at).where(LoginSession.token_hash == token_hash)
    return db.session.scalar(ended) is not None


def open_sessions(person_id: int) -> Sequence[LoginSession]:
    """All of the person's devices that were not signed out, those too that by the clock are over."""
    mine = sa.select(LoginSession).where(LoginSession.person_id == person_id, LoginSession.ended_at.is_(None))
    return db.session.scalars(mine).all()


def live_link(token: str, purpose: LinkPurpose, *, now: datetime) -> OneTimeLink | None:
    """A one-time link that still opens, with its person."""
    link = db.session.scalar(
        sa.select(OneTimeLink)
        .where(OneTimeLink.token_hash == passwords.token_hash(token), OneTimeLink.purpose == purpose)
        .options(selectinload(OneTimeLink.person))
    )
    return link if link is not None and still_opens(link, now=now) else None


def still_opens(link: OneTimeLink, *, now: datetime) -> bool:
    """Whether the link was neither used nor outlived, and its person not disabled."""
    live = is_live(expires_at=link.expires_at, ended_at=link.used_at, now=now)
    return live and link.person.disabled_at is None


def live_invitation(token: str, *, now: datetime) -> Invitation | None:
    """An invitation that can still be accepted."""
    found = db.session.scalar(sa.select(Invitation).where(Invitation.token_hash == passwords.token_hash(token)))
    if (
        found is None
        or found.accepted_at
        or not is_live(expires_at=found.expires_at, ended_at=found.revoked_at, now=now)
    ):
        return None
    return found


def regions_of(offered: Invitation) -> Sequence[Localized]:
    """The names of the regions a role is offered for; none when it is offered for all of them."""
    if not offered.regions:
        return []
    statement = sa.select(Region.name).where(Region.code.in_(offered.regions)).order_by(Region.code)
    return db.session.scalars(statement).all()


def open_invitations(*, now: datetime) -> Sequence[Invitation]:
    """Invitations nobody has answered yet."""
    statement = sa.select(Invitation).where(
        Invitation.accepted_at.is_(None), Invitation.revoked_at.is_(None), Invitation.expires_at > now
    )
    return db.session.scalars(statement.order_by(Invitation.created_at.desc())).all()


def invitations_by(person_id: int, *, now: datetime) -> Sequence[Invitation]:
    """Invitations this person wrote that nobody has answered yet."""
    return [offered for offered in open_invitations(now=now) if offered.invited_by_id == person_id]


def unused_recovery_codes(person_id: int) -> int:
    """How many printed codes are left."""
    counted = sa.select(sa.func.count()).where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
    return db.session.scalar(counted) or 0


def asked_reset(person_id: int) -> FactorReset | None:
    """The removal of the person's authenticator that waits for a second person."""
    return db.session.scalar(
        sa.select(FactorReset).where(FactorReset.person_id == person_id, FactorReset.state == ResetState.ASKED)
    )


def factor_reset(reset_id: int) -> FactorReset | None:
    """The removal of an authenticator, by its number."""
    return db.session.get(FactorReset, reset_id)


def letters_of(person_id: int) -> sa.Select[Letter]:
    """Letters written to the person, to be put in order; none that was superseded before it left."""
    return sa.select(Letter).where(Letter.person_id == person_id, Letter.superseded_at.is_(None))


def letter(person_id: int | None, message_id: str) -> Letter | None:
    """A letter to this person, by the identifier of its message: a number in its address would tell how many letters
    the service has written, to whomever."""
    mine = sa.select(Letter.id, Letter.key).where(Letter.person_id == person_id, Letter.superseded_at.is_(None))
    found = next((row.id for row in db.session.execute(mine) if message_id_of(row.key) == message_id), None)
    return None if found is None else db.session.get(Letter, found)
