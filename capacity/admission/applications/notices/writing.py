"""One letter to each person of an association, in the person's language."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.core import clock
from capacity.core.languages import Localized, locale_code
from capacity.core.outbox import letter
from capacity.people.associations.models import Association

ROOM = "admission/applications"


def correspondents(association_ids: Iterable[int]) -> dict[int, list[queries.Writer]]:
    """Who is written to for each association: the people who write for it on the site."""
    return queries.drafting_members(association_ids)


def moment_in(moment: datetime, language: str) -> str:
    """The moment on a Moroccan clock, in words of this language; letters freeze it as it was said."""
    forms = {"ar": "EEEE d MMMM y، HH:mm", "fr": "EEEE d MMMM y, H\u00a0'h'\u00a0mm"}
    form = forms.get(language, "EEEE d MMMM y, HH:mm")
    return str(format_datetime(clock.local(moment), form, locale=locale_code(language)))


def name_in(association: Association, language: str) -> str:
    return association.name_ar if language == "ar" else association.name_fr


def readers_of(
    application: Application, people: Sequence[queries.Writer], association: Association
) -> list[tuple[str, str, int | None]]:
    """(address, language, person) of who reads a letter about an application: the people of the association; without
    anybody, its address."""
    readers: list[tuple[str, str, int | None]] = [(one.email or "", one.language, one.id) for one in people]
    if not readers and association.email:
        readers = [(association.email, application.language, None)]
    return readers


def told(
    application: Application,
    association: Association,
    language: str,
    *,
    texts: Mapping[str, Localized] | None = None,
    moments: Mapping[str, datetime] | None = None,
    said: Callable[[str], dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """What a letter about an application says, as it is frozen in this language."""
    return {
        "application_id": application.id,
        "association": name_in(association, language),
        "title": application.call.title.text(language),
        "reference": application.call.reference,
        **{what: text.text(language) for what, text in (texts or {}).items()},
        **{what: moment_in(moment, language) for what, moment in (moments or {}).items()},
        **(said(language) if said is not None else {}),
    }


def write(
    name: str,
    application: Application,
    *,
    key: str,
    now: datetime,
    texts: dict[str, Localized] | None = None,
    moments: dict[str, datetime] | None = None,
    people: list[queries.Writer] | None = None,
    about: Any = None,
    to: Association | None = None,
    said: Callable[[str], dict[str, Any]] | None = None,
    is_first: bool = False,
    **plain: Any,
) -> int:
    """Write one letter to each person of the association, in the person's language; without anybody, to its address.

    ``said`` gives what is said otherwise in each language; the letter is about the application, and goes ``to`` its
    association, unless told otherwise. ``is_first``: as for ``letter``.
    """
    association = to or application.association
    if people is None:
        people = correspondents([association.id]).get(association.id, [])
    readers = readers_of(application, people, association)
    for address, language, person_id in readers:
        letter(
            f"{ROOM}/{name}",
            key=f"{key}:{person_id or address}",
            now=now,
            address=address,
            language=language,
            person_id=person_id,
            association_id=association.id,
            about=about or application,
            is_first=is_first,
            data={**told(application, association, language, texts=texts, moments=moments, said=said), **plain},
        )
    return len(readers)
