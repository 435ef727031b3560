"""A reader's work: declare, score as one goes, submit; and the settling of disagreements."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Criterion
from capacity.admission.review import notices, queries
from capacity.admission.review.actions.widening import ask_one_more
from capacity.admission.review.models import Arbitration, Assignment, Panel, Score
from capacity.admission.review.states import DECLARE, MARK_MAX_HALVES, RECUSE, SUBMIT_SCORES, AssignmentState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.languages import ngettext
from capacity.core.workflow import move


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader says on one criterion: halves from 0 to 10, or not applicable, or nothing yet."""

    halves: int | None = None
    not_applicable: bool = False
    comment: str = ""

    @property
    def is_given(self) -> bool:
        """There is a mark, or the word that none applies."""
        return self.halves is not None or self.not_applicable


def _check_open(assignment: Assignment) -> None:
    if assignment.panel.scoring_opened_at is None:
        raise RuleBroken(_l("Scoring has not begun yet."))
    if assignment.panel.scoring_closed_at is not None:
        raise RuleBroken(_l("Scoring is closed."))


def declare(assignment: Assignment, *, actor: Actor, now: datetime) -> None:
    """Say that no conflict of interest stands in the way; only then is the file shown.

    Refused before the reader declared interests as a member of this panel.
    """
    _check_open(assignment)
    seat = assignment.panel.seat_of(assignment.reader_id)
    if seat is None or seat.interests_at is None:
        raise RuleBroken(_l("Declare your interests first: it is asked once, before the first application."))
    move(assignment, DECLARE, actor=actor, now=now)
    assignment.declared_at = now


def recuse(assignment: Assignment, *, reason: str, actor: Actor, now: datetime) -> None:
    """Step back; no trace of the file remains with the reader, and another can be named."""
    _check_open(assignment)
    move(assignment, RECUSE, actor=actor, now=now)
    assignment.conflict = reason
    assignment.declared_at = now
    assignment.scores.clear()
    db.session.flush()
    notices.tell_who_presides(assignment.panel, assignment.reader_id, now=now)


def save_marks(assignment: Assignment, marks: Mapping[int, Mark], *, actor: Actor, now: datetime) -> None:
    """Keep marks and comments by criterion, complete or not. Exempt from the audit log: submitting is what counts."""
    if assignment.reader_id != actor.id or assignment.state is not AssignmentState.DECLARED:
        raise IllegalMove(obj=assignment, move="save_marks", current=assignment.state)
    _check_open(assignment)
    known = {score.criterion_id: score for score in assignment.scores}
    for criterion in queries.criteria_of(assignment.panel.call_id):
        mark = marks.get(criterion.id)
        if mark is None:
            continue
        if mark.halves is not None and not 0 <= mark.halves <= MARK_MAX_HALVES:
            raise RuleBroken(_l("A mark lies between 0 and 5."), field=f"mark_{criterion.id}")
        score = known.get(criterion.id)
        if score is None:
            score = Score(criterion_id=criterion.id)
            assignment.scores.append(score)
        score.halves = None if mark.not_applicable else mark.halves
        score.not_applicable, score.comment = mark.not_applicable, mark.comment
    assignment.saved_at = now
    db.session.flush()


def missing(assignment: Assignment, criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria on which nothing was said yet."""
    said = {s.criterion_id for s in assignment.scores if s.halves is not None or s.not_applicable}
    return [criterion for criterion in criteria if criterion.id not in said]


def uncommented(assignment: Assignment, criteria: Sequence[Criterion]) -> list[Criterion]:
    """The criteria on which the call asks for a comment that nobody wrote yet."""
    commented = {score.criterion_id for score in assignment.scores if score.comment}
    return [criterion for criterion in criteria if criterion.comment_required and criterion.id not in commented]


def submit_scores(
    assignment: Assignment, *, actor: Actor, now: datetime, criteria: Sequence[Criterion] | None = None
) -> None:
    """Hand in the marks; refused while one or a comment is missing, or when every criterion was left out.

    When readers lie further apart than the call allows, one more is asked. ``criteria`` spares a query when many are
    submitted at once.
    """
    _check_open(assignment)
    wanted = criteria if criteria is not None else queries.criteria_of(assignment.panel.call_id)
    lacking = len(missing(assignment, wanted))
    if lacking:
        raise RuleBroken(ngettext("%(num)s criterion has no mark yet.", "%(num)s criteria have no mark yet.", lacking))
    silent = len(uncommented(assignment, wanted))
    if silent:
        raise RuleBroken(
            ngettext("%(num)s criterion still needs a comment.", "%(num)s criteria still need a comment.", silent)
        )
    if all(score.not_applicable for score in assignment.scores):
        raise RuleBroken(_l("At least one criterion must be scored."))
    move(assignment, SUBMIT_SCORES, actor=actor, now=now)
    assignment.submitted_at = now
    db.session.flush()
    ask_one_more(assignment.panel, assignment.application, now=now)


def arbitrate(
    panel: Panel, application: Application, criterion_id: int, *, reason: str, actor: Actor, now: datetime
) -> Arbitration:
    """Settle a disagreement: the marks stand, for this reason. A later change of the marks opens it again."""
    file = queries.file_of(application)
    found = next((item for item in file.disagreements if item.criterion.id == criterion_id), None)
    if found is None:
        raise RuleBroken(_l("The readers do not disagree on this criterion."))
    if actor.id is not None and file.was_recused(actor.id):
        raise RuleBroken(_l("You stepped back from this application."))
    settled = queries.arbitration(application.id, criterion_id) or Arbitration(
        panel_id=panel.id, application_id=application.id, criterion_id=criterion_id
    )
    settled.lowest, settled.highest, settled.reason = found.lowest, found.highest, reason
    settled.decided_by_id, settled.decided_at = actor.id, now
    db.session.add(settled)
    db.session.flush()
    audit.record(actor=actor, action="review.arbitrate", obj=settled, now=now, reason=reason)
    return settled
