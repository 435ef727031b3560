"""Registering, and asking for a new password: the answer is the same whether an address is known or not."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import audit, clock
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.outbox import OutboxItem, handles
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import notices, queries
from capacity.people.accounts.actions.signing_in import acting_as
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender

RESET_ASKED = "accounts.reset_asked"
"""Whether an address has an account is looked up after the answer, so that its time tells nothing."""


def create_person(
    *,
    actor: Actor,
    now: datetime,
    name: str,
    name_ar: str = "",
    email: str | None = None,
    phone: str = "",
    language: str = "ar",
    gender: Gender = Gender.UNSTATED,
) -> Person:
    """Note a person; without a password there is no sign-in."""
    person = Person(
        name=name, name_ar=name_ar, email=email, phone=phone, language=language, gender=gender, created_at=now
    )
    db.session.add(person)
    db.session.flush()
    audit.record(actor=actor, action="accounts.create_person", obj=person, now=now)
    return person


def register(*, email: str, name: str, name_ar: str, language: str, now: datetime, actor: Actor = SYSTEM) -> None:
    """Write to the address: a link to go on, or, when there is an account already, a letter that says so."""
    person = queries.by_email(email)
    if person is None:
        person = create_person(actor=actor, now=now, name=name, name_ar=name_ar, email=email, language=language)
    if person.disabled_at is not None:
        audit.record(actor=actor, action="accounts.register_refused", obj=person, now=now)
        return
    if person.has_account:
        notices.already_registered(person, now=now)
    else:
        notices.confirm(person, now=now, language=language)
    audit.record(actor=actor, action="accounts.register", obj=person, now=now)


def ask_reset(*, email: str, now: datetime, actor: Actor = SYSTEM) -> None:
    """Write a link for a new password, when the address has an account; else nothing happens."""
    person = queries.by_email(email)
    if person is None or person.disabled_at is not None:
        return
    if person.has_account:
        notices.reset(person, now=now)
    else:
        notices.confirm(person, now=now, language=person.language)
    audit.record(actor=acting_as(person), action="accounts.ask_reset", obj=person, now=now)


@handles(RESET_ASKED)
def _reset_asked(payload: Mapping[str, Any]) -> None:
    if "email" not in payload:
        return
    with unit_of_work() as session:
        ask_reset(email=payload["email"], now=clock.now())
        asked = sa.update(OutboxItem).where(OutboxItem.key == f"{RESET_ASKED}:{payload['sign']}")
        session.execute(asked.values(payload={}))  # an address without account is not kept
