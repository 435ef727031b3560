"""Review, sign-off, submission, and what came of it."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.mentoring.shadow_reports import actions, policy, queries
from capacity.mentoring.shadow_reports.forms import AbandonForm, PublicationForm, SourcesForm, StepForm, SubmitForm
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import UNSUBMITTED, AbandonReason, Channel, ReportState
from capacity.mentoring.shadow_reports.views.record import gates_of
from capacity.mentoring.shadow_reports.views.room import back, bp, locked, own_ring, page
from capacity.mentoring.shadow_reports.views.words import WORDS
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.post("/reports/<int:report_id>/review")
@requires(may=policy.may_write, load=queries.report)
def send_to_review(report: ShadowReport) -> Any:
    """Ask the mentor to read and the representatives to sign off."""
    number, form = report.id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.send_to_review(report, actor=current_actor(), now=clock.now())
    ):
        flash(_("The report is in review. Those who read and sign it off get a letter."), "done")
    return back(number, form)


@bp.post("/reports/<int:report_id>/return")
@requires(may=policy.may_return, load=queries.report)
def return_to_drafting(report: ShadowReport) -> Any:
    """Bring it back to drafting."""
    number, form = report.id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.return_to_drafting(report, actor=current_actor(), now=clock.now())
    ):
        flash(_("The report is being drafted again; sign-offs are asked for anew."), "done")
    return back(number, form)


@bp.post("/reports/parties/<int:party_id>/sign-off")
@requires(may=policy.may_sign_off, load=queries.party)
def sign_off(party: ReportParty) -> Any:
    """A representative signs off for the association."""
    number, form = party.report_id, ConfirmForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.sign_off(party, actor=current_actor(), now=clock.now())
    ):
        flash(_("Signed off for your association."), "done")
    return back(number, form)


@bp.route("/reports/<int:report_id>/publication", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def publication(report: ShadowReport) -> Any:
    """Decide whether it may be published."""
    number = report.id
    decided = {None: None, True: "yes", False: "no"}[report.publish]
    form = PublicationForm(data={"publish": decided})
    if form.validate_on_submit() and form.attempt(
        lambda: actions.decide_publication(
            report, publish=form.publish.data == "yes", actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("Your decision is saved."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("publication.html", form, report=report)


@bp.route("/reports/<int:report_id>/sources", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def sources(report: ShadowReport) -> Any:
    """Go through the list that protects sources."""
    number, form = report.id, SourcesForm()
    if form.validate_on_submit() and form.attempt(
        lambda: actions.check_sources(report, actor=current_actor(), now=clock.now())
    ):
        flash(_("The protection of sources is checked for what stands now."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("sources.html", form, report=report)


@bp.route("/reports/<int:report_id>/submission", methods=["GET", "POST"])
@requires(may=policy.may_submit, load=queries.report)
def submission(report: ShadowReport) -> Any:
    """Note that the association sent it; what is missing is listed beside."""
    number, ring = report.id, own_ring(report)
    if ring is None:
        return locked(report)
    form = SubmitForm(data={"on": clock.today()})
    form.channel.choices = choices_of((one.value, WORDS[one][0]) for one in Channel)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.submit(
            report,
            on=form.on.data or clock.today(),
            channel=Channel(form.channel.data),
            reference=form.reference.data or "",
            opened_ring=ring,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The submission is noted. Well done."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    words = queries.drafted(queries.latest(report.id, ring))
    return page("submission.html", form, report=report, gates=gates_of(report, words))


@bp.route("/reports/<int:report_id>/next", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def after(report: ShadowReport) -> Any:
    """What came of it: considered by the mechanism, then followed up."""
    number, ring = report.id, own_ring(report)
    acts = {ReportState.SUBMITTED: actions.consider, ReportState.CONSIDERED: actions.follow_up}
    if ring is None or report.state not in acts:
        return redirect(url_for("shadow_reports.show", report_id=number))
    act, form = acts[report.state], StepForm(data={"on": clock.today()})
    if form.validate_on_submit() and form.attempt(
        lambda: act(
            report,
            on=form.on.data or clock.today(),
            words=form.words.data or "",
            opened_ring=ring,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The step is noted."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("after.html", form, report=report)


@bp.route("/reports/<int:report_id>/abandon", methods=["GET", "POST"])
@requires(may=policy.may_write, load=queries.report)
def abandon(report: ShadowReport) -> Any:
    """Give it up, after being told what that does."""
    number = report.id
    if report.state not in UNSUBMITTED:
        return redirect(url_for("shadow_reports.show", report_id=number))
    form = AbandonForm()
    form.reason.choices = choices_of(((one.value, WORDS[one][0]) for one in AbandonReason), empty=_("Choose a reason"))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.abandon(report, reason=AbandonReason(form.reason.data), actor=current_actor(), now=clock.now())
    ):
        flash(_("The report was given up. What was written stays with you."), "done")
        return redirect(url_for("shadow_reports.show", report_id=number))
    return page("abandon.html", form, report=report)
