"""Who reads what: named by hand, handed over, taken back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import HandOverForm, NamedReaderForm
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import loads, tabs
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.costs import Cost, costs
from capacity.web.forms import ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called


@bp.get("/panels/<int:panel_id>/readers")
@requires(load=queries.panel, may=policy.may_see)
@costs(Cost(15, rows=8 * 30))  # a region’s applications, their readers, and who may know
def assignments(panel: Panel) -> Any:
    """Every eligible application with its readers, and who is likely to be in conflict with it."""
    record = queries.record_of(panel)
    actor = current_actor()
    return render_template(
        "admission/review/assignments.html",
        panel=panel,
        files=[file for file in record.files if not file.was_recused(actor.id)],
        likely=queries.by_pair(one for one in queries.likely_conflicts(panel) if one.bars),
        loads=loads(panel, record.seen_by(actor.id)),
        lacking=sum(max(0, panel.readers_per_application - file.active) for file in record.seen_by(actor.id)),
        tabs=tabs(panel, "assignments"),
    )


@bp.route("/applications/<int:application_id>/readers", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_run)
def add_reader(application: Application) -> Any:
    """Name one more reader."""
    panel = queries.panel_of_application(application)
    if panel is None:
        abort(404)
    form = NamedReaderForm()
    likely = _offer(form, panel, application)
    application_id = application.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.assign(
                panel, application, form.reader.data, despite=form.despite.data, actor=current_actor(), now=clock.now()
            ).id
        )
    ):
        flash(_("The reader is named."), "done")
        return redirect(url_for("review.sheet", application_id=application_id))
    page = render_template(
        "admission/review/add_reader.html", form=form, panel=panel, application=application, likely=likely
    )
    return page, (422 if form.is_submitted() else 200)


def _offer(form: NamedReaderForm, panel: Panel, application: Application) -> list[tuple[Any, list[Any]]]:
    """Offer the members who may still be named, each with a likely conflict said; those conflicts."""
    known = queries.states_of(application.id)
    busy = {reader for reader, state in known.items() if state is not AssignmentState.RELEASED}
    pairs = queries.by_pair(one for one in queries.likely_conflicts(panel, [application.id]) if one.bars)
    free = [member.person for member in panel.members if member.person_id not in busy]
    found = {one.id: pairs[application.id, one.id] for one in free if (application.id, one.id) in pairs}
    form.reader.choices = choices_of(
        (one.id, _("%(person)s – a conflict is likely", person=called(one)) if one.id in found else called(one))
        for one in sorted(free, key=lambda one: (one.id in found, called(one)))
    )
    return [(one, found[one.id]) for one in free if one.id in found]


@bp.route("/readings/<int:assignment_id>/hand-over", methods=["GET", "POST"])
@requires(load=queries.assignment, may=policy.may_run)
def hand_over(assignment: Assignment) -> Any:
    """A reading goes from one reader to another, with a reason; both stand in the history."""
    form = HandOverForm()
    application, panel = assignment.application, assignment.panel
    likely = _offer(form, panel, application)
    application_id = application.id
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.hand_over(
                assignment,
                form.reader.data,
                reason=form.reason.data or "",
                despite=form.despite.data,
                actor=current_actor(),
                now=clock.now(),
            ).id
        )
    ):
        flash(_("The reading has another reader, and the reason is kept in the history."), "done")
        return redirect(url_for("review.sheet", application_id=application_id))
    page = render_template(
        "admission/review/hand_over.html",
        form=form,
        panel=panel,
        assignment=assignment,
        application=application,
        likely=likely,
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/readings/<int:assignment_id>/release", methods=["GET", "POST"])
@requires(load=queries.assignment, may=policy.may_run)
def release(assignment: Assignment) -> Any:
    """Take a reading back, with a reason."""
    return _with_reason(assignment, "release")


@bp.route("/readings/<int:assignment_id>/reopen", methods=["GET", "POST"])
@requires(load=queries.assignment, may=policy.may_run)
def reopen(assignment: Assignment) -> Any:
    """Let a reader change submitted marks, with a reason."""
    return _with_reason(assignment, "reopen")


def _with_reason(assignment: Assignment, verb: str) -> Any:
    form = ReasonForm()
    application_id = assignment.application_id
    act = actions.release if verb == "release" else actions.reopen_scores
    if form.validate_on_submit() and form.attempt(
        lambda: act(assignment, reason=form.reason.data, actor=current_actor(), now=clock.now())
    ):
        flash(_("Done, and the reason is kept in the history."), "done")
        return redirect(url_for("review.sheet", application_id=application_id))
    page = render_template(
        "admission/review/with_reason.html", form=form, assignment=assignment, verb=verb, path=request.path
    )
    return page, (422 if form.is_submitted() else 200)
