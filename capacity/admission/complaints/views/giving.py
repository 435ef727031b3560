"""The coordination gives a complaint to two people who took no part, or more time to complain."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.complaints import actions, policy, queries
from capacity.admission.complaints.forms import AssignForm, TimeForm
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.queries import Candidate, Standing
from capacity.admission.complaints.states.taking_part import parts_of
from capacity.admission.complaints.views.blueprint import bp
from capacity.admission.complaints.views.words import PART_WORDS
from capacity.core import clock
from capacity.core.languages import gettext as _
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.navigation import ROLE_NAMES
from capacity.web.session import current_actor
from capacity.web.templating import called


@bp.route("/desk/complaints/<int:complaint_id>/assign", methods=["GET", "POST"])
@requires(load=queries.complaint, may=policy.may_give, see=policy.may_read)
def assign(complaint: Complaint) -> Any:
    """Name who examines and who confirms; whoever took part is listed with the reason why not."""
    known, number = queries.who_took_part(complaint.application), complaint.id
    people = queries.candidates()
    free = [one for one in people if not parts_of(one.person.id, known)]
    form = AssignForm(data={"handler": str(complaint.handler_id or ""), "confirmer": str(complaint.confirmer_id or "")})
    form.handler.choices = choices_of([(one.person.id, _named(one)) for one in people], empty=_("Choose a person"))
    form.confirmer.choices = choices_of(
        [(one.person.id, _named(one)) for one in people if one.by_role_confirms], empty=_("Choose a person")
    )
    if form.validate_on_submit() and form.attempt(
        lambda: actions.assign(
            complaint,
            handler_id=int(form.handler.data),
            confirmer_id=int(form.confirmer.data),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        flash(_("The complaint is given. Who examines it was written to."), "done")
        return redirect(url_for("complaints.record", complaint_id=number))
    _offer_free_only(form, {str(one.person.id) for one in free})
    page = render_template(
        "admission/complaints/assign.html",
        complaint=complaint,
        form=form,
        free=len(free),
        cannot=[
            (called(one.person), [PART_WORDS[part] for part in parts])
            for one in people
            if (parts := parts_of(one.person.id, known))
        ],
    )
    return page, (422 if form.is_submitted() else 200)


def _offer_free_only(form: AssignForm, free: set[str]) -> None:
    """The page offers nobody who took part; what was sent all the same was refused with its reason."""
    for field in (form.handler, form.confirmer):
        field.choices = [one for one in field.choices if one.value in {"", *free}]


def _named(one: Candidate) -> str:
    roles = ", ".join(str(ROLE_NAMES[role]) for role in sorted(one.roles))
    return f"{called(one.person)} ({roles})"


@bp.route("/desk/applications/<int:application_id>/complaint-time", methods=["GET", "POST"])
@requires(load=queries.standing_of, may=policy.may_give_time)
def give_time(standing: Standing) -> Any:
    """More time to complain, because the letter came late."""
    form, application = TimeForm(), standing.application
    number = application.id
    if form.validate_on_submit() and form.attempt(lambda: _give(standing, form)):
        flash(_("More time is given. Tell the association so."), "done")
        return redirect(url_for("applications.record", application_id=number))
    page = render_template("admission/complaints/give_time.html", standing=standing, application=application, form=form)
    return page, (422 if form.is_submitted() else 200)


def _give(standing: Standing, form: TimeForm) -> int:
    ends_at = form.ends_at.data
    if ends_at is None:
        raise LookupError("the form requires it")
    return actions.give_time(
        standing.application, ends_at=ends_at, reason=form.reason.data or "", actor=current_actor(), now=clock.now()
    ).id
