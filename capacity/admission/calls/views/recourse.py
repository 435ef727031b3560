"""The page on which a call declares how complaints are taken."""

from __future__ import annotations

from typing import Any

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import RecourseForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import Part
from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.calls.states.recourse_words import INSTEADS, REMEDIES, recourse_words
from capacity.admission.calls.views.at_once import as_read
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.writing import page_of, saved
from capacity.core import clock
from capacity.web.forms import choices_of
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/desk/calls/<int:call_id>/recourse", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_recourse(call: Call) -> Any:
    """The window in days, and the rule where a seat is due."""
    declared, number = Recourse.read(call.recourse), call.id
    form = as_read(
        RecourseForm,
        call,
        {"days": declared.days, "remedy": declared.remedy.value, "instead": declared.instead.value},
    )
    form.remedy.choices = choices_of(REMEDIES.items())
    form.instead.choices = choices_of(INSTEADS.items())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_recourse(
            call,
            recourse=Recourse(form.days.data or 0, Remedy(form.remedy.data), Instead(form.instead.data)),
            actor=current_actor(),
            now=clock.now(),
        )
    ):
        return saved(number, Part.RECOURSE)
    return page_of("admission/calls/recourse.html", call, Part.RECOURSE, form, words=recourse_words(declared))
