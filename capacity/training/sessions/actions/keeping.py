"""What sessions keep of delegates, for how long, and what erases it; their number goes on counting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core.db import db
from capacity.core.keeping import NAMELESS, Kind, due_rows, write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person
from capacity.training.sessions.actions.needs import drop_needs
from capacity.training.sessions.models import CalendarFeed, Delegate, Enrolment, Session, ToldNeeds

_LAST_DAY = (
    sa.select(sa.func.max(Session.last_day))
    .join(Enrolment, Enrolment.session_id == Session.id)
    .where(Enrolment.delegate_id == Delegate.id)
    .correlate(Delegate)
    .scalar_subquery()
)


def _old_delegates(before: datetime) -> sa.Select[Any]:
    """Of whom the last session, or without one the entry, lies so far back."""
    found = due_rows(Delegate.id, association=Delegate.association_id).where(Delegate.name != NAMELESS)
    return found.where(Delegate.created_at < before, sa.func.coalesce(before.date() > _LAST_DAY, sa.true()))


def erase_delegates(rows: Sequence[int], _now: datetime) -> None:
    """Names, telephone and address go; year of birth, gender and presence stay without them, for the figures."""
    nobody = {"name": NAMELESS, "name_ar": "", "phone": "", "email": ""}
    write_over(sa.update(Delegate).where(Delegate.id.in_(rows)).values(**nobody))


def _old_needs(before: datetime) -> sa.Select[Any]:
    """What was told for sessions that are over."""
    found = due_rows(ToldNeeds.id, association=Delegate.association_id).join(ToldNeeds.enrolment)
    joined = found.join(Enrolment.delegate).join(Session, Session.id == Enrolment.session_id)
    return joined.where(Session.last_day < before.date())


def _erase_needs(rows: Sequence[int], _now: datetime) -> None:
    write_over(sa.delete(ToldNeeds).where(ToldNeeds.id.in_(rows)))


def forget_person(*, person: Person, now: datetime) -> bool:
    """Delegates with the person's address, and the address of their calendar."""
    if person.email:
        theirs = sa.func.lower(Delegate.email) == person.email
        delegates = db.session.scalars(sa.select(Delegate.id).where(theirs)).all()
        erase_delegates(delegates, now)
        drop_needs(sa.select(Enrolment.id).where(Enrolment.delegate_id.in_(delegates)))
    write_over(sa.delete(CalendarFeed).where(CalendarFeed.person_id == person.id))
    return True


def acts_of_associations() -> list[Any]:
    """When associations sent somebody to a session."""
    last = sa.func.max(Enrolment.nominated_at).label("at")
    sent = sa.select(Delegate.association_id, last).join(Enrolment, Enrolment.delegate_id == Delegate.id)
    return [sent.group_by(Delegate.association_id)]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="attendance",
        data=_l("Delegates to sessions: names, year of birth, gender if stated, presence by half-day"),
        purpose=_l("To hold the sessions, to issue certificates, and to count women and young people"),
        seen_by=_l("Members of the association; trainers of the session; coordination"),
        since=_l("the last session"),
        ends=_l("Names, telephone and address are erased; presence, year of birth and gender stay without them."),
        asked=_l("Names, telephone and address of delegates with your address are erased at once."),
        months=60,
        least=12,
        due=_old_delegates,
        erase=erase_delegates,
    ),
    Kind(
        key="needs",
        data=_l("What a delegate needs because of a disability, if they wished it told"),
        purpose=_l("To arrange access, interpretation, material or company at one session"),
        seen_by=_l("Trainers of that session and the coordination of its region, nobody else; kept encrypted"),
        since=_l("the last day of the session"),
        ends=_l("It is erased; at once when the place is given up or the session is called off."),
        asked=_l("It is erased at once; your association can also take it back at any time."),
        months=1,
        least=1,
        most=6,
        due=_old_needs,
        erase=_erase_needs,
    ),
)
