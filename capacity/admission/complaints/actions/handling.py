"""A complaint is given to somebody who took no part, who may ask one question back."""

from __future__ import annotations

from datetime import datetime, timedelta

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.recourse import end_of
from capacity.admission.complaints import notices, queries
from capacity.admission.complaints.models import Complaint, ComplaintTime
from capacity.admission.complaints.states import ANSWER, ASK, ASSIGN, BEING_HANDLED, ComplaintState
from capacity.admission.complaints.states.taking_part import may_handle
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

ANSWER_DAYS = range(2, 31)
TIME_MAX = timedelta(days=60)
TOOK_PART = _l("This person took part in the decision: choose somebody else.")


def assign(complaint: Complaint, *, handler_id: int, confirmer_id: int, actor: Actor, now: datetime) -> None:
    """Name who examines it and who confirms the answer; refused for anybody who took part, and for one person as both.

    Asked again it hands the complaint over to others; an answer that is proposed waits for the new second person.
    """
    mine = queries.locked(complaint.id)
    if mine.state is not ComplaintState.FILED and mine.state not in BEING_HANDLED:
        raise IllegalMove(obj=mine, move="assign", current=mine.state)
    if mine.state is ComplaintState.PROPOSED and handler_id != mine.handler_id:
        raise RuleBroken(_l("The answer is proposed already: only who confirms it can change."), field="handler")
    _refuse_who_may_not(mine, handler_id, confirmer_id)
    before = (mine.handler_id, mine.confirmer_id)
    mine.handler_id, mine.confirmer_id, mine.assigned_at = handler_id, confirmer_id, now
    if mine.state is ComplaintState.FILED:
        move(mine, ASSIGN, actor=actor, now=now)
    else:
        audit.record(actor=actor, action="complaints.hand_over", obj=mine, now=now, before=before[0], after=handler_id)
    db.session.flush()
    db.session.refresh(mine, ["handler", "confirmer"])
    if before[0] != handler_id:
        notices.to_staff("to_examine", mine, mine.handler, key=now.isoformat(timespec="minutes"), now=now)
    if before[1] != confirmer_id and mine.state is ComplaintState.PROPOSED:
        notices.to_staff("to_confirm", mine, mine.confirmer, key=now.isoformat(timespec="minutes"), now=now)


def _refuse_who_may_not(complaint: Complaint, handler_id: int, confirmer_id: int) -> None:
    known, people = queries.who_took_part(complaint.application), {one.person.id: one for one in queries.candidates()}
    for field, person_id in (("handler", handler_id), ("confirmer", confirmer_id)):
        if person_id not in people:
            raise RuleBroken(_l("Choose a person from the list."), field=field)
        if not may_handle(person_id, known):
            raise RuleBroken(TOOK_PART, field=field)
    if not people[confirmer_id].by_role_confirms:
        raise RuleBroken(_l("A coordinator, an administrator or a chair confirms the answer."), field="confirmer")
    if handler_id == confirmer_id:
        raise RuleBroken(_l("Two different people: one examines, the other confirms."), field="confirmer")


def ask(complaint: Complaint, *, question: str, days: int, actor: Actor, now: datetime) -> None:
    """Ask the association back, once, with a day until which the answer counts."""
    mine = queries.locked(complaint.id)
    still_independent(mine, actor.id)
    if mine.asked_at is not None:
        raise RuleBroken(_l("The association was asked already: one question is asked."))
    if days not in ANSWER_DAYS:
        raise RuleBroken(_l("Give between 2 and 30 days."), field="days")
    mine.question, mine.asked_at, mine.answer_due_at = question, now, end_of(now, days)
    move(mine, ASK, actor=actor, now=now)
    db.session.flush()
    notices.question(mine, now=now)


def still_independent(complaint: Complaint, person_id: int | None) -> None:
    """Refuse whoever came to take part after the complaint was given to them."""
    if not may_handle(person_id, queries.who_took_part(complaint.application)):
        raise RuleBroken(_l("You took part in the decision: somebody else has to handle this complaint."))


def answer(complaint: Complaint, *, text: str, actor: Actor, now: datetime) -> None:
    """The association answers; ``now`` is when the server received it."""
    mine = queries.locked(complaint.id)
    if mine.state is ComplaintState.ASKED and mine.answer_due_at is not None and now > mine.answer_due_at:
        raise RuleBroken(_l("The time to answer is over: the complaint is examined as you filed it."))
    move(mine, ANSWER, actor=actor, now=now)
    mine.answer, mine.answered_at = text, now
    db.session.flush()


def give_time(
    application: Application, *, ends_at: datetime, reason: str, actor: Actor, now: datetime
) -> ComplaintTime:
    """Give one association more time to complain, because its letter came late or not at all."""
    if ends_at <= now:
        raise RuleBroken(_l("Choose a moment to come."), field="ends_at")
    if ends_at > now + TIME_MAX:
        raise RuleBroken(_l("Sixty days at most."), field="ends_at")
    standing = queries.standing_of(application.id)
    if standing is None or standing.window is None or standing.answered:
        raise RuleBroken(_l("There is no decision about this application that could be complained about."))
    given = ComplaintTime(application_id=application.id, ends_at=ends_at, given_at=now, given_by_id=actor.id)
    db.session.add(given)
    db.session.flush()
    audit.record(actor=actor, action="complaints.give_time", obj=given, now=now, reason=reason)
    return given
