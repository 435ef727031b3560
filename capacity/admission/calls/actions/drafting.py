"""What every change of a call's text asks first, and how it is noted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState, Fault, condition_faults, fresh_key, rule_of, shifted
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.rollout.phases.models import Phase

FROZEN = _l("This call has been published: its text cannot change any more. Publish an addendum instead.")


def hold(call: Call) -> CallState:
    """Whoever else writes this call or publishes it waits until this is done; the state in which it is left then.

    What was read of the call before stays as it was read: whoever writes over what somebody else wrote meanwhile is
    refused for it.
    """
    return db.session.scalars(sa.select(Call.state).where(Call.id == call.id).with_for_update()).one()


def hold_sending(call: Call) -> None:
    """Nobody sends an application meanwhile: sending holds the call's phase (``applications.actions.lock_entries``).

    On SQLite the writing transaction itself is the lock.
    """
    db.session.execute(sa.select(Phase.id).where(Phase.id == call.phase_id).with_for_update())


def still_draft(call: Call) -> None:
    """Refuse to change what has been published: applicants rely on it."""
    if hold(call) is not CallState.DRAFT:
        raise RuleBroken(FROZEN)


def changed(call: Call, verb: str, *, actor: Actor, now: datetime, what: str | None = None) -> None:
    """Note the change and give it to the database."""
    audit.record(actor=actor, action=f"calls.{verb}", obj=call, now=now, after=what)
    db.session.flush()


def next_place(items: Sequence[Any]) -> int:
    """The place after the last of them."""
    return max((item.position for item in items), default=-1) + 1


def key_for(words: Localized, items: Sequence[Any]) -> str:
    """A key that none of them has."""
    return fresh_key(words.text("en"), {item.key for item in items})


def shift(items: Sequence[Any], item: Any, by: int) -> None:
    """Move one of them up (-1) or down (+1)."""
    put_in_order(items, shifted([one.id for one in items], item.id, by))


def put_in_order(items: Sequence[Any], order: Sequence[int]) -> None:
    """Give each the place that its number has in this order."""
    for one in items:
        one.position = order.index(one.id)


_FAULTS = {
    Fault.NOT_EARLIER: _l(
        "“%(name)s” is shown only after an earlier question: it has to stay after it. Change its condition first."
    ),
    Fault.NO_ANSWER: _l(
        "“%(name)s” is shown only for an answer that would no longer be offered. Change its condition first."
    ),
}


def still_sound(call: Call) -> None:
    """Refuse what would make a question wait for one that comes later, or for an answer nobody can give."""
    pages = sorted(call.subjects, key=lambda page: (page.position, page.id or 0))
    questions = [one for page in pages for one in sorted(page.questions, key=lambda one: (one.position, one.id or 0))]
    names = {question.key: question.label for question in questions}
    for key, fault in condition_faults(rule_of(question) for question in questions):
        raise RuleBroken(str(_FAULTS[fault]) % {"name": names[key]})
