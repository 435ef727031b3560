"""A committee member's work: the queue, the declaration, the marks."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import for_readers
from capacity.admission.calls.models import Criterion
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.actions import Mark
from capacity.admission.review.forms import NOT_APPLICABLE, DeclareForm, score_form
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState, reader_points
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.documents import file_number, send, sent_document, show
from capacity.admission.review.views.filters import points_words
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import StoredFile
from capacity.core.languages import gettext as _
from capacity.core.languages import in_language
from capacity.core.languages import lazy_gettext as _l
from capacity.core.unit_of_work import unit_of_work
from capacity.web.costs import LIST, costs
from capacity.web.forms import BaseForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.tables import IDS, Filter, Sort, Table
from capacity.web.templating import time_words

A = AssignmentState
NONE, CONFLICT = "none", "conflict"
FAR = "9999"


def _by_state(statement: Any, chosen: list[str]) -> Any:
    states = [state for word in chosen for state in ((A.SUBMITTED, A.LOCKED) if word == "done" else (A(word),))]
    return statement.where(Assignment.state.in_(states))


STATES: tuple[tuple[str, object], ...] = (
    (A.ASSIGNED.value, _l("To declare")),
    (A.DECLARED.value, _l("Being read")),
    ("done", _l("Submitted")),
)
FIRST_OPEN = sa.case({A.DECLARED: 0, A.ASSIGNED: 1}, value=Assignment.state, else_=2)
TABLE = Table(
    id_column=Assignment.id,
    sorts=(
        Sort("state", _l("What is left to do"), FIRST_OPEN),
        Sort("due", _l("Due date"), sa.func.coalesce(sa.cast(Panel.scores_due_at, sa.String), FAR)),
        Sort("number", _l("Number"), sa.func.coalesce(Application.number, "")),
    ),
    filters=(Filter("state", _l("State"), STATES, _by_state),),
)


@bp.get("/readings")
@requires(may=policy.may_read_queue)
@costs(LIST)
def queue() -> Any:
    """What I have to read, and what I have read."""
    actor = current_actor()
    counts = queries.queue_counts(actor)
    total = None if request.args.get("state") else sum(counts.values())
    page = TABLE.read(queries.queue_of(actor), lines=queries.queue_lines(IDS), total=total)
    page.rows = [queries.QueueLine(*row) for row in page.rows]
    return render_template("admission/review/queue.html", page=page, counts=counts, states=A)


@bp.route("/readings/<int:assignment_id>/declare", methods=["GET", "POST"])
@requires(load=queries.assignment, may=policy.may_declare)
def declare(assignment: Assignment) -> Any:
    """Declare a conflict of interest, or none; nothing of the content is shown before."""
    if assignment.state is not A.ASSIGNED:
        return redirect(url_for("review.score", assignment_id=assignment.id))
    if assignment.panel.scoring_opened_at is None:
        abort(404)
    seat = assignment.panel.seat_of(assignment.reader_id)
    if seat is None or seat.interests_at is None:
        return redirect(url_for("review.interests"))
    form = DeclareForm()
    form.interest.choices = choices_of(
        [(NONE, _("No conflict of interest: I can read this application")), (CONFLICT, _("A conflict: I step back"))]
    )
    assignment_id = assignment.id
    if form.validate_on_submit() and form.attempt(lambda: _declared(assignment, form)):
        if form.interest.data == NONE:
            return redirect(url_for("review.score", assignment_id=assignment_id))
        flash(_("You have stepped back; another reader will be named."), "done")
        return redirect(url_for("review.queue"))
    is_blind = queries.is_blind(assignment.panel)
    coalition = None if is_blind else applications.coalition_seen(assignment.application)
    likely = queries.by_pair(queries.likely_conflicts(assignment.panel, [assignment.application_id]))
    page = render_template(
        "admission/review/declare.html",
        form=form,
        assignment=assignment,
        is_blind=is_blind,
        coalition=coalition,
        likely=likely.get((assignment.application_id, assignment.reader_id), []),
    )
    return page, (422 if form.is_submitted() else 200)


def _declared(assignment: Assignment, form: DeclareForm) -> None:
    if form.interest.data == NONE:
        actions.declare(assignment, actor=current_actor(), now=clock.now())
        return
    if not (form.reason.data or "").strip():
        raise RuleBroken(_l("Say in a sentence what the conflict is."), field="reason")
    actions.recuse(assignment, reason=form.reason.data, actor=current_actor(), now=clock.now())


@bp.route("/readings/<int:assignment_id>", methods=["GET", "POST"])
@requires(load=queries.assignment, may=policy.may_declare)
def score(assignment: Assignment) -> Any:
    """The file at one side, the criteria at the other; saved as one goes, submitted when complete."""
    if assignment.state is A.ASSIGNED:
        return redirect(url_for("review.declare", assignment_id=assignment.id))
    criteria = queries.criteria_of(assignment.panel.call_id)
    form = _score_form(assignment, criteria)
    is_open = assignment.state is A.DECLARED and assignment.panel.scoring_closed_at is None
    assignment_id = assignment.id
    if form.is_submitted() and not is_open:
        raise RuleBroken(_l("These marks are submitted and cannot be changed."))
    if form.validate_on_submit() and form.attempt(lambda: _kept(assignment, form, criteria)):
        following = queries.next_of(assignment)
        if request.form.get("act") == "submit":
            flash(_("Your marks are submitted."), "done")
            if following is not None:
                return redirect(url_for("review.score", assignment_id=following.id))
            return redirect(url_for("review.queue"))
        flash(_("Saved. You can go on later."), "done")
        return redirect(url_for("review.score", assignment_id=assignment_id))
    page = render_template(
        "admission/review/score.html",
        form=form,
        assignment=assignment,
        criteria=criteria,
        **_file_seen(assignment),
        is_open=is_open,
        scores={item.criterion_id: item for item in assignment.scores},
        points=_points(assignment, criteria),
        url_of=lambda file_id: url_for("review.reading_preview", assignment_id=assignment_id, file_id=file_id),
    )
    return page, (422 if form.is_submitted() else 200)


def _file_seen(assignment: Assignment) -> dict[str, Any]:
    """What the reader sees of the application: nothing that is withheld; where the call is read blind, no names."""
    application = assignment.application
    content = for_readers.shown(applications.content(application))
    if queries.is_blind(assignment.panel):
        with in_language(application.language):
            mark = _("[name hidden]")
        return {
            "is_blind": True,
            "content": queries.blinded(application, content, mark),
            "coalition": None,
            "exchanges": [],
        }
    return {
        "is_blind": False,
        "content": content,
        "coalition": applications.coalition_seen(application),
        "exchanges": for_readers.exchanges_shown(application.id, application.language, clock.now()),
    }


@bp.post("/readings/<int:assignment_id>/draft")
@requires(load=queries.assignment, may=policy.may_score)
def save_draft(assignment: Assignment) -> Any:
    """What the page sends by itself while one writes."""
    criteria = queries.criteria_of(assignment.panel.call_id)
    form = _score_form(assignment, criteria)
    if not form.validate_on_submit():
        return jsonify(saved=False), 422
    now = clock.now()
    with unit_of_work():
        actions.save_marks(assignment, _marks(form, criteria), actor=current_actor(), now=now)
    given = _marks(form, criteria)
    points = reader_points(
        {str(criterion.id): criterion.weight for criterion in criteria},
        {str(number): mark.halves for number, mark in given.items()},
    )
    return jsonify(
        saved=True,
        words=_("Saved at %(time)s", time=time_words(now)),
        missing=sum(1 for mark in given.values() if not mark.is_given),
        points="–" if points is None else points_words(points),
    )


@bp.get("/readings/<int:assignment_id>/files/<int:file_id>")
@requires(load=lambda assignment_id, file_id: queries.assignment(assignment_id), may=policy.may_score)
def reading_file(assignment: Assignment) -> Any:
    """A document of the application, for its reader; where the call is read blind, its copy without names only."""
    return send(_document_seen(assignment))


def _document_seen(assignment: Assignment) -> StoredFile | None:
    if file_number() in for_readers.withheld_files(assignment.application_id):
        return None
    if queries.is_blind(assignment.panel):
        return queries.redacted_file(assignment.application, file_number())
    return sent_document(assignment.application)


@bp.get("/readings/<int:assignment_id>/files/<int:file_id>/preview")
@requires(load=lambda assignment_id, file_id: queries.assignment(assignment_id), may=policy.may_score)
def reading_preview(assignment: Assignment) -> Any:
    """What a document of the application looks like."""
    return show(
        _document_seen(assignment),
        back=url_for("review.score", assignment_id=assignment.id),
        original=url_for("review.reading_file", assignment_id=assignment.id, file_id=file_number()),
    )


def _score_form(assignment: Assignment, criteria: list[Criterion]) -> BaseForm:
    known = {item.criterion_id: item for item in assignment.scores}
    data: dict[str, Any] = {}
    for criterion in criteria:
        item = known.get(criterion.id)
        if item is not None:
            data[f"comment_{criterion.id}"] = item.comment
            data[f"mark_{criterion.id}"] = (
                NOT_APPLICABLE if item.not_applicable else "" if item.halves is None else str(item.halves)
            )
    form = score_form(criteria)(data=data)
    for criterion in criteria:
        if criterion.comment_required:
            flags = form[f"comment_{criterion.id}"].flags
            flags.required, flags.optional = True, False
    return form


def _marks(form: BaseForm, criteria: list[Criterion]) -> dict[int, Mark]:
    found = {}
    for criterion in criteria:
        said = form[f"mark_{criterion.id}"].data or ""
        comment = form[f"comment_{criterion.id}"].data or ""
        halves = int(said) if said.isdigit() else None
        found[criterion.id] = Mark(halves, said == NOT_APPLICABLE, comment)
    return found


def _kept(assignment: Assignment, form: BaseForm, criteria: list[Criterion]) -> None:
    """Keep the marks; when they are handed in but incomplete, keep them all the same and say what is missing."""
    marks = _marks(form, criteria)
    submitting = request.form.get("act") == "submit"
    lacking = [criterion for criterion in criteria if not marks[criterion.id].is_given]
    silent = [criterion for criterion in criteria if criterion.comment_required and not marks[criterion.id].comment]
    if submitting and (lacking or silent):
        for criterion in lacking:
            form.refuse(_("Give a mark, or say that it does not apply."), f"mark_{criterion.id}")
        for criterion in silent:
            form.refuse(_("Write a comment on this criterion."), f"comment_{criterion.id}")
        raise RuleBroken(_l("Your marks are not submitted: some are missing."))
    actions.save_marks(assignment, marks, actor=current_actor(), now=clock.now())
    if submitting:
        actions.submit_scores(assignment, actor=current_actor(), now=clock.now())


def _points(assignment: Assignment, criteria: list[Criterion]) -> int | None:
    weights = {str(criterion.id): criterion.weight for criterion in criteria}
    return reader_points(weights, {str(item.criterion_id): item.halves for item in assignment.scores})
