"""More time that was given by mistake: shortened or taken back, with its reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from flask import flash, redirect, render_template, url_for

from capacity.admission.calls import actions, policy, queries
from capacity.admission.calls.forms import CorrectionForm
from capacity.admission.calls.models import Call, Extension
from capacity.admission.calls.states.closing import A_DAY
from capacity.admission.calls.views.blueprint import bp
from capacity.admission.calls.views.publishing import written_to
from capacity.core import clock
from capacity.core.access import Predicate
from capacity.core.languages import Localized
from capacity.core.languages import gettext as _
from capacity.web.guards import requires
from capacity.web.session import current_actor


@dataclass(frozen=True)
class MoreTime:
    """An extension with its call, and the association that alone has it, if one does."""

    call: Call
    extension: Extension
    name: Localized | None


def more_time(call_id: int, extension_id: int) -> MoreTime | None:
    """The extension of this number, if it is one of the call."""
    call = queries.call(call_id)
    found = queries.more_time_of(call) if call is not None else []
    return next((MoreTime(cast("Call", call), one, name) for one, name in found if one.id == extension_id), None)


may_edit = Predicate(lambda actor, found: policy.may_edit(actor, found and found.call), "may_edit(extension.call)")
may_see = Predicate(lambda actor, found: policy.may_see(actor, found and found.call), "may_see(extension.call)")


@bp.route("/desk/calls/<int:call_id>/extensions/<int:extension_id>", methods=["GET", "POST"])
@requires(load=more_time, may=may_edit, see=may_see)
def correct_extension(found: MoreTime) -> Any:
    """An earlier closing in the place of one that was given, at the earliest the first one."""
    form, number = CorrectionForm(), found.call.id
    if not form.is_submitted():
        form.closes_at.data = max(found.call.closes_at, clock.now() + A_DAY)
    if form.validate_on_submit() and form.attempt(lambda: _correct(found, form)):
        flash(_("The closing is corrected. Those concerned are written to."), "done")
        return redirect(url_for("calls.manage", call_id=number))
    page = render_template(
        "admission/calls/correct_extension.html",
        call=found.call,
        extension=found.extension,
        name=found.name,
        form=form,
        told=written_to(found.call),
    )
    return page, (422 if form.is_submitted() else 200)


def _correct(found: MoreTime, form: CorrectionForm) -> bool:
    actions.correct_extension(
        found.call,
        found.extension,
        closes_at=cast("datetime", form.closes_at.data),
        reason=form.reason.data or "",
        actor=current_actor(),
        now=clock.now(),
    )
    return True
