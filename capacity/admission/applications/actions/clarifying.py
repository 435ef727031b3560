"""The coordination asks about what was sent, gives more time, takes its request back; what lapses is recorded."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from capacity.admission.applications import notices, queries
from capacity.admission.applications.models import Application, Clarification, ClarificationItem
from capacity.admission.applications.states import (
    REQUEST_CLARIFICATION,
    RETURN_UNANSWERED,
    RETURN_UNASKED,
    ApplicationState,
)
from capacity.admission.applications.states.clarifying import (
    CLARIFY_DAYS_MAX,
    FALL_AWAY,
    LAPSE,
    POINTS_MAX,
    REMIND_BEFORE,
    TAKE_BACK,
    WHY_MAX,
    Point,
    PointKind,
    letter_to_write,
    next_letter_day,
)
from capacity.admission.calls.states import CallState
from capacity.core import audit, clock, outbox
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move

TELL = "clarification.tell"
LAPSES = "clarification.lapse"
REQUESTED = "application.clarification_requested"
DECIDES = _l("Other questions wait for this answer: it cannot change any more, and cannot be asked about.")
IN_FLIGHT = timedelta(minutes=10)
"""The lapse is recorded so much after the due date; an answer received in time wins even later."""


def why_not_ask(application: Application, now: datetime) -> Any:
    """Why nothing can be asked about this application now, in a sentence; None when it can."""
    if application.state is ApplicationState.CLARIFICATION_REQUESTED:
        due = application.clarification_due_at
        return None if due is not None and now > due else _l("An answer is awaited already.")
    if application.eligibility_shown_at is not None:
        return _l("The screening has been announced.")
    if application.state is not ApplicationState.SUBMITTED:
        return _l("Only what was sent can be asked about.")
    if application.call.state is not CallState.PUBLISHED:
        return _l("The call was cancelled or archived.")
    if application.accepts(now):
        return _l("The call is still open: the association can change its application by itself.")
    return None


def request_clarification(
    application: Application,
    points: Sequence[Point],
    *,
    due_at: datetime,
    note: str = "",
    request_id: str = "",
    actor: Actor,
    now: datetime,
) -> Clarification:
    """Ask about questions and documents of what was sent, each with its reason, to be answered until ``due_at``.

    A request that was made already (same ``request_id``) is answered again and changes nothing. Raises RuleBroken with
    the reason when nothing can be asked, or something is wrong with the points or the due date.
    """
    known = queries.request_of(request_id) if request_id else None
    if known is not None:
        return known
    mine = queries.locked(application.id)
    known = queries.request_of(request_id) if request_id else None
    if known is not None:
        return known
    settle(mine, now=now)
    refusal = why_not_ask(mine, now)
    if refusal is not None:
        raise RuleBroken(refusal)
    _check_due(due_at, now)
    made = Clarification(
        application_id=mine.id,
        request_id=request_id or secrets.token_hex(16),
        note=note,
        asked_at=now,
        asked_by_id=actor.id,
        due_at=due_at,
        items=_items(mine, points),
    )
    db.session.add(made)
    move(mine, REQUEST_CLARIFICATION, actor=actor, now=now)
    mine.clarification_due_at = due_at
    db.session.flush()
    asked = {"application": mine.id, "asked_at": now.isoformat()}
    post(REQUESTED, asked, key=f"{REQUESTED}:{made.id}", now=now)
    _announce(made, now)
    return made


def _check_due(due_at: datetime, now: datetime) -> None:
    if due_at < now + timedelta(hours=24):
        raise RuleBroken(_l("Give at least one whole day to answer."), field="due_on")
    if due_at > now + timedelta(days=CLARIFY_DAYS_MAX + 1):
        raise RuleBroken(_l("Give at most %(days)s days to answer.", days=CLARIFY_DAYS_MAX), field="due_on")


def _items(application: Application, points: Sequence[Point]) -> list[ClarificationItem]:
    questions, papers = queries.askable_of(application)
    answers, files = queries.answers_now(application.id), queries.files_now(application.id)
    reasons = queries.clarification_reasons()
    if not points:
        raise RuleBroken(_l("Say why beside at least one question or document."))
    if len(points) > POINTS_MAX:
        raise RuleBroken(_l("Ask about %(most)s things at most.", most=POINTS_MAX))
    items: dict[tuple[PointKind, str], ClarificationItem] = {}
    for place, point in enumerate(points):
        if not (point.why.strip() or point.reason in reasons) or len(point.why) > WHY_MAX:
            raise RuleBroken(_l("Say why, for each thing that you ask about."))
        item = ClarificationItem(position=place, reason=point.reason, why=point.why.strip(), keeps_earlier=False)
        if point.kind is PointKind.QUESTION and point.key in questions:
            item.question = questions[point.key]
            item.before = answers.get(item.question.id)
        elif point.kind is PointKind.DOCUMENT and point.key in papers:
            item.document = papers[point.key]
            item.before = files.get(item.document.id, [])
        elif point.kind is PointKind.QUESTION and point.key in queries.deciding_of(application):
            raise RuleBroken(DECIDES)
        else:
            raise RuleBroken(_l("This question is not part of the call."))
        items.setdefault((point.kind, point.key), item)
    return list(items.values())


def _announce(clarification: Clarification, now: datetime) -> None:
    """Tell the association now (or tomorrow, if it was told something today), remind it, and record the lapse."""
    due = clarification.due_at
    mark = f"{clarification.id}:{due.isoformat()}"
    tell, lapse = {"application": clarification.application_id}, {"clarification": clarification.id}
    post(TELL, tell, key=f"{TELL}:{mark}", now=now)
    if due - REMIND_BEFORE >= now + timedelta(days=1):
        post(TELL, tell, key=f"{TELL}:{mark}:remind", now=now, run_at=due - REMIND_BEFORE)
    post(LAPSES, lapse, key=f"{LAPSES}:{mark}", now=now, run_at=due + IN_FLIGHT)


def give_more_time(application: Application, *, due_at: datetime, actor: Actor, now: datetime) -> Clarification:
    """Move the due date of the request that is awaited, later only."""
    mine = queries.locked(application.id)
    found = _awaited(mine)
    _check_due(due_at, now)
    if due_at <= found.due_at:
        raise RuleBroken(_l("Choose a later day than the one the association was told."), field="due_on")
    if now > found.due_at:
        raise RuleBroken(_l("The time to answer is over: ask again."))
    found.due_at = mine.clarification_due_at = due_at
    audit.record(actor=actor, action="clarifications.give_more_time", obj=found, now=now, after=due_at.isoformat())
    db.session.flush()
    _announce(found, now)
    return found


def take_back(application: Application, *, reason: str = "", actor: Actor, now: datetime) -> Clarification:
    """Withdraw the request: the application stands as it was sent. What the association wrote for it is kept aside."""
    mine = queries.locked(application.id)
    found = _awaited(mine)
    move(found, TAKE_BACK, actor=actor, now=now, reason=reason or None)
    _end(mine, found, RETURN_UNASKED, actor, now)
    outbox.supersede(found, now=now)
    post(TELL, {"application": mine.id}, key=f"{TELL}:{found.id}:taken_back", now=now)
    return found


def _awaited(application: Application) -> Clarification:
    found = queries.requested(application.id)
    if found is None or application.state is not ApplicationState.CLARIFICATION_REQUESTED:
        raise RuleBroken(_l("No answer is awaited any more: the association answered, or the request has ended."))
    return found


def _end(application: Application, found: Clarification, step: Any, actor: Actor, now: datetime) -> None:
    found.ended_at = now
    move(application, step, actor=actor, now=now)
    application.clarification_due_at = None
    db.session.flush()


def settle(application: Application, *, now: datetime) -> bool:
    """Record that the time to answer is over, if it is; False when there is nothing to record."""
    if application.state is not ApplicationState.CLARIFICATION_REQUESTED:
        return False
    found = queries.requested(application.id)
    if found is None or now <= found.due_at:
        return False
    move(found, LAPSE, actor=SYSTEM, now=now)
    _end(application, found, RETURN_UNANSWERED, SYSTEM, now)
    post(TELL, {"application": application.id}, key=f"{TELL}:{found.id}:lapsed", now=now)
    return True


def fall_away(application: Application, *, actor: Actor, now: datetime) -> None:
    """With a withdrawn application, what was asked about it has no object any more."""
    found = queries.requested(application.id)
    if found is not None:
        move(found, FALL_AWAY, actor=actor, now=now)
        found.ended_at, application.clarification_due_at = now, None
        outbox.supersede(found, now=now)


@handles(LAPSES)
def when_due(payload: Mapping[str, Any]) -> None:
    """The time to answer is over."""
    with unit_of_work():
        found = db.session.get(Clarification, payload["clarification"])
        if found is not None:
            settle(queries.locked(found.application_id), now=clock.now())


@handles(TELL)
def tell(payload: Mapping[str, Any]) -> None:
    """Write what the association has still to be told of the request: one letter a day at most."""
    with unit_of_work():
        application, now = queries.locked(payload["application"]), clock.now()
        found = queries.latest_clarification(application.id)
        if found is None:
            return
        name = letter_to_write(found.state, found.due_at, now, queries.letters_about(found))
        if name is None:
            return
        if queries.was_written_to(application.id, now):
            later = next_letter_day(now)
            key = f"{TELL}:{application.id}:{later.date().isoformat()}"
            post(TELL, payload, key=key, now=now, run_at=later)
            return
        notices.clarification(name, found, application, now=now)
