"""The signatures of the seal, and the sealed file."""

from __future__ import annotations

from typing import Any

from flask import abort, flash, redirect, render_template, url_for

from capacity.admission.review import policy as review
from capacity.admission.rounds import actions, policy, queries
from capacity.admission.rounds.forms import SignForm
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import RoundState
from capacity.admission.rounds.views.blueprint import bp
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.languages import gettext as _
from capacity.web.costs import ROWS, Cost, costs
from capacity.web.downloads import download
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/selection/<int:round_id>/seal", methods=["GET", "POST"])
@requires(load=queries.round_to_sign, may=policy.may_sign)
@costs(Cost(15, rows=ROWS + 10))  # the whole file, drawn up to be signed
def seal(round_: Round) -> Any:
    """Sign the file as it stands; the second signature seals the round."""
    if round_.state is not RoundState.DELIBERATION:
        if round_.sealed_at is not None:
            return redirect(url_for("rounds.ranking", round_id=round_.id))
        abort(404)
    actor = current_actor()
    found = queries.to_sign(round_)
    standing, sha256 = found.standing, found.sha256
    form = SignForm(data={"sha256": sha256})
    form.capacity.choices = choices_of(
        (capacity, label)
        for capacity, label, may in (
            ("coordinator", _("Coordinator"), policy.may_sign_as_coordinator(actor, round_)),
            ("chair", chair_words(actor, round_), policy.may_sign_as_chair(actor, round_)),
        )
        if may
    )
    round_id = round_.id
    if form.validate_on_submit():
        capacity, signed_hash = form.capacity.data, form.sha256.data
        sealed: list[bool] = []
        if form.attempt(
            lambda: sealed.append(
                actions.sign(round_, capacity=capacity, sha256=signed_hash, actor=current_actor(), now=clock.now())
            )
        ):
            words = _("The round is sealed.") if sealed[-1] else _("You have signed; the second signature is awaited.")
            flash(words, "done")
            return redirect(url_for("rounds.ranking", round_id=round_id))
        form.sha256.data = sha256
    page = render_template(
        "admission/rounds/seal.html",
        form=form,
        round=round_,
        standing=standing,
        shortfalls=standing.shortfalls,
        sha256=sha256,
        free=queries.free_to_deputise(round_, standing.record) if standing.presiding is None else [],
        signatures=[signature for signature in round_.signatures if signature.sha256 == sha256],
    )
    return page, (422 if form.is_submitted() else 200)


def chair_words(actor: Actor, round_: Round) -> str:
    """In what capacity the second of the two signs: as the chair, or as the deputy for the chair."""
    return _("Deputy chair, for the chair") if review.deputises(actor, round_) else _("Chair of the panel")


@bp.get("/selection/<int:round_id>/file")
@requires(load=queries.round_of, may=policy.may_download)
def file(round_: Round) -> Any:
    """The sealed file, byte for byte as it was signed."""
    if round_.sealed_content is None:
        abort(404)
    name = f"sealed-{round_.call.reference}-{round_.region_code}.json"
    return download(round_.sealed_content.encode(), filename=name, media_type="application/json")
