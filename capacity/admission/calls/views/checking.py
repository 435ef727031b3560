"""The self-check: an association answers a few questions for itself, and nothing of it is kept."""

from __future__ import annotations

from typing import Any

from flask import abort, make_response, render_template, request

from capacity.admission.calls import policy, queries
from capacity.admission.calls.forms import check_form
from capacity.admission.calls.models import Call, SelfCheck
from capacity.admission.calls.states import Part, PartKind
from capacity.admission.calls.states.self_check import Check, judge
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.public import contacts_of
from capacity.admission.calls.views.removed import removed_from
from capacity.admission.calls.views.writing import page_of
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.web.forms import ConfirmForm
from capacity.web.guards import public, requires
from capacity.web.session import current_actor

AGAIN = "again"
"""What a form says that only wishes to be shown with its answers, so that one of them can be changed."""


@bp.route("/calls/<reference>/check", methods=["GET", "POST"])
@public
def check(reference: str) -> Any:
    """The questions, then what the answers come to and what to do: said on the page and kept nowhere, not even in an
    address or in the browser's memory of pages."""
    call = queries.by_reference(reference) or abort(404)
    checks = queries.self_checks(call.id) or abort(404)
    form = check_form(checks)
    again = AGAIN in request.form
    result = _result(checks, form) if not again and form.validate_on_submit() else None
    now = clock.now()
    answer = make_response(
        render_template(
            "admission/calls/check.html",
            call=call,
            form=form,
            result=result,
            status=call.status(now),
            apply=next(collect("call.apply", call=call, actor=current_actor(), now=now), None),
            contacts=contacts_of(place.region_code for place in call.regions),
        ),
        422 if form.is_submitted() and result is None and not again else 200,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _result(checks: list[SelfCheck], form: Any) -> dict[str, Any]:
    known = {one.id: one for one in checks}
    answers = {number: form[f"c{number}"].data == "yes" for number in known}
    verdict, doubtful = judge([Check(one.id, one.expected, one.decisive) for one in checks], answers)
    raised = [(known[number], answers[number]) for number in doubtful]
    return {
        "verdict": verdict,
        "decided": [one for one in raised if one[0].decisive],
        "to_settle": [one for one in raised if not one[0].decisive],
        "answers": [(known[number], said) for number, said in answers.items()],
        "again": {AGAIN: "1"} | {f"c{number}": "yes" if said else "no" for number, said in answers.items()},
    }


@bp.get("/desk/calls/<int:call_id>/checks")
@requires(load=queries.call, may=policy.may_edit, see=policy.may_see)
def edit_checks(call: Call) -> Any:
    """The questions of the self-check, in order."""
    removed = removed_from(call, PartKind.CHECKS)
    return page_of("admission/calls/checks.html", call, Part.CHECKS, ConfirmForm(), removed=removed)
