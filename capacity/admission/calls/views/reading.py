"""The page on which a call declares how its applications are read."""

from __future__ import annotations

from typing import Any

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import ReadingForm
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import Part
from capacity.admission.calls.states.reading import ReadingRules, declared_reading, reading_words
from capacity.admission.calls.views.at_once import as_read
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.writing import page_of, saved
from capacity.core import clock
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.route("/desk/calls/<int:call_id>/reading", methods=["GET", "POST"])
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_reading(call: Call) -> Any:
    """How many read, when one more does, what they do not see, and who does not read."""
    declared, number = declared_reading(call), call.id
    rules = declared or ReadingRules()
    form = as_read(ReadingForm, call, rules.stored())
    if form.validate_on_submit() and form.attempt(
        lambda: actions.set_reading(call, rules=_declared(form), actor=current_actor(), now=clock.now())
    ):
        return saved(number, Part.READING)
    words = reading_words(declared) if declared is not None else None
    return page_of("admission/calls/reading.html", call, Part.READING, form, words=words)


def _declared(form: ReadingForm) -> ReadingRules:
    return ReadingRules(form.readers.data or 0, form.spread.data or 0, form.blind.data, form.same_province.data)
