"""What every change of a call's text asks first, and how it is noted."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def still_draft(call: Call) -> None:
    """Refuse to change what has been published: applicants rely on it."""
    if call.state is not CallState.DRAFT:
        raise RuleBroken(
            _l("This call has been published: its text cannot change any more. Publish an addendum instead.")
        )


def changed(call: Call, verb: str, *, actor: Actor, now: datetime, what: str | None = None) -> None:
    """Note the change and give it to the database."""
    audit.record(actor=actor, action=f"calls.{verb}", obj=call, now=now, after=what)
    db.session.flush()
