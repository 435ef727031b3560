"""A wrong announcement is corrected: chosen, proposed by one person, read and issued by another."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for

from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import CorrectionForm, IssueForm
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import CorrectionState, OutcomeKind, RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.admission.rounds.views.sealing import chair_words
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.forms import BaseForm, ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

MOST = 10
"""So many outcomes are corrected at once; more would be another selection."""


def _capacities(form: BaseForm, round_: Round, but: str = "") -> None:
    actor = current_actor()
    form["capacity"].choices = choices_of(
        (capacity, label)
        for capacity, label, may in (
            ("coordinator", _("Coordinator"), policy.may_sign_as_coordinator(actor, round_)),
            ("chair", chair_words(actor, round_), policy.may_sign_as_chair(actor, round_)),
        )
        if may and capacity != but
    )


@bp.route("/selection/<int:round_id>/correction", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_correct)
def correct(round_: Round) -> Any:
    """Which outcomes are wrong, what they should be, and why; the first of two signatures."""
    if round_.state not in {RoundState.ANNOUNCED, RoundState.FINAL}:
        abort(404)
    waiting, round_id = queries.open_correction(round_.id), round_.id
    if waiting is not None:
        return redirect(url_for("rounds.correction", correction_id=waiting.id))
    form = CorrectionForm()
    _capacities(form, round_)
    outcomes = queries.outcomes_of(round_id)
    typed = [(_typed(f"number-{n}"), _typed(f"kind-{n}")) for n in range(MOST)]
    if form.validate_on_submit():
        made: list[ResultCorrection] = []
        changes = _changes(form, outcomes, typed)
        if not form.errors and form.attempt(
            lambda: made.append(
                actions.propose_correction(
                    round_, changes, reason=form.reason.data, capacity=form.capacity.data, heard=form.heard.data,
                    actor=current_actor(), now=clock.now(),
                )
            )
        ):  # fmt: skip
            flash(_("The correction is proposed: the second signature is awaited."), "done")
            return redirect(url_for("rounds.correction", correction_id=made[0].id))
    page = render_template(
        "admission/rounds/correct.html",
        round=round_,
        form=form,
        typed=typed,
        shown=max(2, sum(1 for number, kind in typed if number or kind)),
        most=MOST,
        numbers=[
            (one.application.number, one.application.association.name, one.state or one.kind, one.reserve_rank)
            for one in outcomes
        ],
        over=round_.state is RoundState.FINAL,
        adds_seat=queries.given_at_the_end(round_).is_seat,
        kinds=list(OutcomeKind),
    )
    return page, (422 if form.is_submitted() else 200)


def _typed(name: str) -> str:
    return request.form.get(name, "").strip()


def _changes(form: BaseForm, outcomes: list[Outcome], typed: list[tuple[str, str]]) -> dict[int, OutcomeKind]:
    known = {outcome.application.number: outcome.application_id for outcome in outcomes}
    found: dict[int, OutcomeKind] = {}
    for number, kind in typed:
        if not number and not kind:
            continue
        if number not in known or kind not in set(OutcomeKind):
            form.refuse(_("Choose an application and its right outcome in each row."))
        elif known[number] in found:
            form.refuse(_("Each application stands once."))
        else:
            found[known[number]] = OutcomeKind(kind)
    return found


@bp.route("/selection/corrections/<int:correction_id>", methods=["GET", "POST"])
@requires(load=queries.correction_of, may=policy.may_sign_correction)
def correction(one: ResultCorrection) -> Any:
    """What is proposed, by whom, why; the second signature issues it, or it is dropped."""
    form, correction_id, round_id = IssueForm(), one.id, one.round_id
    _capacities(form, one.round, but=one.capacity)
    own = one.proposed_by_id == current_actor().id
    if form.validate_on_submit():
        told: list[int] = []
        if form.attempt(
            lambda: told.append(
                actions.issue_correction(one, capacity=form.capacity.data, actor=current_actor(), now=clock.now())
            )
        ):
            words = ngettext("%(num)s letter is on its way.", "%(num)s letters are on their way.", told[0])
            flash(_("The correction is issued. %(letters)s", letters=words), "done")
            return redirect(url_for("rounds.offers", round_id=round_id))
        one = queries.correction_of(correction_id) or abort(404)
    page = render_template(
        "admission/rounds/correction.html",
        correction=one,
        round=one.round,
        form=form,
        own=own,
        open=one.state is CorrectionState.PROPOSED,
        names={
            item.application_id: item.application.association.name
            for item in queries.outcomes_of(round_id)
            if item.application_id in {change["application"] for change in one.changes}
        },
        kinds={kind.value: kind for kind in OutcomeKind},
    )
    return page, (422 if form.is_submitted() else 200)


@bp.post("/selection/corrections/<int:correction_id>/drop")
@requires(load=queries.correction_of, may=policy.may_sign_correction)
def drop_correction(one: ResultCorrection) -> Any:
    """It is not issued after all."""
    form, round_id, correction_id = ConfirmForm(), one.round_id, one.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.drop_correction(one, actor=current_actor(), now=clock.now())
    ):
        flash(_("The correction is dropped: nothing was changed."), "done")
        return redirect(url_for("rounds.offers", round_id=round_id))
    return redirect(url_for("rounds.correction", correction_id=correction_id))
