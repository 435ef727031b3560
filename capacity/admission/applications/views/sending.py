"""An application is looked over and sent; its receipt; reopening and withdrawing."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from babel.lists import format_list
from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import SubmitForm, WithdrawForm
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import ApplicationState, Problem
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.views.applying import contents
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.late import came_late
from capacity.admission.applications.views.limits import PROBLEM_WORDS, problem_words
from capacity.admission.applications.views.paper_facts import call_and_names, signature
from capacity.core import clock, hijri, papers
from capacity.core.asking import Asked
from capacity.core.languages import gettext as _
from capacity.core.languages import language, locale_code
from capacity.web import arrival
from capacity.web.downloads import download
from capacity.web.forms import ConfirmForm
from capacity.web.guards import done_once, requires
from capacity.web.offline import forget
from capacity.web.session import current_actor
from capacity.web.templating import date_words, moment_words, size


def _looked_over(application_id: int) -> Application | queries.Written | None:
    """What only the page shows is left out for who sends it: the draft is read in the transaction that judges it."""
    return queries.application(application_id) if request.method == "GET" else queries.written(application_id)


def _asked_first(application_id: int) -> Asked:
    return [] if request.method == "GET" else ahead.of_written(application_id)


@bp.route("/applications/<int:application_id>/summary", methods=["GET", "POST"])
@done_once
@requires(load=_looked_over, ahead=_asked_first, may=policy.may_write)
def summary(opened: Application | queries.Written) -> Any:
    """What is missing, the declaration, and the sending: judged by when this request was received."""
    received_at, number = arrival.received_at(), opened.id
    if opened.state in {ApplicationState.SUBMITTED, ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE}:
        return redirect(url_for("applications.receipt", application_id=number))
    if opened.state is not ApplicationState.DRAFT:
        return redirect(url_for("applications.show", application_id=number))
    may_send = policy.may_submit(current_actor(), opened)
    form = SubmitForm(data={"signed_name": current_actor().called(language()), "submission_id": secrets.token_hex(16)})
    if form.is_submitted():
        if not may_send:
            abort(403)
        if form.validate() and form.attempt(lambda: _submit(opened, form, received_at)):
            return redirect(url_for("applications.receipt", application_id=number))
    application = opened if isinstance(opened, Application) else queries.application(number) or abort(404)
    if form.is_submitted() and not application.accepts(received_at):
        return came_late(application, received_at)
    draft = queries.draft(application)
    done, wanted = draft.share
    closes_at = draft.application.call.window(draft.application.association_id).closes_at
    beside = queries.around(draft)
    body = render_template(
        "admission/applications/summary.html",
        draft=draft,
        application=draft.application,
        form=form,
        contents=contents(draft, beside, "*summary"),
        company=queries.company(draft, beside, "*summary", current_actor(), clock.now()),
        here="*summary",
        problems=[
            (subject, question, problem_words(problem, draft.rules[question.id], draft.value(question)))
            for subject, question, problem in draft.problems
        ],
        papers=[
            (paper, _("This document is missing.") if problem is Problem.MISSING else PROBLEM_WORDS[problem])
            for paper, problem in draft.paper_problems
        ],
        twice=_under_several(draft),
        unanswered=[one for one in queries.present_members(number) if one.state is MembershipState.INVITED],
        joined=queries.confirmed_in(draft.application.call_id, [draft.application.association_id]),
        may_send=may_send,
        is_open=draft.application.accepts(received_at),
        closes_at=closes_at,
        before_closing=received_at < closes_at,
        done=done,
        wanted=wanted,
        answered=[
            (
                subject.title,
                [queries.answer_as(one, draft.value(one), application.language) for one in draft.questions(subject)],
            )
            for subject in draft.subjects
        ],
    )
    return body, (422 if form.is_submitted() else 200)


def _under_several(draft: queries.Draft) -> list[tuple[str, str]]:
    """(name, documents) of each file that stands under more than one: on a telephone the wrong one is soon chosen."""
    found: dict[str, dict[int, tuple[str, str]]] = {}
    for paper in draft.papers:
        for one in draft.files.get(paper.id, ()):
            found.setdefault(one.file.sha256, {})[paper.id] = (one.file.filename, paper.label.text())
    return [
        (next(iter(places.values()))[0], format_list([label for _name, label in places.values()], locale=code))
        for places, code in ((places, locale_code(language())) for places in found.values())
        if len(places) > 1
    ]


def _submit(application: Application | queries.Written, form: SubmitForm, received_at: datetime) -> int:
    return actions.submit(
        application,
        submission_id=form.submission_id.data or "",
        signed_name=form.signed_name.data or "",
        signed_role=form.signed_role.data or "",
        actor=current_actor(),
        now=received_at,
    ).id


def _receipt(application_id: int) -> Application | None:
    application = queries.application(application_id)
    return application if application is not None and application.snapshots else None


def _chosen(application: Application) -> tuple[Snapshot, int]:
    """The receipt that ``?no=`` asks for, the latest without it, and its place among them."""
    number = request.args.get("no", type=int) or len(application.snapshots)
    if not 1 <= number <= len(application.snapshots):
        abort(404)
    return application.snapshots[number - 1], number


@bp.get("/applications/<int:application_id>/receipt")
@requires(load=_receipt, may=policy.owns)
def receipt(application: Application) -> Any:
    """The receipt of what was sent last, or of an earlier sending."""
    snapshot, number = _chosen(application)
    page = render_template(
        "admission/applications/receipt.html",
        application=application,
        snapshot=snapshot,
        receipt=queries.receipt_of(application, snapshot),
        no=number,
        is_latest=number == len(application.snapshots),
        others=[(place, one) for place, one in enumerate(application.snapshots, start=1) if one is not snapshot],
    )
    if application.state is ApplicationState.DRAFT:
        return page
    return forget(page, url_for("applications.show", application_id=application.id) + "/")


@bp.get("/applications/<int:application_id>/receipt.pdf")
@requires(load=_receipt, may=policy.owns)
def receipt_paper(application: Application) -> Any:
    """The receipt as a paper, in the reader's language."""
    snapshot, _number = _chosen(application)
    return download(
        receipt_pdf(application, snapshot), filename=f"{application.number}.pdf", media_type="application/pdf"
    )


