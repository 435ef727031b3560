"""Which letter goes to whom: receipts, withdrawals, and what a call changes for those who answer it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.core import clock
from capacity.core.languages import Localized, locale_code
from capacity.core.outbox import letter
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association

ROOM = "admission/applications"
REMINDER = f"{ROOM}/reminder"


def correspondents(association_ids: Iterable[int]) -> dict[int, list[Person]]:
    """Who is written to for each association: the people who write for it on the site."""
    return queries.drafting_members(association_ids)


def moment_in(moment: datetime, language: str) -> str:
    """The moment on a Moroccan clock, in words of this language; letters freeze it as it was said."""
    forms = {"ar": "EEEE d MMMM y، HH:mm", "fr": "EEEE d MMMM y, H\u00a0'h'\u00a0mm"}
    form = forms.get(language, "EEEE d MMMM y, HH:mm")
    return str(format_datetime(clock.local(moment), form, locale=locale_code(language)))


def _names(association: Association, language: str) -> str:
    return association.name_ar if language == "ar" else association.name_fr


def write(
    name: str,
    application: Application,
    *,
    key: str,
    now: datetime,
    texts: dict[str, Localized] | None = None,
    moments: dict[str, datetime] | None = None,
    people: list[Person] | None = None,
    **plain: Any,
) -> int:
    """Write one letter to each person of the association, in the person's language; without anybody, to its address."""
    association = application.association
    if people is None:
        people = correspondents([association.id]).get(association.id, [])
    readers: list[tuple[str, str, int | None]] = [(one.email or "", one.language, one.id) for one in people]
    if not readers and association.email:
        readers = [(association.email, application.language, None)]
    for address, language, person_id in readers:
        letter(
            f"{ROOM}/{name}",
            key=f"{key}:{person_id or address}",
            now=now,
            address=address,
            language=language,
            person_id=person_id,
            association_id=association.id,
            about=application,
            data={
                "application_id": application.id,
                "association": _names(association, language),
                "title": application.call.title.text(language),
                "reference": application.call.reference,
                **{what: text.text(language) for what, text in (texts or {}).items()},
                **{what: moment_in(moment, language) for what, moment in (moments or {}).items()},
                **plain,
            },
        )
    return len(readers)


def receipt(application: Application, snapshot: Snapshot, *, now: datetime) -> None:
    """The application has arrived: number, time, fingerprint."""
    write(
        "receipt",
        application,
        key=f"{ROOM}/receipt:{snapshot.id}",
        now=now,
        moments={
            "received": snapshot.received_at,
            "closes": application.call.window(application.association_id).closes_at,
        },
        number=application.number,
        sha256=snapshot.sha256,
    )


def withdrawn(application: Application, *, now: datetime) -> None:
    """The application was withdrawn."""
    write(
        "withdrawn",
        application,
        key=f"{ROOM}/withdrawn:{application.id}",
        now=now,
        moments={"at": now},
        number=application.number or "",
    )


def reminder(application: Application, *, closes_at: datetime, hours: int, now: datetime, people: list[Person]) -> None:
    """The closing nears and the application was not sent; once for each closing and each nearness."""
    write(
        "reminder",
        application,
        key=f"{REMINDER}:{application.id}:{closes_at:%Y%m%dT%H%M%S}:{hours}",
        now=now,
        moments={"closes": closes_at},
        people=people,
        closing=closes_at.isoformat(),
        hours=hours,
        reopened=bool(application.snapshots),
    )
