"""A letter in the words of a call, with example values: no application stands behind it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from babel.dates import format_date
from babel.numbers import format_decimal

from capacity.admission.applications.notices import moment_in
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.rounds import queries
from capacity.admission.rounds.notices.letters import ANSWERED
from capacity.admission.rounds.queries import Wordings
from capacity.admission.rounds.states import LetterKind
from capacity.admission.rounds.states.wording import merged
from capacity.core import clock, facts, outbox
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language, locale_code
from capacity.people.accounts.models import Person

NUMBER, ANSWER_DAYS, POINTS, RANK = "2017-0042", 10, 71.25, 3
COMPLAINED_ABOUT = frozenset({LetterKind.RESERVE, LetterKind.NOT_SELECTED, LetterKind.CORRECTION})


def example(call: Call, kind: LetterKind, language: str, wordings: Wordings, *, now: datetime) -> dict[str, Any]:
    """What the letter is made of, for an association that does not exist."""
    subject, text = wordings.words(kind, language)
    with in_language(language):
        values = _values(call, language, now)
    complains = kind in COMPLAINED_ABOUT
    return {
        "kind": kind.value,
        "subject": " ".join(merged(subject, values).split()),
        "text": merged(text, values),
        "answer": kind in ANSWERED,
        "complain_until": Recourse.read(call.recourse).ends_at(now).isoformat() if complains else "",
        "association": values["association"],
        "number": values["number"],
        "call": values["call"],
        "application_id": 1,
    }


def _values(call: Call, language: str, now: datetime) -> dict[str, str]:
    place = call.regions[0] if call.regions else None
    today = clock.local(now).date()
    return {
        "association": _("Example association"),
        "number": NUMBER,
        "call": call.title.text(language),
        "region": facts.region(place.region_code).names.text(language) if place is not None else "",
        "seats": str(place.seats if place is not None else 0),
        "points": str(format_decimal(POINTS, "0.00", locale=locale_code(language))),
        "rank": str(RANK),
        "due": moment_in(now + timedelta(days=ANSWER_DAYS), language),
        "reasons": "- " + _("Here stand the reasons of each association."),
        "result": _("Your application is number %(rank)s on the reserve list.", rank=RANK),
        "reason": _("Here stands why the announcement is corrected."),
        "announced": format_date(today, "EEEE d MMMM y", locale=locale_code(language)),
    }


def write_example(call: Call, kind: LetterKind, language: str, person: Person, *, now: datetime) -> bool:
    """The example, to oneself and to nobody else; False without an address."""
    if not person.email:
        return False
    data = example(call, kind, language, queries.wordings_of(call.id), now=now)
    with in_language(language):
        data["subject"] = _("Test: %(subject)s", subject=data["subject"])
    outbox.letter(
        queries.WORDED,
        key=f"example:{call.id}:{kind.value}:{person.id}:{now.isoformat()}",
        now=now,
        address=person.email,
        language=language,
        data=data,
        person_id=person.id,
        about=call,
    )
    return True
