"""A call is published, corrected by addenda, given more time, cancelled, archived."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from capacity.admission.calls.actions.closing import schedule_reminders
from capacity.admission.calls.actions.drafting import hold, hold_sending
from capacity.admission.calls.models import Addendum, Call, Extension
from capacity.admission.calls.states import (
    ARCHIVE,
    CANCEL,
    PUBLISH,
    SEED_BYTES,
    CallState,
    CallStatus,
    gaps,
    seed_digest,
)
from capacity.admission.calls.states.reading import ReadingRules
from capacity.core import audit, choices
from capacity.core.access import Actor
from capacity.core.choices import DOCUMENT_MB
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move


def publish(call: Call, *, actor: Actor, now: datetime, lottery_seed: str | None = None) -> None:
    """Make the call public and freeze it; the lottery's seed is drawn now, its fingerprint published with it.

    Only a story that is to come out alike each time it is told brings a ``lottery_seed`` of its own.
    """
    hold(call)
    missing = gaps(call, now)
    if missing:
        raise RuleBroken(_l("This call is not complete yet: %(what)s", what=missing[0].message))
    move(call, PUBLISH, actor=actor, now=now)
    call.reading = ReadingRules.read(call.reading).stored()
    call.lottery_seed = lottery_seed or secrets.token_hex(SEED_BYTES)
    call.lottery_seed_sha256 = seed_digest(call.lottery_seed)
    call.published_at = now
    _fix_limits(call)
    db.session.flush()
    schedule_reminders(call, call.window().closes_at, now=now)


def _fix_limits(call: Call) -> None:
    """What was chosen for documents in general holds for this call as it is now, and changes no more under those who
    are drafting; where nothing was chosen, the service's own limit holds, which only a new start can change."""
    for document in call.documents:
        document.limit_mb = document.limit_mb or choices.in_force().get(DOCUMENT_MB.name)


def add_addendum(call: Call, *, text: Localized, actor: Actor, now: datetime) -> Addendum:
    """Correct a published call, visibly; everybody who is drafting is told."""
    if call.state is not CallState.PUBLISHED:
        raise RuleBroken(_l("Only a published call has addenda."))
    if text.missing:
        raise RuleBroken(_l("Write the addendum in the three languages."), field="text")
    addendum = Addendum(text=text, published_at=now, author_id=actor.id)
    call.addenda.append(addendum)
    call.changed_at = now
    audit.record(actor=actor, action="calls.add_addendum", obj=call, now=now)
    db.session.flush()
    post("call.addendum", {"call": call.id, "addendum": addendum.id}, key=f"call.addendum:{addendum.id}", now=now)
    return addendum


def cannot_extend(call: Call, *, closes_at: datetime, association_id: int | None, now: datetime) -> Any:
    """Why this is no extension, if it is none."""
    if call.state is not CallState.PUBLISHED:
        return _l("Only a published call can be extended.")
    if closes_at <= call.window(association_id).closes_at or closes_at <= now:
        return _l("The new closing must come after the present one.")
    return None


def extend(
    call: Call, *, closes_at: datetime, reason: str, association_id: int | None = None, actor: Actor, now: datetime
) -> Extension:
    """Give everybody, or one association, more time; the reason stands in the audit log."""
    if any(collect("call.announced", call=call)):
        raise RuleBroken(_l("Results of this call have been announced: it cannot be extended any more."))
    problem = cannot_extend(call, closes_at=closes_at, association_id=association_id, now=now)
    if problem is not None:
        raise RuleBroken(problem, field="closes_at" if call.state is CallState.PUBLISHED else None)
    extension = Extension(association_id=association_id, closes_at=closes_at, created_at=now)
    call.extensions.append(extension)
    if association_id is None:
        call.changed_at = now
    else:  # no news of the call to others; its version counts on, so that of two at once one is refused
        flag_modified(call, "changed_at")
    whom = "all" if association_id is None else f"association {association_id}"
    audit.record(actor=actor, action="calls.extend", obj=call, now=now, after=whom, reason=reason)
    db.session.flush()
    post("call.extended", {"call": call.id, "extension": extension.id}, key=f"call.extended:{extension.id}", now=now)
    schedule_reminders(call, closes_at, now=now)
    return extension


def cancel(call: Call, *, reason: Localized, actor: Actor, now: datetime) -> None:
    """Cancel the call for a reason that everybody reads; impossible once a result of it was announced.

    What is being sent at this moment is sent before, and told of it, or not at all.
    """
    hold_sending(call)
    if call.state is CallState.PUBLISHED and reason.missing:
        raise RuleBroken(_l("Write the reason in the three languages: applicants read it."), field="reason")
    if any(collect("call.announced", call=call)):
        raise RuleBroken(_l("Results of this call have been announced: it cannot be cancelled any more."))
    was_public = call.state is CallState.PUBLISHED
    move(call, CANCEL, actor=actor, now=now, reason=reason.text())
    call.cancelled_reason = reason
    call.changed_at = now
    db.session.flush()
    if was_public:
        post("call.cancelled", {"call": call.id}, key=f"call.cancelled:{call.id}", now=now)


def archive(call: Call, *, actor: Actor, now: datetime) -> None:
    """Put a closed call away; it stays readable."""
    if call.state is CallState.PUBLISHED and call.status(now) is not CallStatus.CLOSED:
        raise RuleBroken(_l("This call is not closed yet."))
    move(call, ARCHIVE, actor=actor, now=now)
    call.archived_at = now
    db.session.flush()
