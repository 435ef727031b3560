"""The announcement with its letters previewed, the offers that follow, the end of the round."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds import actions, notices, policy, queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import OfferState, OutcomeKind, ProposalKind, RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.ranking import STAGES, tabs
from capacity.core import clock
from capacity.core.languages import LANGUAGES, language, ngettext
from capacity.core.outbox import Letter
from capacity.web import letters
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/selection/<int:round_id>/announce", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_announce)
def announce(round_: Round) -> Any:
    """Confirm with the number of letters and a look at each kind of them."""
    if round_.state is not RoundState.SEALED or round_.sealed_content is None:
        if round_.announced_at is not None:
            return redirect(url_for("rounds.offers", round_id=round_.id))
        abort(404)
    form, round_id = ConfirmForm(), round_.id
    if form.validate_on_submit():
        told = form.attempt(lambda: actions.announce(round_, actor=current_actor(), now=clock.now()))
        if told:
            flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", told), "done")
            return redirect(url_for("rounds.offers", round_id=round_id))
    asked = request.args.get("letters", language())
    shown = asked if asked in LANGUAGES else language()
    standing_lines = queries.sealed_lines(round_.sealed_content)
    known = queries.applications_by_number(round_.call_id, [line.number for line in standing_lines])
    lines = [
        line
        for line in standing_lines
        if line.number in known and known[line.number].state is not ApplicationState.WITHDRAWN
    ]
    counts = Counter(line.kind for line in lines)
    page = render_template(
        "admission/rounds/announce.html",
        form=form,
        round=round_,
        counts=[(kind, counts[kind], _preview(round_, kind, shown)) for kind in ProposalKind if counts[kind]],
        total=len(lines),
        shown=shown,
    )
    return page, (422 if form.is_submitted() else 200)


def _preview(round_: Round, kind: ProposalKind, code: str) -> letters.Rendered:
    """The letter of this kind, as a first recipient would read it, with an example's name."""
    outcome_kind = {
        ProposalKind.SELECT: OutcomeKind.SELECTED,
        ProposalKind.RESERVE: OutcomeKind.RESERVE,
        ProposalKind.DECLINE: OutcomeKind.NOT_SELECTED,
    }[kind]
    now: datetime = clock.now()
    data = {
        "association": "…",
        "number": "…",
        "call": round_.call.title.text(code),
        "application_id": 0,
        "region": round_.region_code,
        "seats": round_.seats,
        "reserve_rank": 1,
        "points": 0,
        "due": actions.answer_by(round_, now).isoformat(),
        "contact": "",
    }
    return letters.render(Letter(template=notices.TEMPLATES[outcome_kind], language=code, data=data))


@bp.get("/selection/<int:round_id>/offers")
@requires(load=queries.round_of, may=policy.may_see)
def offers(round_: Round) -> Any:
    """Who accepted, who did not answer yet, who moved up."""
    if round_.announced_at is None:
        abort(404)
    outcomes = [item for item in queries.outcomes_of(round_.id) if item.kind is not OutcomeKind.NOT_SELECTED]
    states = Counter(item.state for item in outcomes)
    waits = any(
        item.kind is OutcomeKind.RESERVE and item.application.state is not ApplicationState.WITHDRAWN
        for item in outcomes
    )
    return render_template(
        "admission/rounds/offers.html",
        round=round_,
        outcomes=outcomes,
        open=states[OfferState.OFFERED],
        kept_free=round_.seats - queries.seats_taken(round_.id)
        if waits and round_.state is RoundState.ANNOUNCED
        else 0,
        accepted=states[OfferState.ACCEPTED] + states[OfferState.ENROLLED],
        tabs=tabs(round_, "offers"),
        stage=STAGES.index(round_.state) + 1,
        states=OfferState,
    )


@bp.route("/selection/<int:round_id>/finish", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_announce)
def finish(round_: Round) -> Any:
    """Enrol the accepted and end the reserve list."""
    if round_.state is not RoundState.ANNOUNCED:
        abort(404)
    form, round_id = ConfirmForm(), round_.id
    if form.validate_on_submit():
        done: list[int] = []
        if form.attempt(lambda: done.append(actions.finish(round_, actor=current_actor(), now=clock.now()))):
            flash(ngettext("%(num)s association is enrolled.", "%(num)s associations are enrolled.", done[0]), "done")
            return redirect(url_for("rounds.offers", round_id=round_id))
    outcomes = queries.outcomes_of(round_.id)
    page = render_template(
        "admission/rounds/finish.html",
        form=form,
        round=round_,
        accepted=sum(1 for item in outcomes if item.state is OfferState.ACCEPTED),
        open=sum(1 for item in outcomes if item.state is OfferState.OFFERED),
    )
    return page, (422 if form.is_submitted() else 200)
