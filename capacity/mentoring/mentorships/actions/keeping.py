"""What accompaniment keeps of people. Nobody but its members and the mentor can read or erase what is sealed."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.core.clock import now as clock_now
from capacity.core.db import db
from capacity.core.keeping import Kind
from capacity.core.languages import lazy_gettext as _l
from capacity.mentoring.mentorships.models import KeyRing, KeyShare, Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.people.accounts.models import Person


def harm_of_erasing(*, person: Person, now: datetime) -> object:
    """Whom a person accompanies now, and the drafts that nobody else can open."""
    del now
    mine = sa.select(Mentorship.id).where(Mentorship.mentor_id == person.id, Mentorship.state == MentorshipState.ACTIVE)
    if db.session.scalar(mine.limit(1)) is not None:
        return _l("This person accompanies associations: the coordination has to name another mentor first.")
    other = aliased(KeyShare)
    others = sa.select(other.id).where(
        other.ring_id == KeyRing.id, other.generation == KeyRing.generation, other.person_id != person.id
    )
    alone = (
        sa.select(KeyShare.id)
        .join(KeyRing, KeyRing.id == KeyShare.ring_id)
        .where(KeyShare.person_id == person.id, KeyShare.generation == KeyRing.generation, ~others.exists())
    )
    if db.session.scalar(alone.limit(1)) is not None:
        return _l("Nobody else can open drafts that this person can open: share them with another member first.")
    return None


def forget_person(*, person: Person, now: datetime) -> bool:
    """The person's shares of keys go: they open nothing without the private key, which goes too."""
    del now
    gone = sa.delete(KeyShare).where(KeyShare.person_id == person.id)
    db.session.execute(gone, execution_options={"synchronize_session": False})
    return True


def acts_of_associations() -> list[Any]:
    """Until when associations are accompanied."""
    until = sa.func.coalesce(Mentorship.ended_at, sa.literal(clock_now(), Mentorship.ended_at.type))
    parties = sa.select(MentorshipParty.association_id, until.label("at"))
    return [parties.join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)]


def kinds_kept() -> tuple[Kind, ...]:
    """For the register of processing."""
    return KINDS


KINDS = (
    Kind(
        key="shadow_reports",
        data=_l("Drafts of shadow reports and notes of meetings, with comments and files; sealed"),
        purpose=_l("To write with a mentor; the ministry cannot read them"),
        seen_by=_l("Members of the association and the mentor they admitted; nobody else"),
        kept=_l("as long as the members of the association want: nobody else can read or erase them"),
        asked=_l("What you wrote with others stays theirs, sealed; your key goes, and with it your way to it."),
    ),
)
