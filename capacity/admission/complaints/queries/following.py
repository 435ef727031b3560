"""What would follow from an answer now, and which complaints keep a round from being finished."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.complaints.models import Complaint, ComplaintTime
from capacity.admission.complaints.states import OPEN, ComplaintState, Subject
from capacity.admission.complaints.states.following import RESULTS_OUT, Case, Follows, follows
from capacity.admission.rounds import queries as rounds
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.queries import adding
from capacity.admission.rounds.states import OutcomeKind
from capacity.admission.rounds.states.remedies import Given
from capacity.core.db import db
from capacity.people.associations.models import Association


def follows_now(complaint: Complaint) -> Follows | None:
    """What follows if the answer proposed is confirmed now; None without an answer, or without a round."""
    application = complaint.application
    round_ = rounds.round_in(application.call_id, application.region_code)
    return follows_in(complaint, round_) if round_ is not None else None


def follows_in(complaint: Complaint, round_: Round) -> Follows | None:
    """The same, in its round; to act upon it, lock the round first."""
    if complaint.verdict is None:
        return None
    application, out = complaint.application, round_.state in RESULTS_OUT
    outcome = rounds.outcome_now(application.id) if out else None
    case = Case(
        complaint.subject,
        round_.state,
        withdrawn=application.state is ApplicationState.WITHDRAWN,
        selected=outcome is not None and outcome.kind is OutcomeKind.SELECTED,
        given=adding.given_now(round_, application) if out and complaint.seat_due else Given.PRIORITY,
    )
    return follows(complaint.verdict, case, seat_due=complaint.seat_due)


@dataclass(frozen=True, slots=True)
class Held:
    """What keeps a round from being finished: a complaint that is not answered, or, without one, the moment until which
    one can still be filed. ``endpoint`` is the page on which it is read."""

    number: str = ""
    association: object = ""
    state: ComplaintState | None = None
    until: datetime | None = None
    endpoint: str = ""
    complaint_id: int = 0


def holding(*, round_: Round, now: datetime) -> list[Held]:
    """Every complaint of the round's region that is filed and not answered; then the end of the time to file one."""
    here = sa.and_(Application.call_id == round_.call_id, Application.region_code == round_.region_code)
    rows = db.session.execute(
        sa.select(Complaint.id, Complaint.number, Complaint.state, Association)
        .join(Application, Application.id == Complaint.application_id)
        .join(Association, Association.id == Application.association_id)
        .where(here, Complaint.state.in_(OPEN))
        .order_by(Complaint.filed_at, Complaint.id)
    )
    found = [
        Held(number or "", association.name, state, None, "complaints.record", number_)
        for number_, number, state, association in rows
    ]
    until = _open_until(round_, here)
    return [*found, Held(until=until)] if until is not None and now <= until else found


def _open_until(round_: Round, here: Any) -> datetime | None:
    """Until when the last of those who may still complain in this region can do so."""
    recourse = Recourse.read(round_.call.recourse)
    told = _latest(
        sa.func.max(sa.func.coalesce(Outcome.corrected_at, Outcome.announced_at)), Subject.OUTCOME, here,
        Outcome.kind != OutcomeKind.SELECTED, Outcome.remedy.is_(None),
    )  # fmt: skip
    screened = _latest(
        sa.func.max(Application.eligibility_shown_at), Subject.SCREENING, here,
        Application.state == ApplicationState.INELIGIBLE, Outcome.id.is_(None),
    )  # fmt: skip
    later = _latest(sa.func.max(ComplaintTime.ends_at), None, here)
    ends = [recourse.ends_at(moment) for moment in (told, screened) if moment is not None]
    return max([*ends, *([later] if later is not None else [])], default=None)


def _latest(what: Any, subject: Subject | None, *where: Any) -> datetime | None:
    answered = sa.exists().where(Complaint.application_id == Application.id, Complaint.state == ComplaintState.DECIDED)
    if subject is not None:
        answered = answered.where(sa.or_(Complaint.subject == subject, Complaint.follows == Follows.PRIORITY))
    statement = sa.select(what).select_from(Application).outerjoin(Outcome, Outcome.application_id == Application.id)
    if subject is None:
        statement = statement.join(ComplaintTime, ComplaintTime.application_id == Application.id)
    standing = Application.state != ApplicationState.WITHDRAWN
    found: datetime | None = db.session.scalar(statement.where(*where, standing, ~answered))
    return found
