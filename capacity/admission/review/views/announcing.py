"""The announcement of the screening: of one region, or of several regions of a call in one go."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for

from capacity.admission.applications.models import Application
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.review import actions, policy, queries
from capacity.admission.review.forms import RegionsForm
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.review.views.blueprint import bp
from capacity.core import clock
from capacity.core.languages import ngettext
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/panels/<int:panel_id>/screening/announce", methods=["GET", "POST"])
@requires(load=queries.panel, may=policy.may_run)
def announce_screening(panel: Panel) -> Any:
    """What each ineligible association will read and the number of letters; then everybody is told."""
    form = ConfirmForm()
    panel_id = panel.id
    if form.validate_on_submit():
        told = form.attempt(lambda: actions.announce_screening(panel, actor=current_actor(), now=clock.now()))
        if told:
            _say(told)
            return redirect(url_for("review.screening_list", panel_id=panel_id))
    verdicts = queries.verdicts_of(panel)
    out = _ineligible(verdicts)
    eligible = sum(1 for _one, found in verdicts if found is not None and found.verdict is Verdict.ELIGIBLE)
    page = render_template(
        "admission/review/announce_screening.html",
        form=form,
        panel=panel,
        eligible=eligible,
        ineligible=len(out),
        total=len(verdicts),
        refused=_to_be_read(out),
        alone=sum(1 for _one, found in out if not found.stands),
        until=Recourse.read(panel.call.recourse).ends_at(clock.now()),
        is_open=panel.call.window().accepts(clock.now()),
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/calls/<int:call_id>/screening/announce", methods=["GET", "POST"])
@requires(load=calls.call, may=policy.may_announce_in)
def announce_call(call: Call) -> Any:
    """Which regions are ready; of those chosen, how many letters and what will be read; then everybody is told."""
    form, call_id, now = RegionsForm(), call.id, clock.now()
    regions = queries.readiness_of(call, current_actor(), now)
    form.regions.choices = choices_of((one.code, one.name.text()) for one in regions if one.is_ready)
    if form.validate_on_submit():
        told = form.attempt(
            lambda: actions.announce_screenings(call, form.regions.data or [], actor=current_actor(), now=now)
        )
        if told:
            _say(told)
            return redirect(url_for("review.announce_call", call_id=call_id))
    wanted = form.regions.data or [] if form.is_submitted() else request.args.getlist("regions")
    chosen = [one for one in regions if one.is_ready and one.code in wanted]
    page = render_template(
        "admission/review/announce_call.html",
        form=form,
        call=call,
        regions=regions,
        chosen=chosen,
        letters=sum(one.received for one in chosen),
        refused=_to_be_read(_ineligible(queries.verdicts_in(call_id, [one.code for one in chosen]))),
        until=Recourse.read(call.recourse).ends_at(now),
        is_open=call.window().accepts(now),
    )
    return page, (422 if form.is_submitted() else 200)


def _say(letters: int) -> None:
    flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", letters), "done")


def _ineligible(verdicts: Sequence[tuple[Application, Screening | None]]) -> list[tuple[Application, Screening]]:
    return [(one, found) for one, found in verdicts if found is not None and found.verdict is Verdict.INELIGIBLE]


def _to_be_read(out: list[tuple[Application, Screening]]) -> list[tuple[Any, ...]]:
    """(application, reasons, note, refused documents with their reasons, whether two people found so)."""
    words = calls.reasons(None, retired=True)
    documents = queries.standing_of([one.id for one, _found in out])
    return [
        (
            one,
            [words[code] for code in found.reasons if code in words],
            found.note,
            [
                (label, words[verdict.reason])
                for verdict, label in documents.get(one.id, ())
                if verdict.judgement is Judgement.REFUSED and verdict.reason in words
            ],
            found.stands,
        )
        for one, found in out
    ]
