"""The steps of an agreement and of its commitments."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.community.partnerships import actions, policy, queries
from capacity.community.partnerships import states as s
from capacity.community.partnerships.forms import StepForm
from capacity.community.partnerships.models import Agreement, Commitment
from capacity.community.partnerships.views.room import bp
from capacity.community.partnerships.views.words import STEPS
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.workflow import Move
from capacity.web.forms import BaseForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/agreements/<int:agreement_id>/step", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.agreement)
def advance(agreement: Agreement) -> Any:
    """Sign, put into force, end."""
    form = _steps(agreement.state, (s.SIGN, s.ENTER_INTO_FORCE, s.END))
    back = url_for("partnerships.show", agreement_id=agreement.id)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.advance(
            agreement, STEPS[form.step.data][0], reason=form.reason.data or "", actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The agreement's state was changed."), "done")
        return redirect(back)
    return _step_page(form, agreement.title.text(), agreement, back)


@bp.route("/agreements/commitments/<int:commitment_id>", methods=["GET", "POST"])
@requires(may=policy.may_edit, load=queries.commitment)
def follow(commitment: Commitment) -> Any:
    """Begin, fulfil, drop, take up again."""
    form = _steps(commitment.state, (s.BEGIN, s.FULFIL, s.DROP, s.TAKE_UP_AGAIN))
    back = url_for("partnerships.show", agreement_id=commitment.agreement_id)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.follow(
            commitment, STEPS[form.step.data][0], reason=form.reason.data or "", actor=current_actor(), now=clock.now()
        )
    ):
        flash(_("The commitment's state was changed."), "done")
        return redirect(back)
    return _step_page(form, commitment.name.text(), commitment.agreement, back)


def possible(state: Any, steps: Sequence[Move[Any]]) -> list[Move[Any]]:
    """Those of the steps that can be taken now."""
    return [step for step in steps if step.may_start(state)]


def _steps(state: Any, steps: Sequence[Move[Any]]) -> StepForm:
    form = StepForm()
    form.step.choices = choices_of((step.name, STEPS[step.name][1]) for step in possible(state, steps))
    return form


def _step_page(form: StepForm, title: str, agreement: Agreement, back: str) -> Any:
    page = render_template("community/partnerships/step.html", form=form, title=title, agreement=agreement, back=back)
    return page, _status(form)


def _status(form: BaseForm) -> int:
    return 422 if form.is_submitted() else 200
