"""What was taken out of a draft: listed where it stood, put back by one press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import flash, redirect, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.models import Call, RemovedPart
from capacity.admission.calls.states import CallState, Part, PartKind
from capacity.admission.calls.views.blueprint import bp
from capacity.core import clock
from capacity.core.access import Predicate
from capacity.core.languages import gettext as _
from capacity.web.forms import ConfirmForm
from capacity.web.guards import requires
from capacity.web.session import current_actor

PAGES = {
    PartKind.CRITERIA: Part.CRITERIA,
    PartKind.DOCUMENTS: Part.DOCUMENTS,
    PartKind.SUBJECTS: Part.QUESTIONS,
    PartKind.QUESTIONS: Part.QUESTIONS,
    PartKind.CHECKS: Part.CHECKS,
}


@dataclass(frozen=True)
class TakenOut:
    """A part that was removed, with its call."""

    call: Call
    part: RemovedPart


def removed_from(call: Call, *kinds: PartKind) -> list[RemovedPart]:
    """What can be put back on a page of the call."""
    return queries.removed_parts(call.id, kinds) if call.state is CallState.DRAFT else []


def taken_out(call_id: int, removed_id: int) -> TakenOut | None:
    """One of them, for guards."""
    call, part = queries.call(call_id), queries.removed_part(call_id, removed_id)
    return TakenOut(call, part) if call is not None and part is not None else None


may_edit_it = Predicate(lambda actor, out: policy.may_edit(actor, out and out.call), "may_edit(removed.call)")
may_see_it = Predicate(lambda actor, out: policy.may_see(actor, out and out.call), "may_see(removed.call)")


@bp.post("/desk/calls/<int:call_id>/removed/<int:removed_id>/back")
@requires(load=taken_out, may=may_edit_it, see=may_see_it)
def put_back(out: TakenOut) -> Any:
    """Back into the call, at the end."""
    form, number, page = ConfirmForm(), out.call.id, PAGES[out.part.kind]
    if form.attempt(lambda: actions.put_back(out.call, out.part, actor=current_actor(), now=clock.now())):
        flash(_("It is part of the call again, at the end."), "done")
    for message in form.form_errors:
        flash(str(message), "error")
    return redirect(url_for(f"calls.edit_{page.value}", call_id=number))
