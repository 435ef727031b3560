"""Letters about mentorships: who was matched, who is asked, what moved. None holds a word of what was written."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import outbox
from capacity.core.db import db
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships.models import Mentorship
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing


def representatives(association_ids: Collection[int]) -> list[tuple[Person, int]]:
    """(person, association) for whoever signs for these associations; of a merged one, the other's."""
    present = sa.func.coalesce(Association.merged_into_id, Association.id)
    rows = db.session.execute(
        sa.select(Person, Association.id)
        .join(Member, Member.person_id == Person.id)
        .join(Association, present == Member.association_id)
        .where(Association.id.in_(association_ids), Member.ended_at.is_(None), Person.disabled_at.is_(None))
        .where(Member.standing == Standing.REPRESENTATIVE)
        .order_by(Person.id)
    )
    return [(person, association) for person, association in rows]


def matched(mentorship: Mentorship, *, now: datetime) -> None:
    """The mentor learns of the proposal; each association is asked to let the mentor in."""
    _write("matched", mentorship, [(mentorship.mentor, None)], now)
    _write("admit_asked", mentorship, representatives(mentorship.association_ids), now)


def admitted(mentorship: Mentorship, *, now: datetime) -> None:
    """The mentor learns that every association agreed."""
    stamp = now.isoformat()
    _write("admitted", mentorship, [(mentorship.mentor, None)], now, key=stamp)


def ended(mentorship: Mentorship, *, now: datetime) -> None:
    """Everybody in it learns that it is over."""
    _write("ended", mentorship, [(mentorship.mentor, None), *representatives(mentorship.association_ids)], now)


def calendar_moved(mentorship: Mentorship, event: CalendarEvent, *, now: datetime) -> None:
    """Milestones moved with the calendar of a mechanism."""
    to = [(mentorship.mentor, None), *representatives(mentorship.association_ids)]
    _write("calendar_moved", mentorship, to, now, key=f"{event.id}:{event.version}", mechanism=event.mechanism.code)


def _write(
    template: str,
    mentorship: Mentorship,
    people: Iterable[tuple[Person, int | None]],
    now: datetime,
    *,
    key: str = "",
    **data: Any,
) -> None:
    for person, association_id in people:
        if not person.email:
            continue
        outbox.letter(
            f"mentoring/mentorships/{template}",
            key=f"mentorships.{template}:{mentorship.id}:{person.id}:{key}",
            now=now,
            address=person.email,
            language=person.language,
            person_id=person.id,
            association_id=association_id,
            about=mentorship,
            data={
                "mentorship": mentorship.id,
                "name": mentorship.name.text(person.language),
                "mentor": mentorship.mentor.called(person.language),
                **data,
            },
        )
