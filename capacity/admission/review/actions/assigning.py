"""Who reads what: proposed with an even load, or by hand; taken back, opened again."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review import notices, queries
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import RELEASE, REOPEN_SCORES, AssignmentState
from capacity.admission.review.states.conflicts import Likely
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


def share_out(
    panel: Panel,
    *,
    chosen: Sequence[queries.Pair] | None = None,
    despite: bool = False,
    seen: str | None = None,
    actor: Actor,
    now: datetime,
) -> int:
    """Give every application the readers it lacks, as it is proposed; how many readings were added.

    Who stepped back from an application is not asked again. ``chosen`` are the readings as somebody changed them: a
    likely conflict stands in the way of a reader named by hand unless they are named ``despite`` it. Refused when the
    proposal is not the one that was ``seen`` (its SHA-256).
    """
    _check_open(panel)
    proposed = queries.proposal(panel)
    if seen is not None and seen != proposed.sha256:
        raise RuleBroken(_l("Something changed meanwhile: this is the proposal as it stands now."))
    pairs = proposed.pairs if chosen is None else chosen
    by_hand = set(pairs) - set(proposed.pairs)
    _check_chosen(proposed, pairs, set() if despite else by_hand)
    known = {(one.application_id, one.reader_id): one for one in queries.assignments_of(panel.id)} if by_hand else {}
    for pair in pairs:
        given = known.get(pair) or Assignment(panel_id=panel.id, application_id=pair[0], reader_id=pair[1])
        given.state, given.assigned_at = AssignmentState.ASSIGNED, now
        db.session.add(given)
        if pair in by_hand:
            audit.record(actor=actor, action="review.assign", obj=given, now=now)
    db.session.flush()
    audit.record(actor=actor, action="review.share_out", obj=panel, now=now, after=len(pairs))
    return len(pairs)


def _check_chosen(
    proposed: queries.Proposal, pairs: Sequence[queries.Pair], cautious: Collection[queries.Pair]
) -> None:
    if len(set(pairs)) != len(pairs):
        raise RuleBroken(_l("The same reader is named twice for an application."))
    if any(reader not in proposed.free.get(application, ()) for application, reader in pairs):
        raise RuleBroken(_l("Choose from the list."))
    barred = {(one.application, one.reader) for one in proposed.spared}
    if barred & set(cautious):
        raise RuleBroken(
            _l(
                "A conflict of interest is likely where you changed a reader. Name somebody else, or say that you know."
            ),
            field="despite",
        )


def why_not_open(panel: Panel) -> Any:
    """Why nobody can be given a reading of this panel now; None when they can."""
    if panel.screening_announced_at is None:
        return _l("Readers are assigned when the screening has been announced.")
    return _l("Scoring is closed.") if panel.scoring_closed_at is not None else None


def why_not_assign(
    panel: Panel,
    application: Application,
    reader_id: int,
    known: Assignment | None,
    found: Iterable[Likely] = (),
) -> Any:
    """Why this reader cannot take this application; ``known`` is what stands between the two already, ``found`` the
    likely conflicts that nobody chose to set aside."""
    if application.state is not ApplicationState.ELIGIBLE:
        return _l("Only eligible applications are read.")
    if not panel.seats_person(reader_id):
        return _l("This person does not sit on the panel.")
    if known is not None and known.state is AssignmentState.RECUSED:
        return _l("This reader stepped back from this application.")
    if known is not None and known.state is not AssignmentState.RELEASED:
        return _l("This reader already has this application.")
    if any(one.bars for one in found):
        return _l("A conflict of interest is likely between this reader and this application.")
    return None


def assign(
    panel: Panel, application: Application, reader_id: int, *, despite: bool = False, actor: Actor, now: datetime
) -> Assignment:
    """Give one application to one reader; a reader who gave it back may take it again, one who stepped back may not.

    A likely conflict stands in the way, unless somebody names the reader ``despite`` it.
    """
    return assign_many(panel, [application], reader_id, despite=despite, actor=actor, now=now)[0]


def assign_many(
    panel: Panel,
    applications: Iterable[Application],
    reader_id: int,
    *,
    despite: bool = False,
    actor: Actor,
    now: datetime,
) -> list[Assignment]:
    """Give applications of a panel to one reader, all of them or none.

    Where the readings are under way, one letter tells which; before, the letter that opens them does.
    """
    _check_open(panel)
    chosen = list(applications)
    known = {one.application_id: one for one in queries.assignments_of(panel.id) if one.reader_id == reader_id}
    found = {} if despite else queries.by_pair(queries.likely_conflicts(panel, [one.id for one in chosen]))
    given = [
        _assign(panel, one, reader_id, known.get(one.id), found.get((one.id, reader_id), []), actor, now)
        for one in chosen
    ]
    if given and panel.scoring_opened_at is not None:
        notices.tell_given(panel, chosen, reader_id, now=now)
    return given


def _assign(
    panel: Panel,
    application: Application,
    reader_id: int,
    known: Assignment | None,
    found: Iterable[Likely],
    actor: Actor,
    now: datetime,
) -> Assignment:
    refusal = why_not_assign(panel, application, reader_id, known, found)
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


def hand_over(
    assignment: Assignment, reader_id: int, *, reason: str, despite: bool = False, actor: Actor, now: datetime
) -> Assignment:
    """Take a reading back from one reader and give it to another, in one act; both stand in the history."""
    given = assign(assignment.panel, assignment.application, reader_id, despite=despite, actor=actor, now=now)
    release(assignment, reason=reason, actor=actor, now=now)
    return given


def reopen_scores(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let a reader change submitted marks, while scoring is open."""
    _check_open(assignment.panel)
    move(assignment, REOPEN_SCORES, actor=actor, now=now, reason=reason)
    assignment.submitted_at = None
