"""What is kept of who asked, and of who wanted to be told of a call's news."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import Call
from capacity.admission.enquiries.models import Enquiry, Subscription
from capacity.core.db import Base
from capacity.core.keeping import Kind, due_rows, is_held_call, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person


def _old_enquiries(before: datetime) -> sa.Select[Any]:
    somebody = sa.or_(Enquiry.asked_by_id.is_not(None), Enquiry.association_id.is_not(None), Enquiry.asked != "")
    found = due_rows(Enquiry.id, association=Enquiry.association_id, call=Enquiry.call_id)
    return found.join(Call, Call.id == Enquiry.call_id).where(Call.closes_at < before, somebody)


def _erase_enquiries(rows: Sequence[int], _now: datetime) -> None:
    nobody = {"asked_by_id": None, "association_id": None, "asked": "", "dismissed_reason": ""}
    write_over(sa.update(Enquiry).where(Enquiry.id.in_(rows)).values(**nobody))


def _old_subscriptions(before: datetime) -> sa.Select[Any]:
    found = due_rows(Subscription.id, call=Subscription.call_id).join(Call, Call.id == Subscription.call_id)
    return found.where(Call.closes_at < before)


def _erase_subscriptions(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.delete(Subscription).where(Subscription.id.in_(rows)))


def forget_person(*, person: Person, now: datetime) -> bool:
    """Nobody knows any more who asked; the published question and its answer stay."""
    del now
    write_over(sa.update(Enquiry).where(Enquiry.asked_by_id == person.id).values(asked_by_id=None, asked=""))
    mine = sa.or_(Subscription.person_id == person.id, Subscription.email == (person.email or ""))
    write_over(sa.delete(Subscription).where(mine))
    return True


def letters_held() -> list[tuple[type[Base], sa.Select[int]]]:
    """Which calls are held, and which questions and subscriptions are of one that is."""
    return [
        (Call, sa.select(Call.id).where(is_held_call(Call.id))),
        (Enquiry, sa.select(Enquiry.id).where(is_held_call(Enquiry.call_id))),
        (Subscription, sa.select(Subscription.id).where(is_held_call(Subscription.call_id))),
    ]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="enquiries",
        data=_l("Questions about a call: who asked, and in which words"),
        purpose=_l("To answer, to everybody and without saying who asked"),
        seen_by=_l("Coordination reads the words; who asked is read by nobody"),
        since=_l("the closing of the call"),
        ends=_l("Who asked and the words as they were typed are erased; the published question and answer stay."),
        asked=_l("Erased at once; the published question and answer stay, without you."),
        months=12,
        most=36,
        due=_old_enquiries,
        erase=_erase_enquiries,
    ),
    Kind(
        key="subscriptions",
        data=_l("Addresses that want to be told of a call’s news"),
        purpose=_l("To send these news"),
        seen_by=_l("Nobody; the service writes to them"),
        since=_l("the closing of the call"),
        ends=_l("The address is deleted. One that nobody confirmed is deleted after days."),
        asked=_l("Deleted at once."),
        months=3,
        most=12,
        due=_old_subscriptions,
        erase=_erase_subscriptions,
    ),
)
