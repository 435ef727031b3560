"""Who wants to hear of a call's news: a person with an account, or an address that was confirmed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import notices, queries
from capacity.admission.enquiries.models import Subscription
from capacity.admission.enquiries.states import ADDRESSES_FOR
from capacity.core import audit, clock
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person

LAPSES = "call.address_lapses"


def subscribe(call: Call, *, actor: Actor, now: datetime) -> Subscription:
    """Tell this person at the address of their account, which is confirmed; asked again, nothing changes."""
    person = db.session.get_one(Person, actor.id)
    if person.email is None:
        raise RuleBroken(_l("Your account has no e-mail address: there is nowhere to write to."))
    found = queries.of_person(call.id, person.id) or queries.of_address(call.id, person.email)
    if found is not None and found.confirmed_at is not None and found.person_id == person.id:
        return found
    if found is None:
        found = _begin(call, person.email, person.language, now)
    found.person_id, found.confirmed_at = person.id, now
    db.session.flush()
    audit.record(actor=actor, action="enquiries.subscribe", obj=found, now=now)
    return found


def ask_to_subscribe(call: Call, *, email: str, language: str, now: datetime, actor: Actor = SYSTEM) -> None:
    """Write to the address to have it confirmed; one that is confirmed already hears nothing of it."""
    found = queries.of_address(call.id, email)
    if found is not None and found.confirmed_at is not None:
        return
    if found is None:
        found = _begin(call, email, language, now)
        audit.record(actor=actor, action="enquiries.ask_to_subscribe", obj=found, now=now)
        once = f"{LAPSES}:{found.id}:{found.asked_at.isoformat()}"  # a row's number may be given again
        post(LAPSES, {"subscription": found.id}, key=once, now=now, run_at=now + ADDRESSES_FOR)
    notices.confirm(found, now=now)


def _begin(call: Call, email: str, language: str, now: datetime) -> Subscription:
    made = Subscription(call=call, email=email, language=language, asked_at=now)
    db.session.add(made)
    db.session.flush()
    return made


def confirm_subscription(subscription: Subscription, *, now: datetime, actor: Actor = SYSTEM) -> None:
    """Whoever reads this address wants the letters."""
    if subscription.confirmed_at is None:
        subscription.confirmed_at = now
        audit.record(actor=actor, action="enquiries.confirm_subscription", obj=subscription, now=now)
        db.session.flush()


def unsubscribe(subscription: Subscription, *, now: datetime, actor: Actor = SYSTEM) -> None:
    """No more letters; nothing is kept of the address."""
    audit.record(actor=actor, action="enquiries.unsubscribe", obj=subscription, now=now)
    db.session.delete(subscription)
    db.session.flush()


@handles(LAPSES)
def _lapse(payload: Mapping[str, Any]) -> None:
    """Forget an address that nobody confirmed; a later one that was given its number has time of its own."""
    with unit_of_work():
        found, now = queries.subscription(payload["subscription"]), clock.now()
        if found is not None and found.confirmed_at is None and found.asked_at + ADDRESSES_FOR <= now:
            unsubscribe(found, now=now)
