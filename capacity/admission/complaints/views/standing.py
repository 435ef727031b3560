"""Where an association begins: what it may complain about and until when, what it filed, and whom to write to."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.calls.states.recourse_words import recourse_words
from capacity.admission.complaints import actions, policy, queries
from capacity.admission.complaints.models import Complaint, ComplaintFile
from capacity.admission.complaints.queries import Standing
from capacity.admission.complaints.states import ComplaintState
from capacity.admission.complaints.states.following_words import for_association
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import SUBJECT_WORDS
from capacity.admission.rounds import queries as rounds
from capacity.core import clock, contacts
from capacity.core.files import store
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.web import arrival
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


def contact_of(region_code: str) -> dict[str, Any] | None:
    """Whom to call or write to in a region, named as the reader writes it."""
    named = "name_ar" if language() == "ar" else "name_fr"
    found = contacts.contact_of(region_code)
    return {**found, "name": found[named]} if found else None


@bp.route("/applications/<int:application_id>/complaints", methods=["GET", "POST"])
@requires(load=queries.standing_of, may=policy.may_complain)
def about(standing: Standing) -> Any:
    """The decision, the window, the rule of the call; a press begins the complaint, or goes on with the one begun."""
    form, application = ConfirmForm(), standing.application
    begun = form.is_submitted() and form.validate() and form.attempt(lambda: _begin(standing))
    if begun:
        return redirect(url_for("complaints.write", complaint_id=begun))
    page = render_template(
        "admission/complaints/about.html",
        standing=standing,
        application=application,
        form=form,
        subject_words=SUBJECT_WORDS,
        open=standing.window is not None and standing.window.takes(arrival.received_at()),
        rule=recourse_words(Recourse.read(application.call.recourse)),
        contact=contact_of(application.region_code),
    )
    return page, (409 if form.is_submitted() else 200)


def _begin(standing: Standing) -> int:
    return actions.begin(standing.application, language=language(), actor=current_actor(), now=arrival.received_at()).id


@bp.get("/complaints/<int:complaint_id>")
@requires(load=queries.complaint, may=policy.may_see)
def show(complaint: Complaint) -> Any:
    """The receipt, where it stands, and the answer once it was given."""
    if complaint.state is ComplaintState.DRAFT:
        return redirect(url_for("complaints.write", complaint_id=complaint.id))
    decided = complaint.state is ComplaintState.DECIDED
    return render_template(
        "admission/complaints/show.html",
        complaint=complaint,
        application=complaint.application,
        subject_words=SUBJECT_WORDS,
        grounds=[text for code, text in queries.grounds().items() if code in complaint.grounds],
        reasons=[text for code, (text, _for) in queries.reasons().items() if decided and code in complaint.reasons],
        outcome=rounds.outcome_of(complaint.application_id) if decided else None,
        told=for_association(complaint.follows, Recourse.read(complaint.application.call.recourse).instead)
        if complaint.follows is not None
        else "",
        contact=contact_of(complaint.application.region_code),
        waits=complaint.state is ComplaintState.ASKED
        and complaint.answer_due_at is not None
        and clock.now() <= complaint.answer_due_at,
    )


@bp.route("/complaints/<int:complaint_id>/withdraw", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_withdraw, see=policy.may_see)
def withdraw(complaint: Complaint) -> Any:
    """Take it back."""
    form, number, was_draft = ConfirmForm(), complaint.id, complaint.state is ComplaintState.DRAFT
    application_id = complaint.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.withdraw(complaint, actor=current_actor(), now=clock.now())
    ):
        flash(_("The complaint is withdrawn."), "done")
        if was_draft:
            return redirect(url_for("complaints.about", application_id=application_id))
        return redirect(url_for("complaints.show", complaint_id=number))
    page = render_template("admission/complaints/withdraw.html", complaint=complaint, form=form)
    return page, (422 if form.is_submitted() else 200)


@bp.get("/complaints/<int:complaint_id>/documents/<int:file_id>")
@requires(load=queries.complaint_file, may=policy.of_file(policy.may_see | policy.may_read))
def open_document(found: tuple[Complaint, ComplaintFile]) -> Any:
    """A document of a complaint, shown in a sandbox."""
    file = found[1].file
    return download(store().read(file), filename=file.filename, media_type=file.media_type, show=True)
