"""The letters of a session: invitation, change, cancellation, confirmation of delegates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from babel.dates import format_date

from capacity.core import outbox
from capacity.core.db import db
from capacity.core.languages import locale_code
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.training.sessions import queries
from capacity.training.sessions.models import Enrolment, Session

ROOM = "training/sessions"


def days_words(first: date, last: date, language: str) -> str:
    """The first and the last day in words, once when they are the same."""
    words = [format_date(day, "EEEE d MMMM y", locale=locale_code(language)) for day in dict.fromkeys((first, last))]
    return " – ".join(words)


def _facts(session: Session, language: str) -> dict[str, Any]:
    return {
        "session_id": session.id,
        "module": session.module.name.text(language),
        "days": days_words(session.first_day, session.last_day, language),
        "venue": session.venue.name.text(language),
        "address": session.venue.address.text(language),
        "region": session.region.name.text(language),
        "access": session.venue.access_note.text(language),
        "per_association": session.delegates_per_association,
        "due": format_date(session.nominations_due_on, "EEEE d MMMM y", locale=locale_code(language))
        if session.nominations_due_on
        else "",
        "reason": session.reason,
    }


def to_association(
    template: str, association: Association, person: Person | None, *, key: str, about: Any, data: Any, now: datetime
) -> None:
    """One letter to the representative, or to the association's own address; ``data`` is asked in their language."""
    language = person.language if person is not None else "ar"
    address = (person.email if person is not None else "") or association.email
    if not address:
        return
    outbox.letter(
        template,
        key=key,
        now=now,
        address=address,
        language=language,
        person_id=person.id if person is not None else None,
        association_id=association.id,
        about=about,
        data={"name": association.name.text(language), **data(language)},
    )


def _to_invited(kind: str, session: Session, now: datetime) -> None:
    ids = db.session.scalars(queries.accepted_ids(session.phase_id, session.region_code)).all()
    known: set[int] = set()
    for association, person in queries.correspondents(ids):
        if association.id in known:
            continue
        known.add(association.id)
        to_association(
            f"{ROOM}/{kind}",
            association,
            person,
            key=f"session:{session.id}:{kind}:{session.sequence}:{association.id}",
            about=session,
            data=lambda language: _facts(session, language),
            now=now,
        )


def _to_trainers(kind: str, session: Session, now: datetime) -> None:
    for one in session.trainers:
        person = one.person
        if person.email:
            outbox.letter(
                f"{ROOM}/{kind}",
                key=f"session:{session.id}:{kind}:{session.sequence}:trainer:{person.id}",
                now=now,
                address=person.email,
                language=person.language,
                person_id=person.id,
                about=session,
                data={"name": name_for(person), **_facts(session, person.language)},
            )


def name_for(person: Person) -> str:
    """The person's name in the script of their language."""
    return person.name_ar if person.language == "ar" and person.name_ar else person.name


def invite(session: Session, *, now: datetime) -> None:
    """Accepted associations are asked for their delegates; trainers get the timetable."""
    _to_invited("invitation", session, now)
    _to_trainers("trainer", session, now)


def moved(session: Session, *, now: datetime) -> None:
    """Everybody hears of the new timetable."""
    outbox.supersede(session, now=now)
    _to_invited("moved", session, now)
    _to_trainers("moved", session, now)


def cancelled(session: Session, *, now: datetime) -> None:
    """Everybody hears that it will not take place, and why."""
    outbox.supersede(session, now=now)
    _to_invited("cancelled", session, now)
    _to_trainers("cancelled", session, now)


def confirmed(session: Session, enrolments: Sequence[Enrolment], *, now: datetime) -> None:
    """Each association reads which of its delegates have their seat."""
    by_association: dict[int, list[Enrolment]] = {}
    for enrolment in enrolments:
        by_association.setdefault(enrolment.delegate.association_id, []).append(enrolment)
    for association, person in queries.correspondents(by_association):
        own = by_association.pop(association.id, [])
        if not own:
            continue
        to_association(
            f"{ROOM}/confirmed",
            association,
            person,
            key=f"session:{session.id}:confirmed:{session.sequence}:{'-'.join(str(one.id) for one in own)}"[:200],
            about=session,
            data=lambda language, own=own: {
                **_facts(session, language),
                "delegates": [one.delegate.names.text(language) for one in own],
            },
            now=now,
        )
