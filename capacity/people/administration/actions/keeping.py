"""Retention: periods, holds, and the run of every night that erases what is due."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from capacity.core import audit, choices, keeping, outbox
from capacity.core.access import SYSTEM, Actor
from capacity.core.choices import Choice
from capacity.core.clock import now as clock_now
from capacity.core.db import db, is_sqlite
from capacity.core.errors import RuleBroken
from capacity.core.keeping import Hold, Kind
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.sqlite import count_what_is_there
from capacity.core.unit_of_work import unit_of_work
from capacity.people.administration.states import ERASING

KEEP = "keeping.run"
HOUR = 2
NIGHTS_MISSED = timedelta(days=2)
"""So late, the clock has leapt or the service stood still: nothing is erased before another night."""


def plan_keeping(*, now: datetime) -> bool:
    """Let the worker look tomorrow, while people sleep; planned again, it is planned once."""
    night = (now + timedelta(days=1)).replace(hour=HOUR, minute=0, second=0, microsecond=0)
    post(KEEP, {"night": night.isoformat()}, key=f"{KEEP}:{night:%Y-%m-%d}", now=now, run_at=night)
    return True


@handles(KEEP)
def keep(payload: Mapping[str, Any]) -> None:
    """Erase what is due, if an administrator let it begin; what is too much for one run goes on at once.

    Erasing is what no correction of the clock undoes: a night that comes days late only plans the next one.

    What the service notes for itself, of things done in the background, is forgotten in any case, and the database
    learns how much there is of what.
    """
    now = clock_now()
    with unit_of_work() as session:
        plan_keeping(now=now)
        outbox.sweep(now)
        if is_sqlite(session):
            count_what_is_there(session)
    is_late = "night" in payload and now - datetime.fromisoformat(payload["night"]) > NIGHTS_MISSED
    may_erase = bool(choices.in_force().get(ERASING)) and not is_late
    db.session.rollback()
    if not may_erase:
        return
    erased = keeping.erase_due(now=now, actor=SYSTEM)
    if sum(erased.values()) >= keeping.MOST:
        with unit_of_work():
            post(KEEP, {}, key=f"{KEEP}:{now.isoformat()}", now=now)


def begin_erasing(*, actor: Actor, now: datetime, reason: str) -> Choice:
    """From the next night on, what is due is erased; somebody looked at what that will be."""
    if choices.in_force().get(ERASING):
        raise RuleBroken(_l("The nightly erasure is on already."))
    plan_keeping(now=now)
    return choices.choose(name=ERASING, value=True, reason=reason, actor=actor, now=now)


def stop_erasing(*, actor: Actor, now: datetime, reason: str) -> Choice:
    """Nothing is erased any more until somebody lets it begin again."""
    if not choices.in_force().get(ERASING):
        raise RuleBroken(_l("The nightly erasure is off already."))
    return choices.choose(name=ERASING, value=False, reason=reason, actor=actor, now=now)


def change_period(*, kind: Kind, months: int, actor: Actor, now: datetime, reason: str) -> Choice:
    """How long a kind of data is kept, within its bounds."""
    if kind.months is None or not kind.least <= months <= kind.most:
        raise RuleBroken(_l("From %(least)s to %(most)s months.", least=kind.least, most=kind.most), field="months")
    return choices.choose(name=kind.choice, value=months, reason=reason, actor=actor, now=now)


def place_hold(
    *, association_id: int | None = None, call_id: int | None = None, actor: Actor, now: datetime, reason: str
) -> Hold:
    """Nothing of the association, or of the call, is erased until the hold is lifted."""
    hold = Hold(association_id=association_id, call_id=call_id, reason=reason, placed_at=now, placed_by_id=actor.id)
    db.session.add(hold)
    db.session.flush()
    audit.record(actor=actor, action="erasure_holds.place", obj=hold, now=now, reason=reason)
    return hold


def lift_hold(*, hold: Hold, actor: Actor, now: datetime) -> None:
    """What is due may be erased again; lifted again, it changes nothing."""
    if hold.lifted_at is None:
        hold.lifted_at = now
        audit.record(actor=actor, action="erasure_holds.lift", obj=hold, now=now)


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return (BACKGROUND,)


BACKGROUND = Kind(
    key="background",
    data=_l("What was done in the background, as sending a letter: numbers of rows, no names"),
    purpose=_l("So that nothing is done twice, and that a failure is seen"),
    seen_by=_l("Nobody: no page shows it"),
    kept=_l("90 days after it was done"),
    asked=_l("It holds nothing of you but numbers."),
    by=KEEP,
)
