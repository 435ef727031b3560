"""What the coordination reads: questions as they were asked, never by whom."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, load_only

from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.queries.desk import head_options
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import EnquiryState
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import db


def enquiry(enquiry_id: int) -> Enquiry | None:
    """A question with its call's window and regions."""
    return db.session.scalar(
        sa.select(Enquiry).where(Enquiry.id == enquiry_id).options(joinedload(Enquiry.call).options(*head_options()))
    )


def asked_rows(call_id: int) -> sa.Select[Enquiry]:
    """The questions of a call, to be narrowed and paged."""
    shown = (Enquiry.id, Enquiry.state, Enquiry.asked, Enquiry.language, Enquiry.asked_at, Enquiry.question)
    return sa.select(Enquiry).where(Enquiry.call_id == call_id).options(load_only(*shown, Enquiry.answered_at))


def waiting_count(call_id: int) -> int:
    """How many questions of a call wait for an answer."""
    return (
        db.session.scalar(
            sa.select(sa.func.count(Enquiry.id)).where(Enquiry.call_id == call_id, Enquiry.state == EnquiryState.ASKED)
        )
        or 0
    )


def waiting_of(call_id: int, association_id: int) -> int:
    """How many questions of one association wait for an answer."""
    statement = sa.select(sa.func.count(Enquiry.id)).where(
        Enquiry.call_id == call_id,
        Enquiry.association_id == association_id,
        Enquiry.state == EnquiryState.ASKED,
    )
    return db.session.scalar(statement) or 0


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """For coordinators: questions about calls of their regions that nobody has answered."""
    if not actor.has(Role.COORDINATOR):
        return []
    asked = (
        waiting(
            "enquiry.asked",
            object_id=Enquiry.id,
            label=sa.func.substr(Enquiry.asked, 1, 120),
            detail=Call.reference,
            due_at=Enquiry.asked_at,
        )
        .join(Call, Call.id == Enquiry.call_id)
        .where(Enquiry.state == EnquiryState.ASKED)
    )
    scope = actor.regions(Role.COORDINATOR)
    if scope is None:
        return [asked]
    mine = sa.select(CallRegion.call_id).where(CallRegion.region_code.in_(scope))
    return [asked.where(Enquiry.call_id.in_(mine))]
