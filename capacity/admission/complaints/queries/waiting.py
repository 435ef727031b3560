"""What waits in this room, and what an association has been through here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState, Verdict
from capacity.admission.review.queries import reach
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting

S = ComplaintState


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Drafts to file and questions to answer; complaints to give, to examine, to confirm."""
    found: list[sa.Select[Any]] = []
    if actor.association_ids:
        mine = Application.association_id.in_(actor.association_ids)
        found += [
            _complaints("complaint_draft", S.DRAFT).where(mine),
            _complaints("complaint_asked", S.ASKED, due_at=Complaint.answer_due_at).where(
                mine, Complaint.answer_due_at > now
            ),
        ]
    if actor.has(Role.COORDINATOR):
        found.append(_complaints("complaint_filed", S.FILED).where(reach(actor, Application.region_code)))
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE):
        overdue = sa.and_(Complaint.state == S.ASKED, Complaint.answer_due_at <= now)
        found += [
            _complaints("complaint_to_examine").where(
                Complaint.handler_id == (actor.id or 0), sa.or_(Complaint.state == S.HANDLING, overdue)
            ),
            _complaints("complaint_to_confirm", S.PROPOSED).where(Complaint.confirmer_id == (actor.id or 0)),
        ]
    return found


def _complaints(kind: str, *states: ComplaintState, due_at: Any = None) -> sa.Select[Any]:
    label = sa.func.coalesce(Complaint.number, Application.number)
    statement = (
        waiting(kind, object_id=Complaint.id, label=label, due_at=due_at)
        .select_from(Complaint)
        .join(Application, Application.id == Complaint.application_id)
    )
    return statement.where(Complaint.state.in_(states)) if states else statement


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """What the associations filed, and what was answered."""
    mine = list(association_ids)

    def lines(kind: str, moment: Any) -> sa.Select[Any]:
        return (
            waiting(kind, object_id=Complaint.id, label=Complaint.number, due_at=moment)
            .select_from(Complaint)
            .join(Application, Application.id == Complaint.application_id)
            .where(Application.association_id.in_(mine), moment.is_not(None))
        )

    decided = lines("complaint_answered", Complaint.decided_at)
    return [
        lines("complaint_lodged", Complaint.filed_at),
        decided.where(Complaint.verdict.not_in([Verdict.UPHELD, Verdict.PARTLY_UPHELD])),
        lines("complaint_upheld", Complaint.decided_at).where(
            Complaint.verdict.in_([Verdict.UPHELD, Verdict.PARTLY_UPHELD])
        ),
    ]
