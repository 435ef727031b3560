"""Letters about questions and news of a call. Their links are signed when a letter leaves (``views.links``)."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from babel.dates import format_datetime

from capacity.admission.calls.models import Call
from capacity.admission.enquiries.models import Enquiry, Subscription
from capacity.admission.enquiries.queries import Reader
from capacity.core import clock
from capacity.core.languages import locale_code
from capacity.core.outbox import letter
from capacity.people.accounts.models import Person

ROOM = "admission/enquiries"
CONFIRM, NEWS = f"{ROOM}/confirm", f"{ROOM}/news"
_FORMS = {"ar": "EEEE d MMMM y، HH:mm", "fr": "EEEE d MMMM y, H\u00a0'h'\u00a0mm", "en": "EEEE d MMMM y, HH:mm"}


def moment_in(moment: datetime, language: str) -> str:
    """The moment on a Moroccan clock, in words of this language; letters freeze it as it was said."""
    return str(format_datetime(clock.local(moment), _FORMS[language], locale=locale_code(language)))


def _of_call(call: Call, language: str) -> dict[str, Any]:
    return {"reference": call.reference, "title": call.title.text(language)}


def _to_asker(name: str, enquiry: Enquiry, *, now: datetime, **more: Any) -> None:
    person: Person | None = enquiry.asked_by
    if person is None or person.email is None or person.disabled_at is not None:
        return
    letter(
        f"{ROOM}/{name}",
        key=f"{ROOM}/{name}:{enquiry.id}",
        now=now,
        address=person.email,
        language=person.language,
        person_id=person.id,
        about=enquiry,
        data={"asked": enquiry.asked, **_of_call(enquiry.call, person.language), **more},
    )


def answered(enquiry: Enquiry, *, now: datetime) -> None:
    """Whoever asked learns that the answer is public."""
    language = enquiry.asked_by.language if enquiry.asked_by else enquiry.language
    _to_asker("answered", enquiry, now=now, answer=enquiry.answer.text(language), enquiry_id=enquiry.id)


def dismissed(enquiry: Enquiry, *, now: datetime) -> None:
    """Whoever asked learns why there is no public answer."""
    _to_asker("dismissed", enquiry, now=now, reason=enquiry.dismissed_reason)


def confirm(subscription: Subscription, *, now: datetime) -> None:
    """The link by which an address is confirmed; one letter an hour at most."""
    letter(
        CONFIRM,
        key=f"{CONFIRM}:{subscription.id}:{subscription.asked_at:%Y%m%d%H%M%S%f}:{now:%Y%m%d%H}",
        now=now,
        address=subscription.email,
        language=subscription.language,
        about=subscription,
        data=_of_call(subscription.call, subscription.language),
    )


def news(call: Call, reader: Reader, *, kind: str, key: str, now: datetime, **told: Any) -> None:
    """One piece of news to one reader. ``kind`` is answers, addendum, extended, closing_corrected or cancelled."""
    letter(
        NEWS,
        key=f"{NEWS}:{kind}:{key}:{reader.subscription_id}",
        now=now,
        address=reader.email,
        language=reader.language,
        person_id=reader.person_id,
        about=call,
        data={"kind": kind, "subscription": reader.subscription_id, **_of_call(call, reader.language), **told},
    )
