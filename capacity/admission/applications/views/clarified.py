"""The association answers the coordination: what was asked about, files included, then the signature."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import SendAnswerForm, UploadAnswerForm, clarified_form
from capacity.admission.applications.models import (
    Application,
    Clarification,
    ClarificationFile,
    ClarificationItem,
)
from capacity.admission.applications.states import Problem, asked_of, problem_of
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.views.attaching import ACCEPTS, KINDS, limit_bytes
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.questions import rows_of
from capacity.admission.applications.views.wording import problem_words
from capacity.admission.applications.views.writing import Rivals, side_by_side
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import MEGABYTE, accept_sent
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.unit_of_work import unit_of_work
from capacity.web import arrival
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.offline import forget, keep
from capacity.web.session import current_actor
from capacity.web.templating import precise_words
from capacity.web.uploads import Sent, sent, ticket


def _awaited(application: Application) -> Clarification | None:
    found = queries.latest_clarification(application.id)
    return found if found is not None and found.state_at(clock.now()) is ClarificationState.REQUESTED else None


@bp.route("/applications/<int:application_id>/clarification", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_write)
def clarification(application: Application) -> Any:
    """What is asked, why, what was sent, and room for the answer; once it is over, before and after."""
    found = _awaited(application)
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
        found = _awaited(application)
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
                "ticket": ticket(_purpose(one), limit_bytes(one.document)) if one.document is not None else "",
            }
            for one in found.items
        ],
        remark_read=actions.remark_mark(found.remark),
        remark_stands=found.remark if form.remark.errors else "",
        accepts=ACCEPTS,
        saved_at=max((one.drafted_at for one in found.items if one.drafted_at is not None), default=None),
        rows_of=rows_of,
        problems=refused,
        rivals=rivals or {},
    )


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


@bp.post("/applications/<int:application_id>/clarification/<int:item_id>/files")
@requires(load=queries.clarification_item, may=policy.of_joined(policy.may_write))
def upload_answer(found: tuple[Application, ClarificationItem]) -> Any:
    """Take in the files sent under one document that is asked about; all of them, or none and why."""
    number, item_id = found[0].id, found[1].id
    form = UploadAnswerForm(prefix=f"u{item_id}")
    try:
        came = _sent(form, found[1])
        if not came.taken:
            _keep(form, found, came)
    except RuleBroken as broken:
        if request.accept_mimetypes.best == "application/json":
            return jsonify(error=str(broken.message)), 422
        application = queries.application(number) or abort(404)
        asked = _awaited(application)
        if asked is None:
            return closed(application, [str(broken.message)])
        return shown(application, asked, clarified_form(asked.items, asked.remark), {item_id: broken.message}), 422
    back = url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(next=back)
    return redirect(back)


def _sent(form: UploadAnswerForm, item: ClarificationItem) -> Sent:
    if item.document is None:
        abort(404)
    if not form.validate():
        raise RuleBroken(_("The page was open for too long. Reload it and send it again."))
    return sent(form.files.data or [], _purpose(item))


def _purpose(item: ClarificationItem) -> str:
    return f"clarification:item:{item.id}"


def _keep(form: UploadAnswerForm, found: tuple[Application, ClarificationItem], came: Sent) -> None:
    application, item = found
    document = item.document or abort(404)
    number, item_id, name = application.id, item.id, document.label.text(application.language)
    good = accept_sent(
        came.files,
        name,
        together=form.together.data,
        limit_bytes=limit_bytes(document),
        kinds=KINDS,
        now=clock.now(),
    )
    with unit_of_work():
        if not came.take():
            return
        application = queries.locked(number)
        for accepted in good:
            actions.attach_to_answer(
                application,
                item_id,
                accepted,
                keeps_earlier=bool(form.keeps_earlier.data),
                actor=current_actor(),
                now=clock.now(),
            )


@bp.get("/applications/<int:application_id>/clarification/files/<int:file_id>")
@requires(load=queries.clarification_file, may=policy.of_joined(policy.owns))
def answer_file(found: tuple[Application, ClarificationFile]) -> Any:
    """A file of one's own answer, shown in a sandbox."""
    file = found[1].file
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True)


@bp.post("/applications/<int:application_id>/clarification/files/<int:file_id>/remove")
@requires(load=queries.clarification_file, may=policy.of_joined(policy.may_write))
def remove_answer_file(found: tuple[Application, ClarificationFile]) -> Any:
    """Take a file away from the answer; it is kept aside."""
    number, item_id, file_id = found[0].id, found[1].item_id, found[1].id
    with unit_of_work():
        actions.detach_from_answer(queries.locked(number), file_id, actor=current_actor(), now=clock.now())
    flash(_("The file was taken away."), "done")
    return redirect(url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}"))


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
