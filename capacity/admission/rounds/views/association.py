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
from capacity.admission.rounds.states import HOLDS_SEAT, OfferState, OutcomeKind, Signing
from capacity.admission.rounds.states.reason_words import sentences
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import gettext as _
from capacity.core.languages import language
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
    """What was announced and why, with the marks by criterion."""
    file = review.file_of(mine.application)
    return render_template(
        "admission/rounds/outcome.html",
        outcome=mine,
        application=mine.application,
        rows=criterion_rows(file),
        readers=len(file.submitted),
        reasons=sentences(mine.reasons, queries.reason_names(mine.round.call_id)),
        correction=next(iter(queries.corrections_of(mine.round_id)), None) if mine.corrected_at else None,
        signature=queries.signature_of(mine.id) if mine.state in HOLDS_SEAT else None,
        late=is_late(mine),
        found_right=mine.kind is not OutcomeKind.SELECTED and queries.found_right(mine.id),
        states=OfferState,
        kinds=OutcomeKind,
        remedies=Remedy,
        recourse=list(collect("outcome.recourse", outcome=mine, now=clock.now())),
    )


@bp.route("/outcomes/<int:application_id>/accept", methods=["GET", "POST"])
@requires(load=queries.outcome_of, may=policy.may_accept)
def accept(mine: Outcome) -> Any:
    """Take the seat: name a contact, and sign the charter as it is shown."""
    charter, code = queries.charter_in_force(), language()
    form = AcceptForm(data={"language": code, "sha256": charter.sha256(code)})
    application_id = mine.application_id
    if form.validate_on_submit() and form.attempt(lambda: _accepted(mine, form)):
        flash(_("Your seat is confirmed. A letter confirms it too."), "done")
        return redirect(url_for("rounds.outcome", application_id=application_id))
    charter = queries.charter_in_force()
    form.language.data, form.sha256.data = code, charter.sha256(code)
    page = render_template(
        "admission/rounds/accept.html",
        form=form,
        outcome=mine,
        application=mine.application,
        late=is_late(mine),
        charter=charter,
    )
    return page, (422 if form.is_submitted() else 200)


def _accepted(mine: Outcome, form: AcceptForm) -> Outcome:
    return actions.accept_offer(
        mine,
        contact_name=form.contact_name.data,
        contact_phone=form.contact_phone.data,
        contact_email=form.contact_email.data or "",
        signing=Signing(form.signed_name.data, form.signed_role.data, form.language.data, form.sha256.data),
        actor=current_actor(),
        now=clock.now(),
    )


@bp.route("/outcomes/<int:application_id>/decline", methods=["GET", "POST"])
@requires(load=queries.outcome_of, may=policy.may_decline)
def decline(mine: Outcome) -> Any:
    """Give the seat back."""
    form = DeclineForm()
    application_id = mine.application_id
    if form.validate_on_submit() and form.attempt(
        lambda: actions.decline_offer(mine, reason=form.reason.data or "", actor=current_actor(), now=clock.now())
    ):
        flash(_("Your answer is kept: the seat returns to the region."), "done")
        return redirect(url_for("rounds.outcome", application_id=application_id))
    page = render_template("admission/rounds/decline.html", form=form, outcome=mine, application=mine.application)
    return page, (422 if form.is_submitted() else 200)
