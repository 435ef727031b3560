"""Letters of this room: the result of the screening to each association, tasks and reminders to readers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.review.models import Panel, Screening
from capacity.core import contacts, outbox
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing

NAMED = 40
"""So many applications a letter names by their numbers; the others are counted."""


def correspondents(association_ids: Iterable[int]) -> dict[int, Person]:
    """Who is written to for each association: its representative, else the member who joined first."""
    found: dict[int, Person] = {}
    present = sa.func.coalesce(Association.merged_into_id, Association.id)
    rows = db.session.execute(
        sa.select(Association.id, Person)
        .join(Member, Member.association_id == present)
        .join(Person, Person.id == Member.person_id)
        .where(
            Association.id.in_(list(association_ids)),
            Member.ended_at.is_(None),
            Person.email.is_not(None),
            Person.disabled_at.is_(None),
        )
        .order_by(sa.case((Member.standing == Standing.REPRESENTATIVE, 0), else_=1), Member.id)
    )
    for association_id, person in rows:
        found.setdefault(association_id, person)
    return found


def write_to_association(
    template: str,
    application: Application,
    person: Person | None,
    *,
    key: str,
    data: Mapping[str, Any],
    about: Any,
    now: datetime,
) -> None:
    """One letter about one application, in its reader’s language; to the association itself when it has no reader."""
    address = person.email if person is not None and person.email else application.association.email
    if not address:
        return
    language = person.language if person is not None else application.language
    outbox.letter(
        template,
        key=key,
        now=now,
        address=address,
        language=language,
        data={
            "association": application.association.name.text(language),
            "number": application.number,
            "call": application.call.title.text(language),
            "application_id": application.id,
            **data,
        },
        person_id=person.id if person is not None else None,
        association_id=application.association_id,
        about=about,
    )


def write_screening(panel: Panel, found: Iterable[tuple[Application, Screening]], *, now: datetime) -> None:
    """To every applicant of the region its own result, as it was kept at the announcement."""
    results = list(found)
    people = correspondents(application.association_id for application, _screening in results)
    for application, screening in results:
        person = people.get(application.association_id)
        language = person.language if person is not None else application.language
        told = _told(screening, panel.region_code, language)
        write_to_association(
            "admission/review/screening",
            application,
            person,
            key=f"screening:{application.id}",
            data={"region": panel.region_code, **told},
            about=application,
            now=now,
        )


def _told(screening: Screening, region_code: str, language: str) -> dict[str, Any]:
    told = screening.told or {}
    joint = "\u00a0: " if language == "fr" else ": "
    contact = contact_of(region_code)
    return {
        "reasons": [Localized(one["text"]).text(language) for one in told.get("reasons", ())],
        "documents": [
            Localized(one["label"]).text(language)
            + joint
            + " ".join(part for part in (Localized(one["text"]).text(language), one["words"]) if part)
            for one in told.get("documents", ())
        ],
        "note": told.get("note", ""),
        "until": told.get("until", ""),
        "contact": _signed(contact, language) if contact else {},
    }


def _signed(contact: Mapping[str, Any], language: str) -> dict[str, str]:
    """A contact in a letter of this language; a telephone number is read from the left in each."""
    phone = f"\u2066{contact['phone']}\u2069" if language == "ar" else contact["phone"]
    return {"name": contact["name_ar" if language == "ar" else "name_fr"], "email": contact["email"], "phone": phone}


def contact_of(region_code: str) -> dict[str, Any]:
    """Whom the associations of a region write to or call."""
    return contacts.contact_of(region_code)


def write_to_readers(panel: Panel, counts: Mapping[int, int], *, now: datetime) -> None:
    """To every reader: how many applications wait, and until when."""
    _write_to_readers("readings", panel, counts, key="", now=now)


def remind_readers(panel: Panel, counts: Mapping[int, int], *, now: datetime) -> None:
    """To every reader who still owes marks: how many readings, and until when."""
    _write_to_readers("marks_due", panel, counts, key=_day(panel), now=now)


def _day(panel: Panel) -> str:
    return f":{panel.scores_due_at:%Y%m%dT%H%M%S}" if panel.scores_due_at else ""


def _write_to_readers(template: str, panel: Panel, counts: Mapping[int, int], *, key: str, now: datetime) -> None:
    people = {member.person_id: member.person for member in panel.members}
    for person_id, count in counts.items():
        if person_id in people:
            _write(template, panel, people[person_id], {"count": count}, key=key, now=now)


def ask_one_more(panel: Panel, application: Application, reader_id: int, *, now: datetime) -> None:
    """To who reads an application as one reader more: it waits, and until when."""
    _tell_which(panel, [application], reader_id, key=f":{application.id}", now=now)


def tell_given(panel: Panel, applications: Sequence[Application], reader_id: int, *, now: datetime) -> None:
    """To who was given these while the readings are under way: one letter for all of them, which says which."""
    _tell_which(panel, applications, reader_id, key=f":given:{now:%Y%m%dT%H%M%S%f}", now=now)


def _tell_which(panel: Panel, applications: Sequence[Application], reader_id: int, *, key: str, now: datetime) -> None:
    reader = next((member.person for member in panel.members if member.person_id == reader_id), None)
    if reader is None:
        return
    joint = "، " if reader.language == "ar" else ", "
    told = sorted(one.number or "" for one in applications)[:NAMED]
    which = joint.join(f"\u2066{number}\u2069" if reader.language == "ar" else number for number in told)
    data = {"count": len(applications), "which": which, "others": max(0, len(applications) - NAMED)}
    _write("readings", panel, reader, data, key=key, now=now)


def tell_who_is_late(panel: Panel, counts: Mapping[int, int], *, now: datetime) -> None:
    """To the chair and the coordinators of the region: each late reader with the number of readings they owe."""
    people = {member.person_id: member.person for member in panel.members}
    told = {one.id: one for one in [*coordinators_of(panel.region_code), *([panel.chair] if panel.chair else [])]}
    for person in told.values():
        late = [[people[reader].called(person.language), count] for reader, count in counts.items() if reader in people]
        _write("marks_late", panel, person, {"late": late, "count": len(late)}, key=_day(panel), now=now)


def tell_deputy(panel: Panel, *, now: datetime) -> None:
    """To the deputy chair: what it is to be one."""
    if panel.deputy is not None:
        _write("deputy", panel, panel.deputy, {}, key=f":{now:%Y%m%dT%H%M%S}", now=now)


def tell_who_presides(panel: Panel, person_id: int, *, now: datetime) -> None:
    """Once the chair has stepped back: to the deputy, who presides from then on; to the coordinators, who have to name
    one, where there is none. Which application it was is told to neither."""
    if panel.chair is None or panel.chair.id != person_id:
        return
    template, told = ("presides", [panel.deputy]) if panel.deputy else ("no_deputy", coordinators_of(panel.region_code))
    for person in told:
        _write(template, panel, person, {}, key="", now=now)


def tell_handed_over(panel: Panel, *, now: datetime) -> None:
    """To the deputy, who presides from now on because the chair cannot come."""
    if panel.deputy is not None:
        _write("handed_over", panel, panel.deputy, {}, key=f":{now:%Y%m%dT%H%M%S}", now=now)


def _write(template: str, panel: Panel, person: Person, data: Mapping[str, Any], *, key: str, now: datetime) -> None:
    if not person.email:
        return
    outbox.letter(
        f"admission/review/{template}",
        key=f"{template}:{panel.id}:{person.id}{key}",
        now=now,
        address=person.email,
        language=person.language,
        data={
            "name": person.called(person.language),
            "region": panel.region.name.text(person.language),
            "due": panel.scores_due_at.isoformat() if panel.scores_due_at else "",
            "panel_id": panel.id,
            **data,
        },
        person_id=person.id,
        about=panel,
    )


def coordinators_of(region_code: str) -> Sequence[Person]:
    """Who coordinates this region, alone or with the others."""
    grants = sa.select(RoleGrant.person_id).where(
        RoleGrant.role == Role.COORDINATOR,
        RoleGrant.ended_at.is_(None),
        sa.or_(RoleGrant.region_code.is_(None), RoleGrant.region_code == region_code),
    )
    statement = sa.select(Person).where(Person.id.in_(grants), Person.disabled_at.is_(None), Person.email.is_not(None))
    return db.session.scalars(statement.order_by(Person.id)).all()
