"""The announcement with its letters previewed, the offers that follow, the end of the round."""

from __future__ import annotations

from collections import Counter
from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.calls.states.rules import Promotion, Rules
from capacity.admission.rounds import actions, notices, policy, queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import OfferState, OutcomeKind, RoundState
from capacity.admission.rounds.views import listed
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.letters import rendered
from capacity.admission.rounds.views.ranking import STAGES, tabs
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import LANGUAGES, language, ngettext
from capacity.core.languages import gettext as _
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/selection/<int:round_id>/announce", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_announce)
def announce(round_: Round) -> Any:
    """Confirm with the number of letters and a look at each kind of them."""
    if round_.state is not RoundState.SEALED or round_.sealed_content is None:
        if round_.announced_at is not None:
            return redirect(url_for("rounds.letters", round_id=round_.id))
        abort(404)
    form, round_id = ConfirmForm(), round_.id
    if form.validate_on_submit():
        told = form.attempt(lambda: actions.announce(round_, actor=current_actor(), now=clock.now()))
        if told:
            flash(ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", told), "done")
            return redirect(url_for("rounds.letters", round_id=round_id))
    asked = request.args.get("letters", language())
    shown = asked if asked in LANGUAGES else language()
    lines = queries.foreseen(round_)
    page = render_template(
        "admission/rounds/announce.html",
        form=form,
        round=round_,
        counts=_examples(round_, lines, shown),
        total=len(lines),
        shown=shown,
    )
    return page, (422 if form.is_submitted() else 200)


def _examples(round_: Round, lines: list[queries.Foreseen], code: str) -> list[tuple[OutcomeKind, int, Any]]:
    """(kind, how many letters, the first of them as it will be read) of each kind that there is."""
    counts = Counter(line.kind for line in lines)
    firsts = [next(line for line in lines if line.kind is kind) for kind in OutcomeKind if counts[kind]]
    found, writer = queries.recipients(round_, firsts), notices.Writer(round_)
    return [(line.kind, counts[line.kind], rendered(writer, line, found[line.application_id], code)) for line in firsts]


@bp.get("/selection/<int:round_id>/offers")
@requires(load=queries.round_of, may=policy.may_see)
def offers(round_: Round) -> Any:
    """Who accepted, who did not answer yet, who moved up; what can be done with a seat that is free."""
    if round_.announced_at is None:
        abort(404)
    offered = queries.offer_counts(round_.id)
    states = offered.states
    is_open = round_.state is RoundState.ANNOUNCED
    free = round_.seats - queries.seats_taken(round_.id) if is_open else 0
    rising = queries.rising(round_) if free and offered.waiting else []
    return render_template(
        "admission/rounds/offers.html",
        round=round_,
        page=listed.offers().read(queries.offers_of(round_.id)),
        open=states[OfferState.OFFERED],
        free=free,
        waiting=offered.waiting,
        next=rising[0] if rising else None,
        by_hand=Rules.read(round_.call.rules).promotion is Promotion.BY_HAND,
        counts=[(state, states[state]) for state in OfferState if states[state]],
        accepted=states[OfferState.ACCEPTED] + states[OfferState.ENROLLED],
        signed=set(queries.signed_outcomes(round_.id)),
        corrections=queries.corrections_of(round_.id),
        correction=queries.open_correction(round_.id),
        tabs=tabs(round_, "offers"),
        stage=STAGES.index(round_.state) + 1,
        states=OfferState,
    )


@bp.post("/selection/<int:round_id>/offers/next")
@requires(load=queries.round_of, may=policy.may_announce)
def offer_next(round_: Round) -> Any:
    """Offer a free seat to the next of the reserve."""
    form, round_id = ConfirmForm(), round_.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.offer_next(round_, actor=current_actor(), now=clock.now())
    ):
        flash(_("The seat is offered, and a letter is on its way."), "done")
    for message in form.form_errors:
        flash(str(message), "attention")
    return redirect(url_for("rounds.offers", round_id=round_id))


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
        held=[one for found in collect("round.held", round_=round_, now=clock.now()) for one in found],
    )
    return page, (422 if form.is_submitted() else 200)
