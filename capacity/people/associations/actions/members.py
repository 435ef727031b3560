"""Who acts for an association: joining, leaving, handing over, and the change of its representative."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import RUNS_THE_PROGRAMME
from capacity.people.associations import notices, queries
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing


def join(*, association: Association, person: Person, standing: Standing, actor: Actor, now: datetime) -> Member:
    """Let a person act for the association; who acted for it before takes up their old row.

    Raises RuleBroken for those who run the programme: they never act for an association.
    """
    if any(grant.ended_at is None and grant.role in RUNS_THE_PROGRAMME for grant in person.grants):
        raise RuleBroken(_l("Who coordinates or administers the programme cannot act for an association."))
    member = queries.membership(association.id, person.id)
    placed_at = now if _is_placed(association, person, actor) else None
    if member is None:
        member = Member(person=person, standing=standing, joined_at=now)
        association.members.append(member)
    elif member.ended_at is not None:
        member.ended_at, member.joined_at, member.standing = None, now, standing
    elif member.standing is not standing:
        member.standing = standing
    else:
        return member
    member.placed_at, member.known_in, member.known_to = placed_at, None, None
    db.session.flush()
    audit.record(actor=actor, action="members.join", obj=member, now=now, after=standing)
    return member


def _is_placed(association: Association, person: Person, actor: Actor) -> bool:
    """Whether somebody from outside puts the person beside members who have not said a word for them."""
    present = association.present_members
    known = {member.person_id for member in present if member.placed_at is None}
    beside = {member.person_id for member in present} - {person.id}
    return bool(beside) and person.id not in known and actor.id not in {*known, person.id}


def vouch(*, person: Person, actor: Actor, now: datetime) -> None:
    """A member says a word for somebody whom the coordination put beside them; who was put there too cannot.

    After a merge of two groups with nobody in common, somebody known in the one says a word for somebody of the other:
    it counts for the group of who says it. Who runs the programme has no part in it: whom an association lets read is
    for its members alone to say.
    """
    if actor.id == person.id:
        return
    here = {one.association_id: one for one in _present(actor.id)}
    for member in _present(person.id):
        own = here.get(member.association_id)
        if own is None or own.knows(member):
            continue
        if own.placed_at is None:
            member.placed_at = member.known_in = member.known_to = None
        elif own.known_in is not None:
            member.known_to = [*(member.known_to or ()), own.known_in]
        else:
            continue
        audit.record(actor=actor, action="members.vouch", obj=member, now=now)


def _present(person_id: int | None) -> Sequence[Member]:
    return db.session.scalars(sa.select(Member).where(Member.person_id == person_id, Member.ended_at.is_(None))).all()


def end_member(*, member: Member, actor: Actor, now: datetime) -> None:
    """Somebody acts for the association no longer, nor for what was merged into it; who represents hands over first."""
    if member.ended_at is not None:
        return
    if member.standing is Standing.REPRESENTATIVE:
        raise RuleBroken(_l("Hand over the representation first: an association always has a representative."))
    for row in (member, *queries.merged_memberships(member.association_id, member.person_id)):
        row.ended_at = now
        audit.record(actor=actor, action="members.leave", obj=row, now=now, before=row.standing)


def hand_over(*, association: Association, to: Member, actor: Actor, now: datetime) -> None:
    """The representative hands over to another member, and stays a member."""
    if to.association_id != association.id or to.ended_at is not None:
        raise RuleBroken(_l("Choose somebody who acts for the association now."))
    _represent(association, to.person, actor=actor, now=now)
    audit.record(actor=actor, action="associations.hand_over", obj=association, now=now)
    notices.new_representative(association, to.person, now=now, others=_others(association))


def change_representative(
    *, association: Association, person: Person, actor: Actor, now: datetime, reason: str
) -> None:
    """A coordinator names the representative, when those who were are gone; everybody concerned is told by letter."""
    others = _others(association)
    _represent(association, person, actor=actor, now=now)
    audit.record(actor=actor, action="associations.change_representative", obj=association, now=now, reason=reason)
    notices.new_representative(association, person, now=now, others=others)


def _represent(association: Association, person: Person, *, actor: Actor, now: datetime) -> None:
    for member in association.present_members:
        if member.standing is Standing.REPRESENTATIVE and member.person_id != person.id:
            member.standing = Standing.MEMBER
    join(association=association, person=person, standing=Standing.REPRESENTATIVE, actor=actor, now=now)


def _others(association: Association) -> list[Person]:
    return [member.person for member in association.present_members]
