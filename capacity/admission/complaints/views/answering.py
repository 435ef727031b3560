"""The handler asks and proposes; a second person reads the answer and confirms it, or sends it back."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.admission.calls.states.recourse_words import INSTEADS, REMEDIES
from capacity.admission.complaints import actions, policy, queries
from capacity.admission.complaints.forms import AskForm, ConfirmAnswerForm, ProposeForm
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import TEXT_MAX, Verdict
from capacity.admission.complaints.states.following import Follows
from capacity.admission.complaints.states.following_words import for_staff
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import WORDS
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.forms import ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/desk/complaints/<int:complaint_id>/ask", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_ask, see=policy.may_read)
def ask(complaint: Complaint) -> Any:
    """One question to the association."""
    form, number = AskForm(), complaint.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.ask(
            complaint,
            question=form.question.data or "",
            days=form.days.data or 0,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The association is written to."), "done")
        return redirect(url_for("complaints.record", complaint_id=number))
    page = render_template("admission/complaints/ask.html", complaint=complaint, form=form, most=TEXT_MAX)
    return page, (422 if form.is_submitted() else 200)


@bp.route("/desk/complaints/<int:complaint_id>/propose", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_propose, see=policy.may_read)
def propose(complaint: Complaint) -> Any:
    """The answer, its reasons, and whether a seat is due."""
    form, number = ProposeForm(obj=complaint), complaint.id
    form.verdict.choices = choices_of([(verdict.value, WORDS[verdict][0]) for verdict in Verdict])
    form.reasons.choices = choices_of([(code, text.text()) for code, (text, _for) in queries.reasons().items()])
    if form.validate_on_submit() and form.attempt(
        lambda: actions.propose(
            complaint,
            verdict=Verdict(form.verdict.data),
            reasons=form.reasons.data or [],
            reasoning=form.reasoning.data or "",
            seat_due=bool(form.seat_due.data),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The answer waits for the second person. Nobody outside sees it."), "done")
        return redirect(url_for("complaints.record", complaint_id=number))
    page = render_template(
        "admission/complaints/propose.html", complaint=complaint, form=form, most=TEXT_MAX, remedy=_remedy(complaint)
    )
    return page, (422 if form.is_submitted() else 200)


def _remedy(complaint: Complaint) -> str:
    """What follows where a seat is due, as the call declared it."""
    recourse = recourse_of(complaint)
    said = str(REMEDIES[recourse.remedy])
    return said if recourse.remedy is Remedy.EXTRA_SEAT else f"{said} {INSTEADS[recourse.instead]}"


@bp.route("/desk/complaints/<int:complaint_id>/confirm", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_confirm, see=policy.may_read)
def confirm(complaint: Complaint) -> Any:
    """Read the answer as the association will read it, and confirm it."""
    follows, number = queries.follows_now(complaint) or Follows.LATER, complaint.id
    form = ConfirmAnswerForm(data={"seen": str(complaint.version), "told": follows.value})
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.confirm(
                complaint, seen=_number(form.seen.data or ""), told=Follows(form.told.data),
                actor=current_actor(), now=clock.now(),
            ).id
        )
    ):  # fmt: skip
        flash(_("The association is told. What follows is done."), "done")
        return redirect(url_for("complaints.record", complaint_id=number))
    page = render_template(
        "admission/complaints/confirm.html",
        complaint=complaint,
        form=form,
        grounds=[text for code, text in queries.grounds().items() if code in complaint.grounds],
        reasons=[text for code, (text, _for) in queries.reasons().items() if code in complaint.reasons],
        follows=follows,
        words=for_staff(follows, recourse_of(complaint).instead),
        later=follows is Follows.LATER,
    )
    return page, (422 if form.is_submitted() else 200)


def recourse_of(complaint: Complaint) -> Recourse:
    """The rule that the call declared."""
    return Recourse.read(complaint.application.call.recourse)


def _number(typed: str) -> int:
    return int(typed) if typed.isascii() and typed.isdigit() else 0


@bp.route("/desk/complaints/<int:complaint_id>/send-back", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_confirm, see=policy.may_read)
def send_back(complaint: Complaint) -> Any:
    """Not confirmed: the handler reads why and goes on."""
    form, number = ReasonForm(), complaint.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.send_back(complaint, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("The answer is sent back."), "done")
        return redirect(url_for("complaints.record", complaint_id=number))
    page = render_template("admission/complaints/send_back.html", complaint=complaint, form=form)
    return page, (422 if form.is_submitted() else 200)
