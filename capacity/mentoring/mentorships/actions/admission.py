"""Letting a mentor in, and out again: acts of the associations, never of coordination."""

from __future__ import annotations

from datetime import datetime

from capacity.core import audit, outbox
from capacity.core.access import Actor, Role
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.vault import PrivateKey
from capacity.core.workflow import move
from capacity.mentoring.mentorships import notices, queries, states
from capacity.mentoring.mentorships.actions.keys import drop_outsiders, make_ring, share
from capacity.mentoring.mentorships.actions.matching import DISMISSED
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty, OpenRing
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.people.accounts.models import Person


def admit(party: MentorshipParty, *, private: PrivateKey | None, actor: Actor, now: datetime) -> None:
    """A member lets the mentor in; with the last association's word the accompaniment begins and drafts open.

    ``private`` is the member's key: with it the notes and the reports that the member can open are shared with the
    mentor at once; without it another member shares them later.
    """
    mentorship = party.mentorship
    _check_member(party, actor)
    if mentorship.state is MentorshipState.ENDED:
        raise RuleBroken(_l("This mentorship has ended."))
    if party.admitted_at is not None:
        return
    party.admitted_at, party.admitted_by_id = now, actor.id
    audit.record(actor=actor, action="mentorships.admit", obj=mentorship, now=now)
    if not mentorship.is_admitted:
        return
    if mentorship.state is MentorshipState.PROPOSED:
        move(mentorship, states.BEGIN, actor=actor, now=now)
    _open_notes(mentorship, private, actor=actor, now=now)
    db.session.flush()
    list(collect("mentor.admitted", mentorship=mentorship, private=private, actor=actor, now=now))
    notices.admitted(mentorship, now=now)


def _check_member(party: MentorshipParty, actor: Actor) -> None:
    if party.association_id not in actor.association_ids:
        raise RuleBroken(_l("Only a member of the association lets a mentor in."))
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        raise RuleBroken(_l("A coordinator or an administrator can never act as a member of an association."))


def _open_notes(mentorship: Mentorship, private: PrivateKey | None, *, actor: Actor, now: datetime) -> None:
    """The notes' key: made now for the members and the mentor, or shared with the mentor if it was made before."""
    if mentorship.ring is None:
        people: list[Person] = [*queries.first_holders(mentorship.association_ids, actor.id), mentorship.mentor]
        mentorship.ring, _opened = make_ring(people, actor=actor, now=now)
        return
    opened = queries.open_ring(mentorship.ring, actor.id, private)
    if opened is not None and mentorship.mentor.public_key is not None:
        share(mentorship.ring, mentorship.mentor, opened=opened, actor=actor, now=now)


def dismiss(party: MentorshipParty, *, actor: Actor, now: datetime) -> None:
    """A member takes the word back: from now on the mentor opens nothing, and what is written later has a new key."""
    mentorship = party.mentorship
    _check_member(party, actor)
    if party.admitted_at is None:
        return
    party.admitted_at = party.admitted_by_id = None
    if mentorship.ring is not None:
        members = {one.id for one in queries.members_of(mentorship.association_ids)}
        drop_outsiders(mentorship.ring, members, actor=actor, now=now)
    audit.record(actor=actor, action="mentorships.dismiss", obj=mentorship, now=now)
    db.session.flush()
    key = f"{DISMISSED}:{mentorship.id}:{party.id}:{now.isoformat()}"
    outbox.post(DISMISSED, {"mentorship": mentorship.id}, key=key, now=now)


def share_notes(mentorship: Mentorship, person: Person, *, opened: OpenRing, actor: Actor, now: datetime) -> None:
    """A holder lets another member, or the mentor admitted, open the notes."""
    entitled = {one.id for one in queries.members_of(mentorship.association_ids)}
    if mentorship.opens_to_mentor:
        entitled.add(mentorship.mentor_id)
    if person.id not in entitled or mentorship.ring is None:
        raise RuleBroken(_l("This person takes no part in the mentorship."))
    share(mentorship.ring, person, opened=opened, actor=actor, now=now)
