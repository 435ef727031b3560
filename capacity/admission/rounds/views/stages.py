"""The stages of a round before its seal, and the decisions of its sitting."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.review import queries as review
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import DecideForm, RoundForm
from capacity.admission.rounds.models import Proposal, Round
from capacity.admission.rounds.states import ProposalKind, RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.web.forms import BaseForm, ConfirmForm, ReasonForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

DECISIONS: tuple[tuple[str, object], ...] = (
    (ProposalKind.SELECT.value, _l("Select")),
    (ProposalKind.RESERVE.value, _l("Put on the reserve list")),
    (ProposalKind.DECLINE.value, _l("Do not select")),
)


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


def _filled(form: BaseForm, template: str, round_: Round, act: Callable[[], Any], done: str) -> Any:
    round_id = round_.id
    if form.validate_on_submit() and form.attempt(act):
        flash(done, "done")
        return redirect(url_for("rounds.ranking", round_id=round_id))
    return render_template(template, form=form, round=round_), (422 if form.is_submitted() else 200)


@dataclass(frozen=True)
class Seat:
    """An application in a round; ``panel`` and ``region_code`` are those of the round."""

    round: Round
    application: Application
    proposal: Proposal

    @property
    def panel(self) -> Any:
        """The panel of the round."""
        return self.round.panel

    @property
    def region_code(self) -> str:
        """The region of the round."""
        return self.round.region_code


def _seat(round_id: int, application_id: int) -> Seat | None:
    round_, proposal = queries.round_of(round_id), queries.proposal_of(round_id, application_id)
    application = applications.application(application_id)
    if round_ is None or proposal is None or application is None:
        return None
    return Seat(round_, application, proposal)


@bp.route("/selection/<int:round_id>/applications/<int:application_id>", methods=["GET", "POST"])
@requires(load=_seat, may=policy.may_decide)
def decide(seat: Seat) -> Any:
    """Fix what is proposed for one application, with a reason."""
    file = review.file_of(seat.application)
    if file.was_recused(current_actor().id) or seat.round.state is not RoundState.DELIBERATION:
        abort(404)
    form = DecideForm(data={"kind": seat.proposal.kind.value, "reason": seat.proposal.note})
    form.kind.choices = choices_of(DECISIONS)
    round_id = seat.round.id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.decide(
            seat.round,
            seat.application,
            ProposalKind(form.kind.data),
            reason=form.reason.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The decision of the sitting is kept; the others have moved accordingly."), "done")
        return redirect(url_for("rounds.ranking", round_id=round_id))
    page = render_template("admission/rounds/decide.html", form=form, seat=seat, round=seat.round, file=file)
    return page, (422 if form.is_submitted() else 200)


@bp.post("/selection/<int:round_id>/applications/<int:application_id>/undo")
@requires(load=_seat, may=policy.may_decide)
def undo_decision(seat: Seat) -> Any:
    """Let the ranking decide again."""
    application = seat.application
    return _press(
        seat.round,
        lambda round_, **who: actions.undo_decision(round_, application, **who),
        _("The ranking decides again."),
    )
