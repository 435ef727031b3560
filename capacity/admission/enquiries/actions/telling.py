"""Subscribers are told of a call's news: answers hour by hour, addenda, more time, cancellation.

The events come through the outbox, at least once; a letter's key makes it one letter. Whoever is written to as an
applicant anyway is not written to twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.calls.models import Addendum, Call, Extension
from capacity.admission.calls.queries import call_head
from capacity.admission.enquiries import notices, queries
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import SLOT
from capacity.core import clock
from capacity.core.db import db
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work


@handles("call.answers")
def tell_answers(payload: Mapping[str, Any]) -> None:
    """The answers and corrections of one hour, in one letter."""
    slot = datetime.fromisoformat(payload["slot"])
    with unit_of_work():
        call = call_head(payload["call"])
        answers = queries.answered_between(payload["call"], slot, slot + SLOT)
        if call is None or not answers:
            return
        for reader in queries.readers(call.id):
            told = [_said(one, reader.language, slot) for one in answers]
            key = f"{call.id}:{slot:%Y%m%d%H}"
            notices.news(call, reader, kind="answers", key=key, now=clock.now(), answers=told)


def _said(enquiry: Enquiry, language: str, slot: datetime) -> dict[str, str]:
    corrected = enquiry.corrected_at is not None and slot <= enquiry.corrected_at < slot + SLOT
    return {
        "question": enquiry.question.text(language),
        "answer": enquiry.answer.text(language),
        "correction": enquiry.correction.text(language) if corrected else "",
    }


@handles("call.addendum")
def tell_addendum(payload: Mapping[str, Any]) -> None:
    """The addendum."""
    with unit_of_work():
        addendum = db.session.get_one(Addendum, payload["addendum"])
        call = db.session.get_one(Call, payload["call"])
        for reader in queries.readers_beside_applicants(call):
            text = addendum.text.text(reader.language)
            notices.news(call, reader, kind="addendum", key=str(addendum.id), now=clock.now(), text=text)


@handles("call.extended")
def tell_extension(payload: Mapping[str, Any]) -> None:
    """The new closing, when it is everybody's: more time for one association is its own affair."""
    with unit_of_work():
        extension = db.session.get_one(Extension, payload["extension"])
        call = db.session.get_one(Call, payload["call"])
        if extension.association_id is not None:
            return
        for reader in queries.readers_beside_applicants(call):
            closes = notices.moment_in(extension.closes_at, reader.language)
            notices.news(call, reader, kind="extended", key=str(extension.id), now=clock.now(), closes=closes)


@handles("call.extension_corrected")
def tell_correction(payload: Mapping[str, Any]) -> None:
    """The closing that holds instead of the one that was told, when it is everybody's."""
    with unit_of_work():
        extension = db.session.get_one(Extension, payload["extension"])
        call = db.session.get_one(Call, payload["call"])
        closes_at, was = call.window().closes_at, datetime.fromisoformat(payload["was"])
        if extension.association_id is not None or closes_at >= was:
            return
        for reader in queries.readers_beside_applicants(call):
            moments = {
                what: notices.moment_in(one, reader.language) for what, one in (("closes", closes_at), ("was", was))
            }
            key = f"{extension.id}:{closes_at.isoformat()}"
            notices.news(call, reader, kind="closing_corrected", key=key, now=clock.now(), **moments)


@handles("call.cancelled")
def tell_cancellation(payload: Mapping[str, Any]) -> None:
    """The call will not take place, and why."""
    with unit_of_work():
        call = db.session.get_one(Call, payload["call"])
        for reader in queries.readers_beside_applicants(call, sent=True):
            reason = call.cancelled_reason.text(reader.language)
            notices.news(call, reader, kind="cancelled", key=str(call.id), now=clock.now(), reason=reason)
