"""What the desk writes of its own accord: reminders, and letters in its own words."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.notices.writing import correspondents, readers_of, told, write
from capacity.admission.applications.queries import desk_letters
from capacity.core import clock
from capacity.core.languages import LANGUAGES, Localized
from capacity.core.outbox import Letter


def reachable(applications: Sequence[Application]) -> set[int]:
    """Those of these applications whose association can be written to."""
    people = correspondents({one.association_id for one in applications})
    return {one.id for one in applications if people.get(one.association_id) or one.association.email}


def reminder_day(now: datetime) -> str:
    """The day that makes a reminder by the desk one letter, however often it is asked for."""
    return clock.local(now).date().isoformat()


def remind(applications: Sequence[Application], *, words: str, now: datetime) -> None:
    """The desk reminds those who are drafting: the closing, how far they are, and what it wishes to add."""
    people = correspondents({one.association_id for one in applications})
    for application in applications:
        write(
            "desk_reminder",
            application,
            key=f"{queries.REMINDER}:{reminder_day(now)}:{application.id}",
            now=now,
            moments={"closes": application.call.window(application.association_id).closes_at},
            people=people.get(application.association_id, []),
            percent=application.completeness,
            words=words,
        )


def letters_by_language(applications: Sequence[Application]) -> dict[str, list[Application]]:
    """The letters that there would be, one about each of these applications to each who reads it, by language."""
    people = correspondents({one.association_id for one in applications})
    found: dict[str, list[Application]] = {}
    for one in applications:
        for _address, code, _person in readers_of(one, people.get(one.association_id, []), one.association):
            found.setdefault(code, []).append(one)
    return {code: found[code] for code in LANGUAGES if code in found}


def letter_mark(subject: Localized, text: Localized) -> str:
    """By which a letter in the desk's own words is known: the same words about the same application are one letter."""
    return hashlib.sha256(json.dumps([dict(subject), dict(text)], sort_keys=True).encode()).hexdigest()[:24]


def desk_letter_in(language: str, application: Application, *, subject: Localized, text: Localized) -> Letter:
    """The letter about this application in one language, to be looked at; it is not written."""
    data = told(application, application.association, language, texts={"subject": subject, "text": text})
    return Letter(template=desk_letters.TEMPLATE, language=language, data=data)


def desk_letter(applications: Sequence[Application], *, subject: Localized, text: Localized, now: datetime) -> None:
    """What a coordinator writes to those who were chosen, in the words of each reader's language."""
    people, mark = correspondents({one.association_id for one in applications}), letter_mark(subject, text)
    for application in applications:
        write(
            "desk_letter",
            application,
            key=desk_letters.key_of(application.id, mark),
            now=now,
            people=people.get(application.association_id, []),
            texts={"subject": subject, "text": text},
        )
