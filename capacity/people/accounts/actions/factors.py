"""The second factor: setting it up, passing it, and the removal of a lost one by two people."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, vault
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.accounts import notices, queries
from capacity.people.accounts.actions.signing_in import end_all_sessions
from capacity.people.accounts.models import FactorReset, LoginSession, Person, RecoveryCode
from capacity.people.accounts.states import CONFIRM_RESET, REFUSE_RESET, factors, passwords

_WRONG = _l("This code is wrong or was used already. Wait for the next one and type it again.")


def set_up_factor(
    *, person: Person, row: LoginSession, offered: str, code: str, actor: Actor, now: datetime, service_secret: str
) -> list[str]:
    """Keep the secret that the app has just proved to hold; the recovery codes, shown this once."""
    if person.has_second_factor:
        raise RuleBroken(_l("An authenticator app is set up already."))
    step = factors.matching_step(offered, code, now=now, after=0)
    if step is None:
        raise RuleBroken(_WRONG, field="code")
    person.totp_secret = factors.seal_secret(offered, service_secret=service_secret, person_id=person.id)
    person.totp_last_step = step
    row.second_factor_at = now
    audit.record(actor=actor, action="accounts.set_up_factor", obj=person, now=now)
    return _print_codes(person, service_secret)


def _print_codes(person: Person, service_secret: str) -> list[str]:
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    codes = factors.new_recovery_codes()
    db.session.add_all(RecoveryCode(person_id=person.id, code_hash=code_hash(code, service_secret)) for code in codes)
    db.session.flush()
    return codes


def code_hash(code: str, service_secret: str) -> str:
    """What is kept of a recovery code."""
    return passwords.digest(service_secret, "recovery", factors.normal_code(code))


def pass_with_app(
    *, person: Person, row: LoginSession, code: str, actor: Actor, now: datetime, service_secret: str
) -> None:
    """Pass the second factor with the app's code; each step of time counts once."""
    _prove(person, code, now, service_secret)
    row.second_factor_at = now
    audit.record(actor=actor, action="accounts.pass_factor", obj=row, now=now)


def renew_recovery_codes(*, person: Person, code: str, actor: Actor, now: datetime, service_secret: str) -> list[str]:
    """New recovery codes for whom the app proves to be there, shown this once; those printed before open nothing."""
    _prove(person, code, now, service_secret)
    audit.record(actor=actor, action="accounts.renew_recovery_codes", obj=person, now=now)
    return _print_codes(person, service_secret)


def _prove(person: Person, code: str, now: datetime, service_secret: str) -> None:
    if person.totp_secret is None:
        raise RuleBroken(_WRONG, field="code")
    try:
        secret = factors.open_secret(person.totp_secret, service_secret=service_secret, person_id=person.id)
    except vault.VaultError:
        raise RuleBroken(_l("Your authenticator app has to be set up again: ask an administrator.")) from None
    step = factors.matching_step(secret, code, now=now, after=person.totp_last_step)
    if step is None:
        raise RuleBroken(_WRONG, field="code")
    person.totp_last_step = step


def pass_with_recovery_code(
    *, person: Person, row: LoginSession, code: str, actor: Actor, now: datetime, service_secret: str
) -> None:
    """Pass the second factor with one of the printed codes, which is then used up."""
    if not _use_up(person, code_hash(code, service_secret), now):
        raise RuleBroken(_WRONG, field="code")
    row.second_factor_at = now
    audit.record(actor=actor, action="accounts.use_recovery_code", obj=person, now=now)


def _use_up(person: Person, kept: str, now: datetime) -> bool:
    """In one statement: of two who type the same code at the same moment, one comes in."""
    unused = sa.update(RecoveryCode).where(
        RecoveryCode.person_id == person.id, RecoveryCode.code_hash == kept, RecoveryCode.used_at.is_(None)
    )
    return db.session.execute(unused.values(used_at=now).returning(RecoveryCode.id)).first() is not None


def ask_factor_reset(*, person: Person, actor: Actor, now: datetime, reason: str) -> FactorReset:
    """Ask that a lost authenticator be removed; another person has to confirm it."""
    if actor.id is None or actor.id == person.id:
        raise RuleBroken(_l("Somebody else has to ask this for you."))
    if not person.has_second_factor:
        raise RuleBroken(_l("No authenticator app is set up for this person."))
    if queries.asked_reset(person.id) is not None:
        raise RuleBroken(_l("This was asked already and waits for a second person."))
    asked = FactorReset(person_id=person.id, asked_by_id=actor.id, asked_at=now)
    db.session.add(asked)
    db.session.flush()
    audit.record(actor=actor, action="factor_resets.ask", obj=asked, now=now, reason=reason)
    return asked


def confirm_factor_reset(*, reset: FactorReset, actor: Actor, now: datetime) -> None:
    """Remove the authenticator, its recovery codes and every session; the person is told by letter."""
    if actor.id is None or actor.id in {reset.asked_by_id, reset.person_id}:
        raise RuleBroken(_l("Another person than the one who asked has to confirm this."))
    move(reset, CONFIRM_RESET, actor=actor, now=now)
    reset.decided_by_id, reset.decided_at = actor.id, now
    person = reset.person
    person.totp_secret, person.totp_last_step = None, 0
    db.session.execute(sa.delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    end_all_sessions(person=person, actor=actor, now=now)
    notices.factor_removed(person, reset, now=now)


def refuse_factor_reset(*, reset: FactorReset, actor: Actor, now: datetime) -> None:
    """Leave the authenticator as it is."""
    move(reset, REFUSE_RESET, actor=actor, now=now)
    reset.decided_by_id, reset.decided_at = actor.id, now
