"""Who reads what: proposed with an even load, or by hand; taken back, opened again."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review import queries
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import (
    ACTIVE,
    RELEASE,
    REOPEN_SCORES,
    AssignmentState,
    Task,
    share_readings,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def _check_open(panel: Panel) -> None:
    refusal = why_not_open(panel)
    if refusal is not None:
        raise RuleBroken(refusal)


def share_out(panel: Panel, *, actor: Actor, now: datetime) -> int:
    """Give every application the readers it lacks, as evenly as conflicts allow; how many readings were added.

    Who stepped back from an application, or gave it back, is not asked again.
    """
    _check_open(panel)
    existing = queries.assignments_of(panel.id)
    touched: dict[int, set[int]] = defaultdict(set)
    active: Counter[int] = Counter()
    loads: Counter[int] = Counter()
    for item in existing:
        touched[item.application_id].add(item.reader_id)
        if item.state in ACTIVE:
            active[item.application_id] += 1
            loads[item.reader_id] += 1
    tasks = [
        Task(application.id, panel.readers_per_application - active[application.id], frozenset(touched[application.id]))
        for application in queries.eligible_of(panel)
        if active[application.id] < panel.readers_per_application
    ]
    pairs = share_readings(tasks, sorted(member.person_id for member in panel.members), loads)
    db.session.add_all(
        Assignment(panel_id=panel.id, application_id=application, reader_id=reader, assigned_at=now)
        for application, reader in pairs
    )
    db.session.flush()
    audit.record(actor=actor, action="review.share_out", obj=panel, now=now, after=len(pairs))
    return len(pairs)


def why_not_open(panel: Panel) -> Any:
    """Why nobody can be given a reading of this panel now; None when they can."""
    if panel.screening_announced_at is None:
        return _l("Readers are assigned when the screening has been announced.")
    return _l("Scoring is closed.") if panel.scoring_closed_at is not None else None


def why_not_assign(panel: Panel, application: Application, reader_id: int, known: Assignment | None) -> Any:
    """Why this reader cannot take this application; ``known`` is what stands between the two already."""
    if application.state is not ApplicationState.ELIGIBLE:
        return _l("Only eligible applications are read.")
    if not panel.seats_person(reader_id):
        return _l("This person does not sit on the panel.")
    if known is not None and known.state is AssignmentState.RECUSED:
        return _l("This reader stepped back from this application.")
    if known is not None and known.state is not AssignmentState.RELEASED:
        return _l("This reader already has this application.")
    return None


def assign(panel: Panel, application: Application, reader_id: int, *, actor: Actor, now: datetime) -> Assignment:
    """Give one application to one reader; a reader who gave it back may take it again, one who stepped back may not."""
    return assign_many(panel, [application], reader_id, actor=actor, now=now)[0]


def assign_many(
    panel: Panel, applications: Iterable[Application], reader_id: int, *, actor: Actor, now: datetime
) -> list[Assignment]:
    """Give applications of a panel to one reader, all of them or none."""
    _check_open(panel)
    known = {one.application_id: one for one in queries.assignments_of(panel.id) if one.reader_id == reader_id}
    return [_assign(panel, one, reader_id, known.get(one.id), actor, now) for one in applications]


def _assign(
    panel: Panel, application: Application, reader_id: int, known: Assignment | None, actor: Actor, now: datetime
) -> Assignment:
    refusal = why_not_assign(panel, application, reader_id, known)
    if refusal is not None:
        raise RuleBroken(refusal, field="reader" if application.state is ApplicationState.ELIGIBLE else None)
    given = known or Assignment(panel_id=panel.id, application_id=application.id, reader_id=reader_id, assigned_at=now)
    given.state, given.assigned_at = AssignmentState.ASSIGNED, now
    db.session.add(given)
    db.session.flush()
    audit.record(actor=actor, action="review.assign", obj=given, now=now)
    return given


def release(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> None:
    """Take a reading back before its marks are submitted; another reader can then be named."""
    _check_open(assignment.panel)
    move(assignment, RELEASE, actor=actor, now=now, reason=reason)


def reopen_scores(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let a reader change submitted marks, while scoring is open."""
    _check_open(assignment.panel)
    move(assignment, REOPEN_SCORES, actor=actor, now=now, reason=reason)
    assignment.submitted_at = None
