"""Every read of notes, of whom they call on, and of who follows which application."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import application
from capacity.admission.notes.models import Called, Charge, Note
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import AnySelect, db
from capacity.people.accounts.models import Person, RoleGrant

__all__ = [
    "application",
    "charges",
    "colleagues",
    "export_of",
    "note",
    "notes_count",
    "notes_of",
    "told_by_charge",
    "told_by_notes",
    "waiting_for",
    "with_charge",
    "with_notes",
]

MOST = 200
"""How many notes a page shows: the latest."""


def notes_of(application_id: int) -> list[Note]:
    """The notes on an application, the first one first, with whom they call on."""
    statement = (
        sa.select(Note)
        .where(Note.application_id == application_id)
        .options(joinedload(Note.author), selectinload(Note.called).joinedload(Called.person))
        .order_by(Note.id.desc())
        .limit(MOST)
    )
    return list(db.session.scalars(statement))[::-1]


def notes_count(application_id: int) -> int:
    """How many notes say something."""
    counted = sa.select(sa.func.count(Note.id)).where(Note.application_id == application_id)
    return db.session.scalar(counted.where(Note.taken_back_at.is_(None))) or 0


def note(note_id: int) -> Note | None:
    """A note with its application and whom it calls on."""
    statement = sa.select(Note).where(Note.id == note_id)
    return db.session.scalar(statement.options(joinedload(Note.application), selectinload(Note.called)))


def colleagues(region_codes: Iterable[str]) -> list[Person]:
    """The coordinators who reach all of these regions, by name."""
    wanted = set(region_codes)
    rows = db.session.execute(
        sa.select(Person, RoleGrant.region_code)
        .join(RoleGrant, RoleGrant.person_id == Person.id)
        .where(RoleGrant.role == Role.COORDINATOR, RoleGrant.ended_at.is_(None), Person.disabled_at.is_(None))
        .order_by(Person.name, Person.id)
    )
    reached: dict[Person, set[str | None]] = {}
    for person, code in rows:
        reached.setdefault(person, set()).add(code)
    return [person for person, codes in reached.items() if None in codes or wanted <= codes]


def charges(application_ids: Iterable[int]) -> dict[int, Charge]:
    """Who follows these applications."""
    statement = sa.select(Charge).where(Charge.application_id.in_(list(application_ids)))
    return {one.application_id: one for one in db.session.scalars(statement.options(joinedload(Charge.person)))}


def with_charge(statement: AnySelect, values: list[str], *, person_id: int | None) -> AnySelect:
    """Those that this person follows (``mine``), somebody else does (``others``), nobody does (``nobody``)."""
    of_row = sa.select(Charge.application_id).where(Charge.application_id == Application.id).correlate(Application)
    clauses = {
        "mine": of_row.where(Charge.person_id == person_id).exists(),
        "others": of_row.where(Charge.person_id != person_id).exists(),
        "nobody": ~of_row.exists(),
    }
    return statement.where(sa.or_(*(clauses[value] for value in values)))


def told_by_charge(statement: AnySelect, values: list[str], *, person_id: int | None) -> AnySelect:
    """The same, one after another as they were given into somebody's care."""
    clauses = {"mine": Charge.person_id == person_id, "others": Charge.person_id != person_id}
    if not set(values) <= set(clauses):
        return with_charge(statement, values, person_id=person_id)
    # From the charges: SQLite would rather ask each application for its own.
    told = "INDEXED BY ix_application_charges_person_id"
    joined = statement.join(Charge, Charge.application_id == Application.id).with_hint(Charge, told, "sqlite")
    return joined.where(sa.or_(*(clauses[value] for value in values)))


def with_notes(statement: AnySelect, values: list[str], *, person_id: int | None) -> AnySelect:
    """Those with notes (``any``), or with one that calls on this person and waits (``me``)."""
    of_row = sa.select(Note.id).where(Note.application_id == Application.id, Note.taken_back_at.is_(None))
    # Few at any time, and gathered once: asked of each row, SQLite may go through all of them for each.
    calls_me = (
        sa.select(Note.application_id)
        .join(Called, Called.note_id == Note.id)
        .where(Note.taken_back_at.is_(None), Called.person_id == person_id, Called.done_at.is_(None))
    )
    clauses = {"any": of_row.correlate(Application).exists(), "me": Application.id.in_(calls_me)}
    return statement.where(sa.or_(*(clauses[value] for value in values)))


def told_by_notes(statement: AnySelect, values: list[str], *, person_id: int | None) -> AnySelect:
    """The same, one after another as the first of their notes were written."""
    if "any" not in values:
        return with_notes(statement, values, person_id=person_id)
    before = aliased(Note)
    is_later = sa.exists().where(
        before.application_id == Note.application_id, before.id < Note.id, before.taken_back_at.is_(None)
    )
    # From the notes, as above.
    joined = statement.join(Note, Note.application_id == Application.id).with_hint(Note, "NOT INDEXED", "sqlite")
    return joined.where(Note.taken_back_at.is_(None), ~is_later)


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """For coordinators: the notes that call on them."""
    del now
    if not actor.has(Role.COORDINATOR):
        return []
    called = (
        waiting(
            "note.called",
            object_id=Note.application_id,
            label=sa.func.substr(Note.text, 1, 120),
            detail=sa.func.coalesce(Application.number, ""),
            due_at=Note.written_at,
        )
        .select_from(Called)
        .join(Note, Note.id == Called.note_id)
        .join(Application, Application.id == Note.application_id)
        .where(Called.person_id == actor.id, Called.done_at.is_(None), Note.taken_back_at.is_(None))
    )
    return [called]


def export_of(*, person: Person) -> dict[str, object]:
    """What the person wrote here, for their own copy."""
    rows = db.session.execute(
        sa.select(Note.text, Note.written_at, Application.number)
        .join(Application, Application.id == Note.application_id)
        .where(Note.author_id == person.id)
        .order_by(Note.id)
    )
    return {
        "notes": [
            {"application": row.number, "text": row.text, "at": row.written_at.isoformat()} for row in rows if row.text
        ]
    }
