"""Who reads what: shared out evenly, named by hand, taken back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import HandOverForm, NamedReaderForm, ShareForm
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.review.views.blueprint import bp
from capacity.admission.review.views.panels import loads, tabs
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.forms import ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/panels/<int:panel_id>/readers")
@requires(load=queries.panel, may=policy.may_see)
def assignments(panel: Panel) -> Any:
    """Every eligible application with its readers, and who is likely to be in conflict with it."""
    record = queries.record_of(panel)
    actor = current_actor()
    return render_template(
        "admission/review/assignments.html",
        panel=panel,
        files=[file for file in record.files if not file.was_recused(actor.id)],
        likely=queries.by_pair(one for one in queries.likely_conflicts(panel) if one.bars),
        loads=loads(panel, record),
        lacking=sum(max(0, panel.readers_per_application - file.active) for file in record.files),
        tabs=tabs(panel, "assignments"),
    )


@bp.route("/panels/<int:panel_id>/readers/share", methods=["GET", "POST"])
@requires(load=queries.panel, may=policy.may_run)
def share_out(panel: Panel) -> Any:
    """What is proposed, with the loads that follow; then given, but for what was unticked."""
    panel_id, form = panel.id, ShareForm()
    sent = form.pairs.data or []
    proposed = queries.proposal(panel)
    form.pairs.choices = choices_of((_written(pair), _written(pair)) for pair in proposed.pairs)
    left_out = [pair for pair in proposed.pairs if _written(pair) not in sent]
    if form.is_submitted() and form.seen.data != proposed.sha256:
        form.pairs.data = sent = [_written(pair) for pair in proposed.pairs]
        form.refuse(_("Something changed meanwhile: this is the proposal as it stands now."))
    elif form.validate_on_submit():
        seen, actor, now = form.seen.data, current_actor(), clock.now()
        given = form.attempt(lambda: str(actions.share_out(panel, left_out=left_out, seen=seen, actor=actor, now=now)))
        if given:
            flash(ngettext("%(num)s reading was given.", "%(num)s readings were given.", int(given)), "done")
            return redirect(url_for("review.assignments", panel_id=panel_id))
    form.seen.data = proposed.sha256
    page = render_template(
        "admission/review/proposal.html",
        panel=panel,
        form=form,
        proposed=proposed,
        files=_proposed(proposed),
        ticked=set(sent) if form.is_submitted() else {_written(pair) for pair in proposed.pairs},
        refusal=actions.why_not_open(panel),
        people={member.person_id: member.person for member in panel.members},
    )
    return page, (422 if form.is_submitted() else 200)


def _written(pair: queries.Pair) -> str:
    return f"{pair[0]}-{pair[1]}"


def _proposed(proposed: queries.Proposal) -> list[tuple[Application, list[int], Any]]:
    """(application, who would read it, who is kept from it) of each application that lacks readers."""
    readers: dict[int, list[int]] = {}
    for application, reader in proposed.pairs:
        readers.setdefault(application, []).append(reader)
    spared = queries.by_pair(proposed.spared)
    return [
        (one, readers.get(number, []), {r: ties for (of, r), ties in spared.items() if of == number})
        for number, one in proposed.applications.items()
        if (number, current_actor().id) not in proposed.recused
    ]


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
        (one.id, _("%(person)s – a conflict is likely", person=one.name) if one.id in found else one.name)
        for one in sorted(free, key=lambda one: (one.id in found, one.name))
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
