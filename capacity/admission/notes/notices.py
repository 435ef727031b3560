"""Letters between colleagues: that a note calls on somebody, that applications are theirs to follow."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.notes.models import Note
from capacity.core.outbox import letter
from capacity.people.accounts.models import Person

ROOM = "admission/notes"


def _name(person: Person | None, language: str) -> str:
    return person.called(language) if person is not None else ""


def called(note: Note, person: Person, *, by: Person | None, now: datetime) -> None:
    """A note calls on somebody. What it says is read on the site, not in a mailbox."""
    seat = note.application.association
    if person.email is None:
        return
    letter(
        f"{ROOM}/called",
        key=f"{ROOM}/called:{note.id}:{person.id}",
        now=now,
        address=person.email,
        language=person.language,
        person_id=person.id,
        about=note.application,
        data={
            "by": _name(by, person.language),
            "number": note.application.number or note.application.call.reference,
            "association": seat.name.text(person.language),
            "application_id": note.application_id,
        },
    )


def charged(applications: Sequence[Application], person: Person, *, by: Person | None, now: datetime) -> None:
    """Somebody else gave applications into their care: one letter for all of them."""
    if person.email is None or not applications:
        return
    letter(
        f"{ROOM}/charged",
        key=f"{ROOM}/charged:{person.id}:{now:%Y%m%dT%H%M%S%f}",
        now=now,
        address=person.email,
        language=person.language,
        person_id=person.id,
        about=applications[0],
        data={"by": _name(by, person.language), "count": len(applications)},
    )
