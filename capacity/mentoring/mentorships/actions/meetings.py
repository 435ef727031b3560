"""The meeting log: dates for everybody who may see the mentorship, notes for those who hold the key."""

from __future__ import annotations

from datetime import date, datetime

from capacity.core import audit, clock
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships import queries
from capacity.mentoring.mentorships.actions.keys import writing
from capacity.mentoring.mentorships.models import Meeting, Mentorship, OpenRing
from capacity.mentoring.mentorships.states import MeetingMode, MentorshipState


def log_meeting(
    mentorship: Mentorship,
    *,
    held_on: date,
    minutes: int,
    mode: MeetingMode,
    notes: str,
    opened: OpenRing | None,
    actor: Actor,
    now: datetime,
) -> Meeting:
    """Note that a meeting was held; notes are sealed before they reach the database, or refused."""
    if actor.id is None or actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise RuleBroken(_l("Meetings are logged by the mentor and the members."))
    if mentorship.state is not MentorshipState.ACTIVE:
        raise RuleBroken(_l("Meetings are logged while the mentorship runs."))
    if held_on > clock.local(now).date():
        raise RuleBroken(_l("This day lies in the future."), field="held_on")
    made = Meeting(
        mentorship=mentorship, held_on=held_on, minutes=minutes, mode=mode, written_by_id=actor.id, written_at=now
    )
    db.session.add(made)
    db.session.flush()
    if notes.strip():
        _seal(made, notes.strip(), opened, actor=actor, now=now)
    audit.record(actor=actor, action="mentorships.log_meeting", obj=mentorship, now=now, after=held_on)
    return made


def _seal(meeting: Meeting, notes: str, opened: OpenRing | None, *, actor: Actor, now: datetime) -> None:
    mentorship = meeting.mentorship
    if mentorship.ring is None or opened is None:
        raise RuleBroken(_l("Your key does not open these notes, so none can be added yet."), field="notes")
    entitled = {one.id for one in queries.members_of(mentorship.association_ids)}
    if mentorship.opens_to_mentor:
        entitled.add(mentorship.mentor_id)
    keys = writing(mentorship.ring, entitled, opened=opened, actor=actor, now=now)
    sealed = keys.seal(notes, f"meeting:{meeting.id}")
    meeting.generation, meeting.sealed_notes = sealed.generation, sealed.content
    db.session.flush()
