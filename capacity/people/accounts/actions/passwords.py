"""Setting, changing and resetting passwords, with the keys that hang on them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, vault
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import queries
from capacity.people.accounts.actions.signing_in import acting_as, end_all_sessions
from capacity.people.accounts.models import OneTimeLink, Person
from capacity.people.accounts.states import passwords


@dataclass(frozen=True)
class Prepared:
    """A password made ready outside the transaction: its hash, and the pair of keys it wraps."""

    password_hash: str
    keys: vault.WrappedKeys


def prepare(
    password: str, *, cost: vault.Cost, known: tuple[str, ...], private: vault.PrivateKey | None = None
) -> Prepared:
    """Check and hash a new password; ``private`` keeps the present pair, else a new one is made.

    Raises RuleBroken on the field ``password``. Slow on purpose: call it before the unit of work.
    """
    refused = passwords.problem(password, known=known)
    if refused is not None:
        raise RuleBroken(refused, field="password")
    phrase = passwords.typed(password)
    keys = vault.rewrap(private, phrase, cost=cost) if private else vault.new_keys(phrase, cost=cost)
    return Prepared(passwords.hashed(password, cost), keys)


def known_words(person: Person) -> tuple[str, ...]:
    """What a password must not resemble."""
    return tuple(word for word in (person.email, person.name, person.name_ar) if word)


def set_first_password(*, person: Person, prepared: Prepared, actor: Actor, now: datetime) -> None:
    """Make an account of a person; whoever reached this by a letter has confirmed the address."""
    person.password_hash = prepared.password_hash
    person.keys = prepared.keys
    person.confirmed_at = person.confirmed_at or now
    _burn_links(person, now=now)
    audit.record(actor=actor, action="accounts.set_password", obj=person, now=now)


def confirm_account(*, link: OneTimeLink, prepared: Prepared, name: str, name_ar: str, now: datetime) -> Person:
    """Finish a registration by the link of its letter."""
    _use(link, now=now)
    person = link.person
    if person.has_account:
        raise RuleBroken(_l("This link has been used, or is too old. Ask for a new letter."))
    person.name, person.name_ar = name, name_ar
    set_first_password(person=person, prepared=prepared, actor=acting_as(person), now=now)
    return person


def reset_password(*, link: OneTimeLink, prepared: Prepared, now: datetime) -> Person:
    """A new password by the link of a letter: a new pair of keys, and every session ends."""
    _use(link, now=now)
    person = link.person
    set_first_password(person=person, prepared=prepared, actor=acting_as(person), now=now)
    end_all_sessions(person=person, actor=acting_as(person), now=now)
    return person


def change_password(*, person: Person, prepared: Prepared, actor: Actor, now: datetime) -> None:
    """A new password for whom knows the old one: the same keys, and every session ends."""
    set_first_password(person=person, prepared=prepared, actor=actor, now=now)
    end_all_sessions(person=person, actor=actor, now=now)


def _burn_links(person: Person, *, now: datetime) -> None:
    """No letter written before a password was set opens the account afterwards."""
    waiting = sa.update(OneTimeLink).where(OneTimeLink.person_id == person.id, OneTimeLink.used_at.is_(None))
    db.session.execute(waiting.values(used_at=now))


def _use(link: OneTimeLink, *, now: datetime) -> None:
    if queries.still_opens(link, now=now):
        link.used_at = now
        return
    raise RuleBroken(_l("This link has been used, or is too old. Ask for a new letter."))
