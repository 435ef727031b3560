"""What an association reads of its own outcome, and its answer to an offer."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.review import queries as review
from capacity.admission.review.queries.plots import criterion_rows
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import AcceptForm, DeclineForm
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.web.guards import requires
from capacity.web.session import current_actor


def is_late(outcome: Outcome) -> bool:
    """The time to answer is over, whether or not it was recorded."""
    return (
        outcome.state is OfferState.OFFERED and outcome.offer_due_at is not None and clock.now() > outcome.offer_due_at
    )


@bp.get("/outcomes/<int:application_id>")
@requires(load=queries.outcome_of, may=policy.may_read_outcome)
def outcome(mine: Outcome) -> Any:
    """What was announced, with the marks by criterion."""
    file = review.file_of(mine.application)
    return render_template(
        "admission/rounds/outcome.html",
        outcome=mine,
        application=mine.application,
        rows=criterion_rows(file),
        readers=len(file.submitted),
        late=is_late(mine),
        states=OfferState,
        kinds=OutcomeKind,
        remedies=Remedy,
        recourse=list(collect("outcome.recourse", outcome=mine, now=clock.now())),
    )


@bp.route("/outcomes/<int:application_id>/accept", methods=["GET", "POST"])
@requires(load=queries.outcome_of, may=policy.may_accept)
def accept(mine: Outcome) -> Any:
    """Take the seat, and name a contact."""
    form = AcceptForm()
    application_id = mine.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.accept_offer(
            mine,
            contact_name=form.contact_name.data,
            contact_phone=form.contact_phone.data,
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("Your seat is confirmed. A letter confirms it too."), "done")
        return redirect(url_for("rounds.outcome", application_id=application_id))
    page = render_template(
        "admission/rounds/accept.html", form=form, outcome=mine, application=mine.application, late=is_late(mine)
    )
    return page, (422 if form.is_submitted() else 200)


@bp.route("/outcomes/<int:application_id>/decline", methods=["GET", "POST"])
@requires(load=queries.outcome_of, may=policy.may_decline)
def decline(mine: Outcome) -> Any:
    """Give the seat back; it goes to the next association at once."""
    form = DeclineForm()
    application_id = mine.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.decline_offer(mine, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("Your answer is kept: the seat goes to the next association."), "done")
        return redirect(url_for("rounds.outcome", application_id=application_id))
    page = render_template("admission/rounds/decline.html", form=form, outcome=mine, application=mine.application)
    return page, (422 if form.is_submitted() else 200)
