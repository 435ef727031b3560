"""The association answers the handler's question, once."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.complaints import actions, policy, queries
from capacity.admission.complaints.forms import ReplyForm
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import TEXT_MAX, ComplaintState
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.writing import documents_of
from capacity.core.languages import gettext as _
from capacity.web import arrival
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/complaints/<int:complaint_id>/reply", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_see)
def reply(complaint: Complaint) -> Any:
    """The question, documents, the answer; late, and once it was given, the complaint's own page."""
    number = complaint.id
    if complaint.state is not ComplaintState.ASKED:
        return redirect(url_for("complaints.show", complaint_id=number))
    form = ReplyForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.answer(complaint, text=form.text.data or "", actor=current_actor(), now=arrival.received_at())
    ):
        flash(_("Your answer is sent."), "done")
        return redirect(url_for("complaints.show", complaint_id=number))
    page = render_template(
        "admission/complaints/reply.html",
        complaint=complaint,
        application=complaint.application,
        form=form,
        most=TEXT_MAX,
        **documents_of(complaint),
    )
    return page, (422 if form.is_submitted() else 200)
