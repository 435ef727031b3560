"""What waits for a person, from every room, in one statement."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from capacity.admission.applications import queries as applications
from capacity.admission.calls import queries as calls
from capacity.admission.complaints import queries as complaints
from capacity.admission.enquiries import queries as enquiries
from capacity.admission.notes import queries as notes
from capacity.admission.review import queries as review
from capacity.admission.rounds import queries as rounds
from capacity.core import clock
from capacity.core.access import Actor
from capacity.core.agenda import gathered
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.mentoring.mentorships import queries as mentorships
from capacity.mentoring.shadow_reports import queries as shadow_reports
from capacity.people.administration import queries as administration
from capacity.people.associations import queries as associations
from capacity.training.attendance import queries as attendance
from capacity.training.certificates import queries as certificates
from capacity.training.sessions import queries as sessions

ROOMS = (
    administration,
    associations,
    calls,
    enquiries,
    applications,
    notes,
    review,
    rounds,
    complaints,
    sessions,
    attendance,
    certificates,
    mentorships,
    shadow_reports,
)
MOST = 60


@dataclass(frozen=True, slots=True)
class Due:
    """One waiting thing; ``day`` is its day in Morocco, ``at`` its moment where there is one."""

    kind: str
    object_id: int
    label: str | Localized
    detail: str | Localized
    at: datetime | None
    day: date | None


def waiting_things(actor: Actor, now: datetime) -> list[Due]:
    """Everything that waits for this person, soonest first; sixty at most."""
    statement = gathered([select for room in ROOMS for select in room.waiting_for(actor, now)], limit=MOST)
    if statement is None:
        return []
    return [
        Due(
            kind=row.kind,
            object_id=row.object_id,
            label=text_of(row.label),
            detail=text_of(row.detail),
            at=row.due_at,
            day=row.due_on or (clock.local(row.due_at).date() if row.due_at else None),
        )
        for row in db.session.execute(statement)
    ]


def text_of(stored: str | None) -> str | Localized:
    """Plain text, or a text in several languages, as the column kept it."""
    if stored and stored.startswith('{"'):
        try:
            return Localized(json.loads(stored))
        except (ValueError, AttributeError):
            return stored
    return stored or ""
