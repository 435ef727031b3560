"""More time that was given by mistake is shortened or taken back, visibly, while everybody still has time to act."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm.attributes import flag_modified

from capacity.admission.calls.actions.closing import schedule_reminders
from capacity.admission.calls.actions.drafting import hold_sending
from capacity.admission.calls.models import Call, Extension
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.closing import Unfit, unfit_correction
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post

WORDS = {
    Unfit.NOT_EARLIER: _l("The new closing must come before the one that was given."),
    Unfit.BEFORE_FIRST: _l("The closing never comes before the one with which the call was published."),
    Unfit.TOO_SOON: _l(
        "Those who rely on the time that was given keep at least one whole day: choose a later closing."
    ),
}


def correct_extension(
    call: Call, extension: Extension, *, closes_at: datetime, reason: str, actor: Actor, now: datetime
) -> None:
    """Let an extension end earlier, at the earliest when the call was to close without any; the reason stands in the
    audit log, those who were told of it are told again. Raises RuleBroken with what to do.

    A closing that has passed is never brought back: whoever reads of the correction has a day to send.
    """
    hold_sending(call)
    if call.state is not CallState.PUBLISHED:
        raise RuleBroken(_l("Only a published call can be extended."))
    if any(collect("call.announced", call=call)):
        raise RuleBroken(_l("Results of this call have been announced: its closing stays as it was."))
    unfit = unfit_correction(closes_at, given=extension.closes_at, first=call.closes_at, now=now)
    if unfit is not None:
        raise RuleBroken(WORDS[unfit], field="closes_at")
    was = extension.closes_at
    extension.first_closes_at = extension.first_closes_at or was
    extension.closes_at, extension.corrected_at = closes_at, now
    if extension.association_id is None:
        call.changed_at = now
    else:  # as with more time for one association alone
        flag_modified(call, "changed_at")
    whom = "all" if extension.association_id is None else f"association {extension.association_id}"
    audit.record(actor=actor, action="calls.correct_extension", obj=call, now=now, after=whom, reason=reason)
    db.session.flush()
    told = {"call": call.id, "extension": extension.id, "was": was.isoformat()}
    post("call.extension_corrected", told, key=f"call.extension_corrected:{extension.id}:{now.isoformat()}", now=now)
    schedule_reminders(call, call.window(extension.association_id).closes_at, now=now)
