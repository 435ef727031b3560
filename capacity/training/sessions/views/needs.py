"""What delegates need: told by their association if they wish, read by those who arrange the session."""

from __future__ import annotations

from typing import Any

from flask import current_app, flash, redirect, render_template

from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.core.languages import lazy_gettext as _l
from capacity.training.sessions import actions, policy, queries
from capacity.training.sessions.forms import NeedsForm
from capacity.training.sessions.models import Enrolment, Session
from capacity.training.sessions.states import takes_needs
from capacity.training.sessions.states.needs import Need
from capacity.training.sessions.views.blueprint import bp
from capacity.training.sessions.views.delegates import back_from
from capacity.web.costs import LIST, costs
from capacity.web.forms import ConfirmForm, choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor

NEEDS = {
    Need.STEP_FREE: _l("A way in and a seat without steps, for a wheelchair or for walking with difficulty"),
    Need.SIGN_LANGUAGE: _l("Interpretation into Moroccan sign language"),
    Need.HEARING: _l("To hear better: a hearing loop, a microphone, a seat in front"),
    Need.LARGE_PRINT: _l("Documents in large print, or as files that a screen reader reads"),
    Need.BRAILLE: _l("Documents in Braille"),
    Need.COMPANION: _l("Somebody who comes along to help"),
}


@bp.route("/delegates/<int:enrolment_id>/needs", methods=["GET", "POST"])
@requires(load=queries.enrolment, may=policy.may_change_enrolment)
def tell_needs(enrolment: Enrolment) -> Any:
    """Tell what a delegate needs, if they wish; what was told before is not shown again, only replaced."""
    form, number, back = NeedsForm(), enrolment.id, back_from(enrolment)
    form.kinds.choices = choices_of(NEEDS.items())
    if form.validate_on_submit():
        if not form.needs().kinds and not form.needs().words:
            form.kinds.errors = [_("Choose what would help, or write it.")]
        elif form.attempt(lambda: _tell(enrolment, form)):
            flash(_("Told. Only the trainers and the coordination of this session read it."), "done")
            return redirect(back)
    found = queries.enrolment(number)
    assert found is not None  # noqa: S101 - the guard loaded it
    session, told = found.session, queries.needs_told([number]).get(number)
    may_tell = takes_needs(enrolment=found.state, session=session.state, last_day=session.last_day, today=clock.today())
    page = render_template(
        "training/sessions/tell_needs.html", form=form, enrolment=found, back=back, told=told, may_tell=may_tell
    )
    return page, (422 if form.is_submitted() else 200)


def _tell(enrolment: Enrolment, form: NeedsForm) -> int:
    secret = str(current_app.config["SECRET_KEY"])
    return actions.tell_needs(enrolment, form.needs(), service_secret=secret, actor=current_actor(), now=clock.now()).id


@bp.post("/delegates/<int:enrolment_id>/needs/forget")
@requires(load=queries.enrolment, may=policy.may_change_enrolment)
def forget_needs(enrolment: Enrolment) -> Any:
    """Take back what was told."""
    form, back = ConfirmForm(), back_from(enrolment)
    if form.validate_on_submit() and form.attempt(
        lambda: actions.forget_needs(enrolment, actor=current_actor(), now=clock.now()).id
    ):
        flash(_("It is erased."), "done")
    for message in form.form_errors:
        flash(message, "error")
    return redirect(back)


@bp.get("/sessions/<int:session_id>/needs")
@requires(load=queries.session, may=policy.may_read_needs)
@costs(LIST)
def needs(session: Session) -> Any:
    """What delegates of the session need, for those who arrange it; it has no export."""
    told = queries.needs_of(session.id, service_secret=str(current_app.config["SECRET_KEY"]))
    return render_template("training/sessions/needs.html", session=session, told=told, words=NEEDS)
