"""The stages of a round before its seal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.review import queries as review_queries
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import DeputyForm, QuotasForm, RoundForm
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.forms import BaseForm, ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor
from capacity.web.templating import called


def _press(round_: Round, act: Callable[..., Any], done: str) -> Any:
    """One press that moves the round; a rule that forbids it is said above the ranking."""
    form = ConfirmForm()
    if not form.validate_on_submit():
        abort(400)
    round_id = round_.id
    if form.attempt(lambda: act(round_, actor=current_actor(), now=clock.now())):
        flash(done, "done")
    else:
        for message in form.form_errors:
            flash(str(message), "attention")
    return redirect(url_for("rounds.ranking", round_id=round_id))


@bp.post("/selection/<int:round_id>/scoring")
@requires(load=queries.round_of, may=policy.may_run)
def open_scoring(round_: Round) -> Any:
    """Let the readers begin."""
    return _press(round_, actions.open_scoring, _("Scoring is open: the readers have been written to."))


@bp.post("/selection/<int:round_id>/deliberation")
@requires(load=queries.round_of, may=policy.may_run)
def open_deliberation(round_: Round) -> Any:
    """Close scoring and show the ranking to the panel."""
    return _press(round_, actions.open_deliberation, _("Deliberation is open: the marks are locked."))


@bp.post("/selection/<int:round_id>/quotas")
@requires(load=queries.round_of, may=policy.may_decide)
def note_quotas(round_: Round) -> Any:
    """Take note of the quotas that cannot be met."""
    form, round_id = QuotasForm(), round_.id
    if not form.validate_on_submit():
        abort(400)
    seen = form.seen.data
    if form.attempt(lambda: actions.note_quotas(round_, seen=seen, actor=current_actor(), now=clock.now())):
        flash(_("Noted: each of these quotas is met as far as it can be."), "done")
    for message in form.form_errors:
        flash(str(message), "attention")
    return redirect(url_for("rounds.ranking", round_id=round_id, _anchor="shortfalls"))


@bp.route("/selection/<int:round_id>/reopen", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_run)
def reopen_scoring(round_: Round) -> Any:
    """Back to scoring, with a reason."""
    form = ReasonForm()
    return _filled(
        form,
        "admission/rounds/reopen.html",
        round_,
        lambda: actions.reopen_scoring(round_, reason=form.reason.data, actor=current_actor(), now=clock.now()),
        _("Scoring is open again."),
    )


@bp.route("/selection/<int:round_id>/settings", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_run)
def settings(round_: Round) -> Any:
    """The reserve, the days to answer, the sitting."""
    if round_.state not in {RoundState.SCREENING, RoundState.SCORING, RoundState.DELIBERATION}:
        abort(404)
    form = RoundForm(obj=round_)
    return _filled(
        form,
        "admission/rounds/settings.html",
        round_,
        lambda: actions.change_round(
            round_,
            reserve_size=form.reserve_size.data,
            offer_days=form.offer_days.data,
            sitting_at=form.sitting_at.data,
            actor=current_actor(),
            now=clock.now(),
        ),
        _("Saved."),
    )


@bp.route("/selection/<int:round_id>/deputy", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_name_deputy)
def name_deputy(round_: Round) -> Any:
    """Who presides and signs where the chair stepped back from an application."""
    if round_.state not in actions.BEFORE_THE_SEAL:
        abort(404)
    deputy, record = round_.panel.deputy, review_queries.record_of(round_.panel)
    form = DeputyForm(data={"deputy": str(deputy.id) if deputy is not None else ""})
    free = queries.free_to_deputise(round_, record)
    form.deputy.choices = choices_of([(one.id, called(one)) for one in free], empty=_("Nobody"))
    return _filled(
        form,
        "admission/rounds/deputy.html",
        round_,
        lambda: actions.name_deputy(
            round_, int(form.deputy.data) if form.deputy.data else None, actor=current_actor(), now=clock.now()
        ),
        _("Saved."),
    )


@bp.route("/selection/<int:round_id>/presiding", methods=["GET", "POST"])
@requires(load=queries.round_of, may=policy.may_hand_over)
def hand_over(round_: Round) -> Any:
    """A chair who cannot come hands over to the deputy, and says why."""
    if round_.state not in actions.BEFORE_THE_SEAL:
        abort(404)
    form = ReasonForm()
    return _filled(
        form,
        "admission/rounds/hand_over.html",
        round_,
        lambda: actions.hand_over(round_, reason=form.reason.data or "", actor=current_actor(), now=clock.now()),
        _("Handed over: the deputy chair presides, and was written to."),
    )


@bp.post("/selection/<int:round_id>/presiding/back")
@requires(load=queries.round_of, may=policy.may_hand_over)
def take_back(round_: Round) -> Any:
    """The chair comes after all."""
    return _press(round_, actions.take_back, _("The chair presides again."))


def _filled(form: BaseForm, template: str, round_: Round, act: Callable[[], Any], done: str) -> Any:
    round_id = round_.id
    if form.validate_on_submit() and form.attempt(act):
        flash(done, "done")
        return redirect(url_for("rounds.ranking", round_id=round_id))
    return render_template(template, form=form, round=round_), (422 if form.is_submitted() else 200)
