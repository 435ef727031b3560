"""What people say of themselves."""

from __future__ import annotations

from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.languages import LANGUAGES
from capacity.people.accounts import queries
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender


def change_details(
    *,
    person: Person,
    name: str,
    name_ar: str,
    phone: str,
    language: str,
    gender: Gender,
    actor: Actor,
    now: datetime,
) -> None:
    """Correct one's names, telephone, language and what one states as gender."""
    person.name, person.name_ar, person.phone = name, name_ar, phone
    person.language, person.gender = language, gender
    audit.record(actor=actor, action="accounts.change_details", obj=person, now=now)


def choose_language(*, actor: Actor, language: str, now: datetime) -> bool:
    """Remember the language for pages and letters; whether it changed."""
    person = queries.person(actor.id) if actor.id is not None else None
    if person is None or language not in LANGUAGES or person.language == language:
        return False
    person.language = language
    audit.record(actor=actor, action="accounts.choose_language", obj=person, now=now)
    return True
