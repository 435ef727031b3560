"""A complaint is written, documents are joined, and it is filed: judged by when the server received the request."""

from __future__ import annotations

import secrets
from typing import Any

from flask import abort, flash, jsonify, redirect, render_template, request, url_for

from capacity.admission.complaints import actions, policy, queries
from capacity.admission.complaints.forms import ComplaintForm, DocumentsForm, FileForm
from capacity.admission.complaints.models import Complaint, ComplaintFile
from capacity.admission.complaints.states import TEXT_MAX, ComplaintState
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.standing import contact_of
from capacity.admission.complaints.views.words import SUBJECT_WORDS
from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.files import store
from capacity.core.inspection import MEGABYTE, Kind, accept_sent
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.core.unit_of_work import unit_of_work
from capacity.web import arrival
from capacity.web.forms import choices_of, forget_reads
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.uploads import Sent, document_limit_mb, sent, ticket

KINDS = frozenset(Kind)
ACCEPTS = ".pdf,.docx,.jpg,.jpeg,.png,.heic,.heif"


def limit_bytes() -> int:
    """How large one document may be."""
    return document_limit_mb() * MEGABYTE


def purpose_of(complaint: Complaint) -> str:
    """What a document on its way is for."""
    return f"complaint:{complaint.id}:{complaint.state.value}"


def documents_of(complaint: Complaint, refused: object = None) -> dict[str, Any]:
    """What the part of a page needs that takes documents; ``refused`` says why one was not taken."""
    with_answer = complaint.state is ComplaintState.ASKED
    return {
        "documents": complaint.present_files(with_answer=with_answer),
        "upload": DocumentsForm(prefix="d"),
        "refused": refused,
        "accepts": ACCEPTS,
        "ticket": ticket(purpose_of(complaint), limit_bytes()),
        "megabytes": limit_bytes() // MEGABYTE,
    }


@bp.route("/complaints/<int:complaint_id>/write", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_write, see=policy.may_see)
def write(complaint: Complaint) -> Any:
    """The grounds and the text; saved, and nothing filed."""
    form, number = ComplaintForm(obj=complaint), complaint.id
    form.grounds.choices = choices_of([(code, text.text()) for code, text in queries.grounds().items()])
    if form.validate_on_submit() and form.attempt(
        lambda: actions.save(
            complaint,
            grounds=form.grounds.data or [],
            text=form.text.data or "",
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        if request.form.get("then") == "stay":
            flash(_("Saved. Nothing has been filed yet."), "done")
            return redirect(url_for("complaints.write", complaint_id=number))
        return redirect(url_for("complaints.file", complaint_id=number))
    page = render_template(
        "admission/complaints/write.html",
        complaint=complaint,
        application=complaint.application,
        standing=queries.standing_of(complaint.application_id),
        subject_words=SUBJECT_WORDS,
        form=form,
        most=TEXT_MAX,
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/complaints/<int:complaint_id>/file", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_write, see=policy.may_see)
def file(complaint: Complaint) -> Any:
    """Documents, a last look, the declaration."""
    received_at, number = arrival.received_at(), complaint.id
    form = FileForm(data={"signed_name": current_actor().called(language()), "submission_id": secrets.token_hex(16)})
    if form.is_submitted():
        if not policy.may_file(current_actor(), complaint):
            abort(403)
        if form.validate() and form.attempt(lambda: _file(complaint, form, received_at)):
            flash(_("Your complaint is filed. This is the receipt."), "done")
            return redirect(url_for("complaints.show", complaint_id=number))
    return _to_file(queries.complaint(number) or abort(404), form, received_at), (422 if form.is_submitted() else 200)


def _file(complaint: Complaint, form: FileForm, received_at: Any) -> int:
    return actions.file(
        complaint,
        submission_id=form.submission_id.data or "",
        signed_name=form.signed_name.data or "",
        actor=current_actor(),
        now=received_at,
    ).id


def _to_file(complaint: Complaint, form: FileForm, received_at: Any, refused: object = None) -> str:
    standing = queries.standing_of(complaint.application_id)
    window = standing.window if standing is not None else None
    return render_template(
        "admission/complaints/file.html",
        complaint=complaint,
        application=complaint.application,
        window=window,
        late=window is not None and not window.takes(received_at),
        contact=contact_of(complaint.application.region_code),
        grounds=[text for code, text in queries.grounds().items() if code in complaint.grounds],
        may_file=policy.may_file(current_actor(), complaint),
        form=form,
        **documents_of(complaint, refused),
    )


@bp.post("/complaints/<int:complaint_id>/documents")
@requires(load=queries.complaint, may=policy.may_join, see=policy.may_see)
def join(complaint: Complaint) -> Any:
    """Take in the documents sent, whole or piece by piece; all of them, or none and why."""
    number, asked = complaint.id, complaint.state is ComplaintState.ASKED
    form = DocumentsForm(prefix="d")
    try:
        if not form.validate():
            raise RuleBroken(_("The page was open for too long. Reload it and send it again."))
        came = sent(form.files.data or [], purpose_of(complaint))
        if not came.taken:
            _keep(complaint, form, came)
    except RuleBroken as broken:
        if request.accept_mimetypes.best == "application/json":
            return jsonify(error=str(broken.message)), 422
        flash(str(broken.message), "attention")
        if not asked:
            mine = queries.complaint(number) or abort(404)
            return _to_file(mine, FileForm(formdata=None), arrival.received_at(), broken.message), 422
    back = url_for("complaints.reply" if asked else "complaints.file", complaint_id=number, _anchor="documents")
    if request.accept_mimetypes.best == "application/json":
        return jsonify(next=back)
    return redirect(back)


def _keep(complaint: Complaint, form: DocumentsForm, came: Sent) -> None:
    good = accept_sent(
        came.files, _("Document"), together=form.together.data, limit_bytes=limit_bytes(), kinds=KINDS, now=clock.now()
    )
    forget_reads()
    kept = [store().keep(accepted.data) for accepted in good]
    with unit_of_work():
        if not came.take():
            return
        for accepted, lies in zip(good, kept, strict=True):
            actions.attach(complaint, accepted, kept=lies, actor=current_actor(), now=clock.now())


@bp.post("/complaints/<int:complaint_id>/documents/<int:file_id>/remove")
@requires(load=queries.complaint_file, may=policy.of_file(policy.may_join), see=policy.of_file(policy.may_see))
def remove(found: tuple[Complaint, ComplaintFile]) -> Any:
    """Take a document away; it is kept aside."""
    complaint, joined = found
    number, asked = complaint.id, complaint.state is ComplaintState.ASKED
    with unit_of_work():
        actions.detach(complaint, joined, actor=current_actor(), now=clock.now())
    flash(_("The file was taken away."), "done")
    return redirect(url_for("complaints.reply" if asked else "complaints.file", complaint_id=number))
