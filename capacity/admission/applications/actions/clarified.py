"""The association answers a request for clarification: what was asked about is changed, and nothing else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications import notices, queries
from capacity.admission.applications.actions.answering import Conflict
from capacity.admission.applications.actions.freezing import freeze, known_snapshot
from capacity.admission.applications.models import (
    Answer,
    Application,
    ApplicationDocument,
    Clarification,
    ClarificationItem,
    Snapshot,
)
from capacity.admission.applications.states import (
    RETURN_ANSWERED,
    ApplicationState,
    Problem,
    asked_of,
    fingerprint,
    parse_answer,
    problem_of,
)
from capacity.admission.applications.states.clarifying import ANSWER, ClarificationState, PointKind, takes_answer
from capacity.admission.calls.states import CallState
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move

ANSWERED = "application.clarified"
NOTHING_ASKED = _l("Nothing is asked of you any more: the coordination took its request back. What you wrote is kept.")
TOO_LATE = _l("The time to answer is over: your application stands as you sent it. What you wrote is kept.")
SENT_ALREADY = _l("Your association has answered already.")
"""Why an answer is not taken, in the order in which somebody else may have been quicker."""


@dataclass
class Drafted:
    """What saving the answers led to: by item, what was kept and in which version, and why others were not."""

    values: dict[int, Any] = field(default_factory=dict)
    versions: dict[int, int] = field(default_factory=dict)
    remark_version: int = 0
    refused: dict[int, RuleBroken] = field(default_factory=dict)
    remark_refused: RuleBroken | None = None


def awaiting_answer(application: Application, received_at: datetime) -> tuple[Application, Clarification]:
    """The application, locked, and the request that an answer received now would answer. Raises RuleBroken."""
    mine = queries.locked(application.id)
    found = queries.latest_clarification(mine.id)
    if found is None or found.state in {ClarificationState.TAKEN_BACK, ClarificationState.FELL_AWAY}:
        raise RuleBroken(NOTHING_ASKED)
    if found.state is ClarificationState.ANSWERED:
        raise RuleBroken(SENT_ALREADY)
    still_there = mine.state in {ApplicationState.CLARIFICATION_REQUESTED, ApplicationState.SUBMITTED}
    if not still_there or not takes_answer(found.state, found.due_at, received_at):
        raise RuleBroken(TOO_LATE)
    if mine.call.state is not CallState.PUBLISHED:
        raise RuleBroken(_l("This call was cancelled: no answer is needed any more."))
    return mine, found


def remark_mark(remark: str) -> str:
    """By which a page says which remark it showed."""
    return fingerprint(remark)[:16]


def draft_answers(
    application: Application,
    raw: Mapping[int, object],
    *,
    versions: Mapping[int, int] | None = None,
    remark: str | None = None,
    remark_read: str | None = None,
    remark_version: int | None = None,
    actor: Actor,
    now: datetime,
) -> Drafted:
    """Keep what is written in answer, by item; what cannot be read or was changed meanwhile is told apart.

    An autosave: not audited. Only questions that were asked about are taken; others are not there to be found.
    ``remark_read`` is the ``remark_mark`` of the remark that was read before this one was written; ``remark_version``
    says the same by the version of the request.
    """
    _mine, found = awaiting_answer(application, now)
    done = Drafted()
    for item in found.items:
        if item.question is None or item.id not in raw:
            continue
        try:
            value = parse_answer(asked_of(item.question), raw[item.id])
        except RuleBroken as broken:
            done.refused[item.id] = broken
            continue
        stands = item.draft if item.drafted_at is not None else item.before
        if value == stands:
            done.values[item.id] = value
            continue
        if versions is not None and versions.get(item.id, item.version) != item.version:
            done.refused[item.id] = Conflict(value, stands, item.version, item.drafted_at, item.drafted_by_id)
            continue
        item.draft, item.drafted_at, item.drafted_by_id = value, now, actor.id
        done.values[item.id] = value
    if remark is not None and remark != found.remark:
        unread = remark_read is not None and remark_read != remark_mark(found.remark)
        if unread or (found.remark and remark_version not in {None, found.version}):
            done.remark_refused = Conflict(remark, found.remark, found.version)
        else:
            found.remark = remark
    db.session.flush()
    done.versions = {item.id: item.version for item in found.items}
    done.remark_version = found.version
    return done


def lacking(found: Clarification) -> dict[int, Problem | None]:
    """What keeps an answer from being sent, by item; None where something is left as it was and no remark says why."""
    said: dict[int, Problem | None] = {}
    for item in found.items:
        if not item.is_changed and not found.remark.strip():
            said[item.id] = None
        elif item.question is not None and item.is_changed:
            problem = problem_of(asked_of(item.question), item.draft)
            if problem is not None:
                said[item.id] = problem
    return said


def answer_clarification(
    application: Application, *, submission_id: str, signed_name: str, signed_role: str, actor: Actor, now: datetime
) -> Snapshot:
    """Send the answer; ``now`` is when the server received the request. A new snapshot, the number stays.

    An answer that was received already (same ``submission_id``) is answered again and changes nothing. An answer
    received in time counts even if the lapse was recorded meanwhile. Raises RuleBroken.
    """
    known = known_snapshot(application, submission_id)
    if known is not None:
        return known
    mine = queries.locked(application.id)
    known = known_snapshot(mine, submission_id)
    if known is not None:
        return known
    mine, found = awaiting_answer(mine, now)
    if lacking(found):
        raise RuleBroken(_l("Something is still missing: the list above says what."))
    for item in found.items:
        _take_over(mine, item, actor, now)
    move(found, ANSWER, actor=actor, now=now)
    found.answered_at, found.answered_by_id, found.ended_at = now, actor.id, now
    if mine.state is ApplicationState.CLARIFICATION_REQUESTED:
        move(mine, RETURN_ANSWERED, actor=actor, now=now)
        mine.clarification_due_at = None
    db.session.flush()
    snapshot = freeze(
        mine,
        submission_id=submission_id,
        signed_name=signed_name,
        signed_role=signed_role,
        clarification=found,
        actor=actor,
        now=now,
    )
    notices.clarified(found, mine, snapshot, now=now)
    post(ANSWERED, {"application": mine.id}, key=f"{ANSWERED}:{found.id}", now=now)
    return snapshot


def _take_over(application: Application, item: ClarificationItem, actor: Actor, now: datetime) -> None:
    """What was drafted becomes what stands; what stood is kept beside it."""
    item.changed = item.is_changed
    if item.kind is PointKind.QUESTION and item.question_id is not None:
        item.after = item.draft if item.changed else item.before
        if item.changed:
            _set_answer(application, item.question_id, item.draft, actor=actor, now=now)
        return
    if item.changed and item.document_id is not None:
        _replace_files(application, item, item.document_id, now)
    item.after = queries.files_now(application.id).get(item.document_id or 0, [])


def _replace_files(application: Application, item: ClarificationItem, document_id: int, now: datetime) -> None:
    if not item.keeps_earlier:
        standing = sa.select(ApplicationDocument).where(
            ApplicationDocument.application_id == application.id,
            ApplicationDocument.document_id == document_id,
            ApplicationDocument.replaced_at.is_(None),
        )
        for one in db.session.scalars(standing):
            one.replaced_at = now
    db.session.add_all(
        ApplicationDocument(
            application_id=application.id, document_id=document_id, file_id=one.file_id, uploaded_at=one.uploaded_at
        )
        for one in item.present_files
    )
    db.session.flush()


def _set_answer(application: Application, question_id: int, value: Any, *, actor: Actor, now: datetime) -> None:
    answer = db.session.scalar(
        sa.select(Answer).where(Answer.application_id == application.id, Answer.question_id == question_id)
    )
    if answer is None:
        answer = Answer(application_id=application.id, question_id=question_id)
        db.session.add(answer)
    answer.value, answer.saved_at, answer.saved_by_id = value, now, actor.id
