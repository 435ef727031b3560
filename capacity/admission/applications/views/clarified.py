"""The association answers the coordination: what was asked about, files included, then the signature."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import SendAnswerForm, UploadAnswerForm, clarified_form
from capacity.admission.applications.models import (
    Application,
    Clarification,
    ClarificationItem,
)
from capacity.admission.applications.states import Problem, asked_of, problem_of
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.views.attaching import ACCEPTS, limit_bytes
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.limits import limits_of, problem_words
from capacity.admission.applications.views.questions import rows_of
from capacity.admission.applications.views.writing import Rivals, side_by_side
from capacity.core import clock
from capacity.core.inspection import MEGABYTE
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.web import arrival
from capacity.web.guards import requires
from capacity.web.offline import forget, keep
from capacity.web.session import current_actor
from capacity.web.templating import precise_words
from capacity.web.uploads import ticket


def awaited(application: Application) -> Clarification | None:
    """The request that an answer received now would answer."""
    found = queries.latest_clarification(application.id)
    return found if found is not None and found.state_at(clock.now()) is ClarificationState.REQUESTED else None


@bp.route("/applications/<int:application_id>/clarification", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_write)
def clarification(application: Application) -> Any:
    """What is asked, why, what was sent, and room for the answer; once it is over, before and after."""
    found = awaited(application)
    if found is None:
        return closed(application)
    form, number = clarified_form(found.items, found.remark), application.id
    rivals: Rivals = {}
    if form.is_submitted():
        form.validate()
        rivals = _save(application, found.items, form)
        if not form.errors:
            if request.form.get("then") == "send" and "other" not in request.form:
                return redirect(url_for("applications.send_answer", application_id=number))
            flash(_("Saved. Nothing has been sent yet."), "done")
            return redirect(url_for("applications.clarification", application_id=number))
        application = queries.application(number) or abort(404)
        found = awaited(application)
        if found is None:
            return closed(application, [str(message) for _field, message in form.all_errors])
    return keep((shown(application, found, form, {}, rivals), 422 if form.errors else 200))


def shown(
    application: Application, found: Clarification, form: Any, refused: dict[int, object], rivals: Rivals | None = None
) -> str:
    """The page on which the answer is written; ``refused`` says why files were not taken, by item."""
    exchange = queries.exchange(found, application.language, clock.now())
    points = {point.id: point for point in exchange.points}
    return render_template(
        "admission/applications/clarification.html",
        application=application,
        clarification=found,
        form=form,
        items=[
            {
                "item": one,
                "point": points[one.id],
                "field": form[f"i{one.id}"] if one.question is not None else None,
                "upload": UploadAnswerForm(prefix=f"u{one.id}", data={"keeps_earlier": one.keeps_earlier}),
                "refused": refused.get(one.id),
                "megabytes": limit_bytes(one.document) // MEGABYTE if one.document is not None else 0,
                "ticket": ticket(purpose(one), limit_bytes(one.document)) if one.document is not None else "",
            }
            for one in found.items
        ],
        remark_read=actions.remark_mark(found.remark),
        remark_stands=found.remark if form.remark.errors else "",
        accepts=ACCEPTS,
        saved_at=max((one.drafted_at for one in found.items if one.drafted_at is not None), default=None),
        rows_of=rows_of,
        limits_of=limits_of,
        problems=refused,
        rivals=rivals or {},
    )


def purpose(item: ClarificationItem) -> str:
    """What files under this document are sent for."""
    return f"clarification:item:{item.id}"


def _save(application: Application, items: Sequence[ClarificationItem], form: Any) -> Rivals:
    if form.form_errors or "csrf_token" in form.errors:
        return {}
    questions = {one.id: asked_of(one.question) for one in items if one.question is not None}
    let_go = request.form.get("other", type=int)  # the text that stands there was chosen, not this one
    raw = {one: form[f"i{one}"].data for one in questions if not form[f"i{one}"].errors and one != let_go}
    versions = {number: request.form.get(f"v{number}", type=int) or 0 for number in raw}
    saved = form.attempt(
        lambda: actions.draft_answers(
            application,
            raw,
            versions=versions,
            remark=None if form.remark.errors else form.remark.data or "",
            remark_read=request.form.get("remark_read"),
            actor=current_actor(),
            now=clock.now(),
        )
    )
    if not saved:
        return {}
    for number, broken in saved.refused.items():
        form.refuse(broken.message, f"i{number}")
    if saved.remark_refused is not None:
        form.refuse(saved.remark_refused.message, "remark")
    for number, value in saved.values.items():
        problem = problem_of(questions[number], value)
        if problem not in {None, Problem.MISSING}:
            form.refuse(problem_words(problem, questions[number], value), f"i{number}")
    asked = {one.id: one.question for one in items if one.question is not None}
    met = {number: broken for number, broken in saved.refused.items() if isinstance(broken, actions.Conflict)}
    return {number: side_by_side(asked[number], conflict) for number, conflict in met.items()}


def closed(application: Application, messages: Sequence[str] = (), received_at: datetime | None = None) -> Any:
    """Nothing is awaited: what was asked and answered, before and after. ``messages``: what was not taken, and why;
    ``received_at``: when it came."""
    found = queries.exchanges(application.id, application.language, clock.now())
    if not found:
        return redirect(url_for("applications.show", application_id=application.id))
    page = render_template(
        "admission/applications/clarification_closed.html",
        application=application,
        exchanges=found,
        messages=messages,
        arrived=precise_words(received_at) if received_at is not None else "",
    )
    return forget(
        (page, 409 if messages else 200), url_for("applications.clarification", application_id=application.id) + "/"
    )


@bp.route("/applications/<int:application_id>/clarification/send", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_write)
def send_answer(application: Application) -> Any:
    """Before and after side by side, what is missing, the signature: judged by when this request was received."""
    received_at, number = arrival.received_at(), application.id
    may_send = policy.may_submit(current_actor(), application)
    found = queries.latest_clarification(number)
    form = SendAnswerForm(data=_signature(application))
    if form.is_submitted():
        if not may_send:
            abort(403)
        if form.validate() and form.attempt(lambda: _send(application, form, received_at)):
            return redirect(url_for("applications.receipt", application_id=number))
        application = queries.application(number) or abort(404)
        found = queries.latest_clarification(number)
    if found is None or found.state_at(received_at) is not ClarificationState.REQUESTED:
        return closed(application, [str(message) for _field, message in form.all_errors], received_at)
    page = render_template(
        "admission/applications/clarification_send.html",
        application=application,
        exchange=queries.exchange(found, application.language, received_at),
        lacking=_worded(found),
        form=form,
        may_send=may_send,
    )
    return page, (422 if form.is_submitted() else 200)


def _worded(found: Clarification) -> dict[int, object]:
    stays = _("Change it, or say in your remark why it stays as it is.")
    items = {one.id: one for one in found.items}
    return {
        number: stays
        if problem is None
        else problem_words(problem, asked_of(items[number].question), items[number].draft)
        for number, problem in actions.lacking(found).items()
    }


def _signature(application: Application) -> dict[str, str]:
    last = application.snapshots[-1] if application.snapshots else None
    return {
        "signed_name": current_actor().called(language()),
        "signed_role": last.signed_role if last is not None else "",
        "submission_id": secrets.token_hex(16),
    }


def _send(application: Application, form: SendAnswerForm, received_at: Any) -> int:
    return actions.answer_clarification(
        application,
        submission_id=form.submission_id.data or "",
        signed_name=form.signed_name.data or "",
        signed_role=form.signed_role.data or "",
        actor=current_actor(),
        now=received_at,
    ).id
