"""Who is told of a call's news."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from capacity.admission.calls.models import Call
from capacity.admission.enquiries.models import Enquiry, Subscription
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.people.accounts.models import Person


@dataclass(frozen=True, slots=True)
class Reader:
    """An address that is written to, the language it reads, and the subscription by which it may stop that."""

    subscription_id: int
    email: str
    language: str
    person_id: int | None


def subscription(subscription_id: int) -> Subscription | None:
    """The subscription with its call."""
    return db.session.scalar(
        sa.select(Subscription).where(Subscription.id == subscription_id).options(joinedload(Subscription.call))
    )


def of_address(call_id: int, email: str) -> Subscription | None:
    """The subscription of an address to a call."""
    return db.session.scalar(
        sa.select(Subscription).where(Subscription.call_id == call_id, Subscription.email == email)
    )


def of_person(call_id: int, person_id: int) -> Subscription | None:
    """The person's own subscription to a call."""
    return db.session.scalar(
        sa.select(Subscription).where(Subscription.call_id == call_id, Subscription.person_id == person_id)
    )


def readers(call_id: int, *, but: Iterable[str] = ()) -> list[Reader]:
    """Whom to write to: confirmed addresses, people at the address and in the language of their account now."""
    rows = db.session.scalars(
        sa.select(Subscription)
        .outerjoin(Subscription.person)
        .options(contains_eager(Subscription.person))
        .where(Subscription.call_id == call_id, Subscription.confirmed_at.is_not(None))
        .where(sa.or_(Subscription.person_id.is_(None), Person.disabled_at.is_(None)))
        .order_by(Subscription.id)
    )
    left_out, found = set(but), []
    for row in rows:
        person = row.person
        email = row.email if person is None else person.email
        if email and email not in left_out:
            left_out.add(email)
            found.append(Reader(row.id, email, person.language if person else row.language, row.person_id))
    return found


def _subscriptions_of(person: Person) -> Sequence[tuple[str, Subscription]]:
    rows = db.session.execute(
        sa.select(Call.reference, Subscription)
        .join(Call, Call.id == Subscription.call_id)
        .where(Subscription.person_id == person.id)
        .order_by(Subscription.id)
    )
    return [(reference, row) for reference, row in rows]


def export_of(*, person: Person) -> dict[str, object]:
    """What is kept of the person in this room, for their own copy."""
    asked = db.session.execute(
        sa.select(Call.reference, Enquiry.asked, Enquiry.asked_at)
        .join(Call, Call.id == Enquiry.call_id)
        .where(Enquiry.asked_by_id == person.id)
        .order_by(Enquiry.id)
    )
    return {
        "questions": [{"call": row.reference, "text": row.asked, "at": row.asked_at.isoformat()} for row in asked],
        "subscriptions": [
            {"call": reference, "address": row.email, "since": row.asked_at.isoformat()}
            for reference, row in _subscriptions_of(person)
        ],
    }


def readers_beside_applicants(call: Call, *, sent: bool = False) -> list[Reader]:
    """Readers who are not written to as applicants: those who are drafting and, when ``sent``, those who have sent."""
    applicants = {address for found in collect("call.applicants", call=call, sent=sent) for address in found}
    return readers(call.id, but=applicants)
