"""An association asks."""

from __future__ import annotations

import secrets
from typing import Any

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions, policy
from capacity.admission.enquiries.forms import AskForm
from capacity.admission.enquiries.states import QUESTION_MAX, TAKES_QUESTIONS
from capacity.admission.enquiries.views.blueprint import bp
from capacity.admission.enquiries.views.public import of_reference
from capacity.core import clock
from capacity.core.access import is_signed_in
from capacity.core.languages import gettext as _
from capacity.core.languages import language
from capacity.people.associations import queries as associations
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/calls/<reference>/questions/ask", methods=["GET", "POST"])
@requires(load=of_reference, may=is_signed_in)
def ask(call: Call) -> Any:
    """Ask for one of one's associations; who has none learns what to do."""
    actor = current_actor()
    own = associations.own(actor)
    form = AskForm(data={"request_id": secrets.token_hex(16), "association": str(own[0].id) if len(own) == 1 else None})
    form.association.choices = choices_of([(one.id, one.name) for one in own])
    reference = call.reference
    if policy.may_ask(actor, call) and form.validate_on_submit() and form.attempt(lambda: _ask(call, form)):
        flash(_("Your question has arrived. You are written to as soon as it is answered."), "done")
        return redirect(url_for("enquiries.list_answers", reference=reference))
    page = render_template(
        "admission/enquiries/ask.html",
        call=call,
        form=form,
        may_ask=policy.may_ask(actor, call),
        several=len(own) > 1,
        takes_questions=call.status(clock.now()) in TAKES_QUESTIONS,
        longest=QUESTION_MAX,
    )
    return page, (422 if form.is_submitted() else 200)


def _ask(call: Call, form: AskForm) -> int:
    return actions.ask(
        call,
        text=form.text.data or "",
        language=language(),
        association_id=int(form.association.data),
        request_id=form.request_id.data or "",
        actor=current_actor(),
        now=clock.now(),
    ).id
