"""A question is answered once, in public and without the name of who asked; an answer is corrected visibly."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import notices
from capacity.admission.enquiries.actions.asking import known
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.queries.answers import KIND
from capacity.admission.enquiries.states import ANSWER, DISMISS, EnquiryState, names_somebody, slot_of, told_at
from capacity.core import audit, search
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move


class AnsweredAlready(RuleBroken):
    """Somebody else of the coordination was quicker; theirs is the answer."""

    def __init__(self) -> None:
        super().__init__(
            _l("Somebody else dealt with this question meanwhile. What you wrote was not published; it stands below.")
        )


def answer(enquiry: Enquiry, *, question: Localized, text: Localized, actor: Actor, now: datetime) -> None:
    """Publish the answer with the question as everybody will read it. Raises AnsweredAlready when it has one."""
    if enquiry.state is not EnquiryState.ASKED:
        raise AnsweredAlready
    _publishable(enquiry, question=question, text=text)
    move(enquiry, ANSWER, actor=actor, now=now)
    enquiry.question, enquiry.answer = question, text
    enquiry.answered_at, enquiry.answered_by_id = now, actor.id
    db.session.flush()
    _let_find(enquiry)
    notices.answered(enquiry, now=now)
    _tell(enquiry.call_id, now)


def put(
    call: Call, *, question: Localized, text: Localized, language: str, request_id: str, actor: Actor, now: datetime
) -> Enquiry:
    """Publish an answer to a question that was asked elsewhere, on the telephone for instance."""
    before = known(request_id)
    if before is not None and before.answered_by_id == actor.id:
        return before
    enquiry = Enquiry(call_id=call.id, request_id=request_id, language=language, asked_at=now)
    _publishable(enquiry, question=question, text=text)
    if not 8 <= len(request_id) <= 64:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    db.session.add(enquiry)
    db.session.flush()
    move(enquiry, ANSWER, actor=actor, now=now)
    enquiry.question, enquiry.answer = question, text
    enquiry.answered_at, enquiry.answered_by_id = now, actor.id
    db.session.flush()
    _let_find(enquiry)
    _tell(call.id, now)
    return enquiry


def _publishable(enquiry: Enquiry, *, question: Localized, text: Localized) -> None:
    """In the three languages, and without a name by which whoever asked would be recognised."""
    if question.missing:
        raise RuleBroken(_l("Write the question in the three languages."), field="question")
    if text.missing:
        raise RuleBroken(_l("Write the answer in the three languages."), field="text")
    association, person = enquiry.association, enquiry.asked_by
    names = [association.name_fr, association.name_ar] if association is not None else []
    names += [person.name, person.name_ar] if person is not None else []
    for field, words in (("question", question), ("text", text)):
        if names_somebody(words.values(), names):
            raise RuleBroken(_l("This text names who asked. Say it without the name: everybody reads it."), field=field)


def _let_find(enquiry: Enquiry) -> None:
    """Only what is public is searched from now on."""
    texts = [*enquiry.question.values(), *enquiry.answer.values(), *enquiry.correction.values()]
    search.index(db.session(), KIND, enquiry.id, texts)


def _tell(call_id: int, now: datetime) -> None:
    """All answers of an hour go into one letter."""
    slot = slot_of(now)
    payload = {"call": call_id, "slot": slot.isoformat()}
    post("call.answers", payload, key=f"call.answers:{call_id}:{slot:%Y%m%d%H}", now=now, run_at=told_at(slot))


def dismiss(enquiry: Enquiry, *, reason: str, actor: Actor, now: datetime) -> None:
    """Answer whoever asked alone: the question is answered already, or concerns nobody else."""
    if enquiry.state is not EnquiryState.ASKED:
        raise AnsweredAlready
    move(enquiry, DISMISS, actor=actor, now=now, reason=reason)
    enquiry.dismissed_reason = reason
    db.session.flush()
    search.remove(db.session(), KIND, enquiry.id)
    notices.dismissed(enquiry, now=now)


def correct(enquiry: Enquiry, *, text: Localized, actor: Actor, now: datetime) -> None:
    """Put a dated correction under an answer, which stays as it is; once."""
    if enquiry.state is not EnquiryState.ANSWERED:
        raise RuleBroken(_l("Only an answer can be corrected."))
    if enquiry.corrected_at is not None:
        raise RuleBroken(_l("This answer has a correction already. Publish an addendum to the call instead."))
    if text.missing:
        raise RuleBroken(_l("Write the correction in the three languages."), field="text")
    enquiry.correction, enquiry.corrected_at = text, now
    audit.record(actor=actor, action="enquiries.correct", obj=enquiry, now=now)
    db.session.flush()
    _let_find(enquiry)
    _tell(enquiry.call_id, now)
