"""Notes are written and taken back, calls are answered, applications put into somebody's care."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.notes import notices, queries
from capacity.admission.notes.models import Called, Charge, Note
from capacity.admission.notes.states import CALLED_MAX
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person


def write(
    application: Application,
    *,
    text: str,
    calls_on: Sequence[Person],
    request_id: str,
    actor: Actor,
    now: datetime,
) -> Note:
    """Write a note; the colleagues it calls on learn of it, and what called on its author here is done."""
    known = db.session.scalar(sa.select(Note).where(Note.request_id == request_id))
    if known is not None:
        return known
    if len(calls_on) > CALLED_MAX:
        raise RuleBroken(_l("A note calls on %(most)s colleagues at most.", most=CALLED_MAX), field="calls_on")
    note = Note(application=application, author_id=actor.id, request_id=request_id, text=text, written_at=now)
    note.called = [Called(person=person) for person in calls_on if person.id != actor.id]
    db.session.add(note)
    db.session.flush()
    _settle_all(application, actor, now)
    audit.record(actor=actor, action="notes.write", obj=application, now=now, after=str(note.id))
    for one in note.called:
        notices.called(note, one.person, by=_person(actor), now=now)
    return note


def _settle_all(application: Application, actor: Actor, now: datetime) -> None:
    here = sa.select(Note.id).where(Note.application_id == application.id)
    db.session.execute(
        sa.update(Called)
        .where(Called.note_id.in_(here), Called.person_id == actor.id, Called.done_at.is_(None))
        .values(done_at=now)
    )


def _person(actor: Actor) -> Person | None:
    return db.session.get(Person, actor.id) if actor.id is not None else None


def settle(note: Note, *, actor: Actor, now: datetime) -> None:
    """Whoever is called on says that it is done."""
    for one in note.called:
        if one.person_id == actor.id and one.done_at is None:
            one.done_at = now
            audit.record(actor=actor, action="notes.settle", obj=note.application, now=now, after=str(note.id))
    db.session.flush()


def take_back(note: Note, *, actor: Actor, now: datetime) -> None:
    """The author takes a note back: that there was one stays, what it said does not."""
    if note.taken_back_at is not None:
        return
    note.text, note.taken_back_at = "", now
    note.called = []
    audit.record(actor=actor, action="notes.take_back", obj=note.application, now=now, before=str(note.id))
    db.session.flush()


def put_in_charge(applications: Sequence[Application], person: Person | None, *, actor: Actor, now: datetime) -> int:
    """Put applications into somebody's care, or into nobody's; on how many that changed anything."""
    known = queries.charges([one.id for one in applications])
    wanted = person.id if person is not None else None
    new = [one for one in applications if (known[one.id].person_id if one.id in known else None) != wanted]
    for application in new:
        charge = known.get(application.id)
        before = str(charge.person_id) if charge is not None else None
        if person is None:
            db.session.delete(charge)
        elif charge is None:
            db.session.add(Charge(application_id=application.id, person=person, since=now))
        else:
            charge.person, charge.since = person, now
        after = str(wanted) if wanted else None
        audit.record(actor=actor, action="notes.put_in_charge", obj=application, now=now, before=before, after=after)
    db.session.flush()
    if person is not None and person.id != actor.id:
        notices.charged(new, person, by=_person(actor), now=now)
    return len(new)


def forget_notes(*, rows: Sequence[int], now: datetime) -> bool:
    """The desk's words about applications whose time is over are deleted."""
    del now
    about = sa.select(Note.id).where(Note.application_id.in_(rows))
    for gone in (
        sa.delete(Called).where(Called.note_id.in_(about)),
        sa.delete(Note).where(Note.application_id.in_(rows)),
        sa.delete(Charge).where(Charge.application_id.in_(rows)),
    ):
        db.session.execute(gone, execution_options={"synchronize_session": False})
    return True


def forget_person(*, person: Person, now: datetime) -> bool:
    """What the person wrote to colleagues is deleted."""
    del now
    written = sa.select(Note.id).where(Note.author_id == person.id)
    for gone in (
        sa.delete(Called).where(Called.note_id.in_(written)),
        sa.delete(Note).where(Note.author_id == person.id),
    ):
        db.session.execute(gone, execution_options={"synchronize_session": False})
    return True
