"""Who reads what: shared out evenly, named by hand, taken back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import ReaderForm
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import loads, tabs
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/panels/<int:panel_id>/readers")
@requires(load=queries.panel, may=policy.may_see)
def assignments(panel: Panel) -> Any:
    """Every eligible application with its readers."""
    record = queries.record_of(panel)
    lacking = sum(max(0, panel.readers_per_application - file.active) for file in record.files)
    return render_template(
        "admission/review/assignments.html",
        panel=panel,
        record=record,
        loads=loads(panel, record),
        lacking=lacking,
        tabs=tabs(panel, "assignments"),
    )


@bp.post("/panels/<int:panel_id>/readers/share")
@requires(load=queries.panel, may=policy.may_run)
def share_out(panel: Panel) -> Any:
    """Give every application the readers it lacks."""
    panel_id = panel.id
    if not ConfirmForm().validate_on_submit():
        abort(400)
    with unit_of_work():
        given = actions.share_out(panel, actor=current_actor(), now=clock.now())
    flash(ngettext("%(num)s reading was given.", "%(num)s readings were given.", given), "done")
    return redirect(url_for("review.assignments", panel_id=panel_id))


@bp.route("/applications/<int:application_id>/readers", methods=["GET", "POST"])
@requires(load=applications.application, may=policy.may_run)
def add_reader(application: Application) -> Any:
    """Name one more reader."""
    panel = queries.panel_of_application(application)
    if panel is None:
        abort(404)
    file = queries.file_of(application)
    free = {AssignmentState.RELEASED}
    busy = {reading.reader_id for reading in file.readings if reading.state not in free}
    form = ReaderForm()
    form.reader.choices = choices_of((m.person_id, m.person.name) for m in panel.members if m.person_id not in busy)
    application_id = application.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.assign(panel, application, form.reader.data, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The reader is named."), "done")
        return redirect(url_for("review.sheet", application_id=application_id))
    page = render_template("admission/review/add_reader.html", form=form, panel=panel, application=application)
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
