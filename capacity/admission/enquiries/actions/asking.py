"""An association asks about a call."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import queries
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.queries.answers import KIND
from capacity.admission.enquiries.states import MOST_WAITING, TAKES_QUESTIONS
from capacity.core import audit, search
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def known(request_id: str) -> Enquiry | None:
    """The question that this page sent already."""
    return db.session.scalar(sa.select(Enquiry).where(Enquiry.request_id == request_id))


def ask(
    call: Call, *, text: str, language: str, association_id: int, request_id: str, actor: Actor, now: datetime
) -> Enquiry:
    """Ask the coordination; sent again from the same page, it is the same question."""
    before = known(request_id)
    if before is not None and before.asked_by_id == actor.id:
        return before
    if before is not None or not 8 <= len(request_id) <= 64:
        raise RuleBroken(_l("The page was open for too long. Reload it and send it again."))
    if call.status(now) not in TAKES_QUESTIONS:
        raise RuleBroken(_l("This call is closed: questions are no longer taken."))
    if queries.waiting_of(call.id, association_id) >= MOST_WAITING:
        raise RuleBroken(
            _l(
                "%(most)s questions of your association wait for an answer. Ask when they have one.",
                most=MOST_WAITING,
            )
        )
    enquiry = Enquiry(
        call_id=call.id,
        request_id=request_id,
        asked=text,
        language=language,
        asked_at=now,
        asked_by_id=actor.id,
        association_id=association_id,
    )
    db.session.add(enquiry)
    db.session.flush()
    audit.record(actor=actor, action="enquiries.ask", obj=enquiry, now=now)
    search.index(db.session(), KIND, enquiry.id, [text])
    return enquiry