@bp.get("/applications/<int:application_id>/receipt.json")
@requires(load=_receipt, may=policy.owns)
def receipt_content(application: Application) -> Any:
    """What was sent, to the byte: its SHA-256 is the one on the receipt, whoever computes it."""
    if application.erased_at is not None:
        abort(404)
    snapshot, _number = _chosen(application)
    name = f"{application.number}.json"
    return download(snapshot.content.encode(), filename=name, media_type="application/json")


def receipt_pdf(application: Application, snapshot: Snapshot) -> bytes:
    """Number, time (Hijri too), names in both scripts, fingerprints, and a code that leads to the page."""
    address = url_for("applications.receipt", application_id=application.id, _external=True)
    day = hijri.hijri(clock.local(snapshot.received_at).date(), language())
    found = queries.receipt_of(application, snapshot)
    facts = [
        (_("Number"), application.number),
        (_("Received"), moment_words(snapshot.received_at)),
        (_("Hijri date, approximately"), day),
        *call_and_names(application),
        *signature(snapshot, found),
    ]
    data = {
        "title": _("Receipt of an application"),
        "reference": application.number,
        "intro": _("This application has been received. Keep this receipt."),
        "facts": facts,
        "digest_label": _("Fingerprint (SHA-256) of what was sent"),
        "digest": snapshot.sha256,
        "papers_title": _("Documents, with their fingerprints (SHA-256)"),
        "papers": [
            {"label": one.label.text(), "name": f"{one.name} ({size(one.size)})", "sha256": one.sha256}
            for one in found.papers
        ],
        "note": _("Printed on %(date)s.", date=date_words(snapshot.received_at)),
        "qr": papers.qr_svg(address),
    }
    return papers.render(
        "admission/applications/papers/receipt.typ", data, language=language(), dated=snapshot.received_at
    )


@bp.route("/applications/<int:application_id>/reopen", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_submit, see=policy.owns)
def reopen(application: Application) -> Any:
    """Ask, then make it a draft again."""
    form, number = ConfirmForm(), application.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.reopen(application, actor=current_actor(), now=clock.now())
    ):
        flash(_("The application is open again."), "done")
        return redirect(url_for("applications.show", application_id=number))
    closes_at = application.call.window(application.association_id).closes_at
    page = render_template(
        "admission/applications/reopen.html", application=application, form=form, closes_at=closes_at
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/applications/<int:application_id>/withdraw", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_withdraw, see=policy.owns)
def withdraw(application: Application) -> Any:
    """Name the consequence, ask, withdraw."""
    form, number = WithdrawForm(), application.id
    if application.state is ApplicationState.WITHDRAWN:
        return redirect(url_for("applications.show", application_id=number))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.withdraw(application, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("The application is withdrawn."), "done")
        return redirect(url_for("applications.show", application_id=number))
    page = render_template("admission/applications/withdraw.html", application=application, form=form)
    return page, (422 if form.is_submitted() else 200)
