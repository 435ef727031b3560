"""Files under a document that the coordination asked about: sent, looked at, taken away and put back."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, jsonify, redirect, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import UploadAnswerForm, clarified_form
from capacity.admission.applications.models import Application, ClarificationFile, ClarificationItem
from capacity.admission.applications.views.attaching import KINDS, limit_bytes
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.clarified import awaited, closed, purpose, shown
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import accept_sent
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.web.downloads import download
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.uploads import Sent, sent


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
        return _refused(number, item_id, broken)
    back = url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(next=back)
    return redirect(back)


def _sent(form: UploadAnswerForm, item: ClarificationItem) -> Sent:
    if item.document is None:
        abort(404)
    if not form.validate():
        raise RuleBroken(_("The page was open for too long. Reload it and send it again."))
    return sent(form.files.data or [], purpose(item))


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
                keeps_earlier=bool(form.keeps_earlier.data) if form.chooses.data else None,
                actor=current_actor(),
                now=clock.now(),
            )


@bp.post("/applications/<int:application_id>/clarification/<int:item_id>/beside")
@requires(load=queries.clarification_item, may=policy.of_joined(policy.may_write))
def choose_beside(found: tuple[Application, ClarificationItem]) -> Any:
    """Keep what was sent before beside the new files (``keep``), or let these take its place."""
    number, item_id, keeps = found[0].id, found[1].id, bool(request.form.get("keep"))
    try:
        with unit_of_work():
            actions.choose_beside(
                queries.locked(number), item_id, keeps_earlier=keeps, actor=current_actor(), now=clock.now()
            )
    except RuleBroken as broken:
        return _refused(number, item_id, broken)
    stay = _("The files sent before stay beside the new ones.")
    flash(stay if keeps else _("The new files take the place of those sent before."), "done")
    return redirect(url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}"))


@bp.get("/applications/<int:application_id>/clarification/files/<int:file_id>")
@requires(load=queries.clarification_file, may=policy.of_joined(policy.owns))
def answer_file(found: tuple[Application, ClarificationFile]) -> Any:
    """A file of one's own answer, shown in a sandbox."""
    file, plain = found[1].file, f"{found[0].number} document {found[1].id}"
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True, plain=plain)


@bp.post("/applications/<int:application_id>/clarification/files/<int:file_id>/remove")
@requires(load=queries.clarification_file, may=policy.of_joined(policy.may_write))
def remove_answer_file(found: tuple[Application, ClarificationFile]) -> Any:
    """Take a file away from the answer; it is kept aside."""
    number, item_id, file_id = found[0].id, found[1].item_id, found[1].id
    with unit_of_work():
        actions.detach_from_answer(queries.locked(number), file_id, actor=current_actor(), now=clock.now())
    flash(_("The file was taken away."), "done")
    return redirect(url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}"))


@bp.post("/applications/<int:application_id>/clarification/files/<int:file_id>/put-back")
@requires(load=queries.clarification_file, may=policy.of_joined(policy.may_write))
def put_back_answer_file(found: tuple[Application, ClarificationFile]) -> Any:
    """Join a file to the answer again that was taken away."""
    number, item_id, file_id = found[0].id, found[1].item_id, found[1].id
    try:
        with unit_of_work():
            actions.put_back_to_answer(queries.locked(number), file_id, actor=current_actor(), now=clock.now())
    except RuleBroken as broken:
        return _refused(number, item_id, broken)
    flash(_("The file is back."), "done")
    return redirect(url_for("applications.clarification", application_id=number, _anchor=f"item-{item_id}"))


def _refused(number: int, item_id: int, broken: RuleBroken) -> Any:
    """The page of the answer with why a file was not taken, or what stands now that nothing is awaited."""
    application = queries.application(number) or abort(404)
    asked = awaited(application)
    if asked is None:
        return closed(application, [str(broken.message)])
    return shown(application, asked, clarified_form(asked.items, asked.remark), {item_id: broken.message}), 422
