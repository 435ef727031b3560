"""The desk asks about what was sent: what and why, until when; more time; the request taken back."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.applications import actions, policy, queries
from capacity.admission.applications.forms import MoreTimeForm, asking_form
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.clarifying import (
    CLARIFY_DAYS,
    Point,
    PointKind,
    due_at_end_of,
)
from capacity.admission.applications.views.blueprint import bp
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.web.forms import ReasonForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


def _record(application_id: int) -> str:
    return url_for("applications.record", application_id=application_id, tab="clarification")


@bp.route("/desk/applications/<int:application_id>/clarification", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_clarify, see=policy.may_read)
def ask(application: Application) -> Any:
    """Each question and document with what was sent, and room for why it is asked about."""
    now, number = clock.now(), application.id
    refusal = actions.why_not_ask(application, now)
    questions, papers = queries.askable_of(application)
    form = asking_form(
        list(questions.values()),
        list(papers.values()),
        {code: words.text() for code, words in queries.clarification_reasons().items()},
        due_on=clock.today() + timedelta(days=CLARIFY_DAYS),
        request_id=secrets.token_hex(16),
        **_begun(application, questions, papers),
    )
    waits = _letter_waits(number)
    if form.validate_on_submit() and form.attempt(lambda: _asked(application, form, questions, papers)):
        told = _("The association is asked, and written to.")
        later = _("The association is asked. It had a letter about this today: the next one leaves tomorrow morning.")
        flash(later if waits else told, "done")
        return redirect(_record(number))
    answers, files = queries.answers_now(number), queries.files_now(number)
    page = render_template(
        "admission/applications/ask.html",
        application=application,
        form=form,
        refusal=refusal,
        questions=[
            (one, queries.answer_as(one, answers.get(one.id), application.language), f"q{one.id}")
            for one in questions.values()
        ],
        deciding=list(queries.deciding_of(application).values()),
        decides=actions.DECIDES,
        papers=[(one, files.get(one.id, []), f"d{one.id}") for one in papers.values()],
    )
    return page, (422 if form.is_submitted() else 200)


def _letter_waits(number: int) -> bool:
    """Whether what is done now is written tomorrow: one letter a day at most."""
    return request.method == "POST" and queries.was_written_to(number, clock.now())


def _begun(application: Application, questions: dict[str, Any], papers: dict[str, Any]) -> dict[str, str]:
    """What later rooms found to ask about: the form begins with it."""
    begun: dict[str, str] = {}
    for points in collect("application.to_ask", application=application):
        for point in points:
            sign, things = ("q", questions) if point.kind is PointKind.QUESTION else ("d", papers)
            if point.key in things:
                begun[f"reason_{sign}{things[point.key].id}"] = point.reason
                begun[f"why_{sign}{things[point.key].id}"] = point.why
    return begun


def _asked(application: Application, form: Any, questions: dict[str, Any], papers: dict[str, Any]) -> int:
    points = []
    for kind, sign, things in ((PointKind.QUESTION, "q", questions), (PointKind.DOCUMENT, "d", papers)):
        for key, thing in things.items():
            reason, why = form[f"reason_{sign}{thing.id}"].data or "", form[f"why_{sign}{thing.id}"].data or ""
            if reason or why:
                points.append(Point(kind, key, reason, why))
    return actions.request_clarification(
        application,
        points,
        due_at=due_at_end_of(form.due_on.data),
        note=form.note.data or "",
        request_id=form.request_id.data or "",
        actor=current_actor(),
        now=clock.now(),
    ).id


@bp.route("/desk/applications/<int:application_id>/clarification/more-time", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_clarify, see=policy.may_read)
def more_time(application: Application) -> Any:
    """A later day for the answer that is awaited."""
    number, due = application.id, application.clarification_due_at
    if due is None:
        return redirect(_record(number))
    form = MoreTimeForm(data={"due_on": clock.local(due).date() + timedelta(days=CLARIFY_DAYS)})
    waits = _letter_waits(number)
    if form.validate_on_submit() and form.attempt(
        lambda: (
            actions.give_more_time(
                application, due_at=due_at_end_of(form.due_on.data), actor=current_actor(), now=clock.now()
            ).id
        )
    ):
        told = _("The association has more time, and is written to.")
        later = _(
            "The association has more time. It had a letter about this today: the next one leaves tomorrow morning."
        )
        flash(later if waits else told, "done")
        return redirect(_record(number))
    page = render_template("admission/applications/more_time.html", application=application, form=form, due=due)
    return page, (422 if form.is_submitted() else 200)


@bp.route("/desk/applications/<int:application_id>/clarification/take-back", methods=["GET", "POST"])
@requires(load=queries.application, may=policy.may_clarify, see=policy.may_read)
def take_back(application: Application) -> Any:
    """Name the consequence, ask why, take the request back."""
    form, number = ReasonForm(), application.id
    if application.clarification_due_at is None and not form.is_submitted():
        return redirect(_record(number))
    if form.validate_on_submit() and form.attempt(
        lambda: actions.take_back(application, reason=form.reason.data or "", actor=current_actor(), now=clock.now()).id
    ):
        flash(_("The request is taken back: the application stands as it was sent."), "done")
        return redirect(_record(number))
    page = render_template("admission/applications/take_back.html", application=application, form=form)
    return page, (422 if form.is_submitted() else 200)
