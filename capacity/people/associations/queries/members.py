"""Who acts for an association, who was invited to, and what is asked of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.clock import local
from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import is_live, passwords
from capacity.people.associations.models import Association, Claim, Member, MemberInvitation
from capacity.people.associations.queries.papers import expiring
from capacity.people.associations.queries.record import name_column
from capacity.people.associations.states import ClaimKind, ClaimState
from capacity.rollout.territory.models import Province

_MERGED = aliased(Association)


def member(member_id: int) -> Member | None:
    """A member with person and association."""
    return db.session.scalar(
        sa.select(Member)
        .where(Member.id == member_id)
        .options(joinedload(Member.person), joinedload(Member.association).joinedload(Association.province))
    )


def membership(association_id: int, person_id: int) -> Member | None:
    """The person's row in the association, ended or not."""
    return db.session.scalar(
        sa.select(Member).where(Member.association_id == association_id, Member.person_id == person_id)
    )


def merged_memberships(association_id: int, person_id: int) -> Sequence[Member]:
    """The person's present rows in what was merged into the association."""
    return db.session.scalars(
        sa.select(Member)
        .join(_MERGED, _MERGED.id == Member.association_id)
        .where(_MERGED.merged_into_id == association_id, Member.person_id == person_id, Member.ended_at.is_(None))
        .order_by(Member.id)
    ).all()


def live_invitation(token: str, *, now: datetime) -> MemberInvitation | None:
    """An invitation to write with an association that can still be accepted."""
    found = db.session.scalar(
        sa.select(MemberInvitation)
        .where(MemberInvitation.token_hash == passwords.token_hash(token))
        .options(joinedload(MemberInvitation.association))
    )
    if found is None or not is_live(expires_at=found.expires_at, ended_at=found.accepted_at, now=now):
        return None
    return found


def open_invitations(association_id: int, *, now: datetime) -> Sequence[MemberInvitation]:
    """Invitations to this association that nobody has answered yet."""
    statement = sa.select(MemberInvitation).where(
        MemberInvitation.association_id == association_id,
        MemberInvitation.accepted_at.is_(None),
        MemberInvitation.expires_at > now,
    )
    return db.session.scalars(statement.order_by(MemberInvitation.id)).all()


def claim(claim_id: int) -> Claim | None:
    """A claim with its association and person."""
    return db.session.scalar(
        sa.select(Claim)
        .where(Claim.id == claim_id)
        .options(joinedload(Claim.person), joinedload(Claim.association).joinedload(Association.province))
    )


def open_claims(association_id: int) -> Sequence[Claim]:
    """What is asked of this association and not answered yet."""
    statement = sa.select(Claim).where(Claim.association_id == association_id, Claim.state == ClaimState.ASKED)
    return db.session.scalars(statement.options(joinedload(Claim.person)).order_by(Claim.id)).all()


def open_claim_of(association_id: int, person_id: int) -> Claim | None:
    """The person's own claim on this association that waits for an answer."""
    return db.session.scalar(
        sa.select(Claim).where(
            Claim.association_id == association_id, Claim.person_id == person_id, Claim.state == ClaimState.ASKED
        )
    )


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Claims to decide, for coordinators of their regions and for representatives; papers of members that expire."""
    open_ones = (
        waiting(
            "associations.claim",
            object_id=Claim.id,
            label=Person.name,
            detail=name_column(),
            due_at=Claim.asked_at,
        )
        .join(Person, Person.id == Claim.person_id)
        .join(Association, Association.id == Claim.association_id)
        .join(Province, Province.code == Association.province_code)
        .where(Claim.state == ClaimState.ASKED)
    )
    if actor.has(Role.COORDINATOR):
        regions = actor.regions(Role.COORDINATOR)
        return [open_ones if regions is None else open_ones.where(Province.region_code.in_(regions))]
    papers = expiring(actor, local(now).date(), name_column())
    if actor.represents:
        mine = Claim.association_id.in_(actor.represents)
        return [open_ones.where(mine, Claim.kind == ClaimKind.JOIN), *papers]
    return papers


def memberships_of(person_id: int) -> Sequence[Member]:
    """Every association the person acts or acted for."""
    statement = sa.select(Member).where(Member.person_id == person_id).options(joinedload(Member.association))
    return db.session.scalars(statement.order_by(Member.id)).all()


def export_of(person: Person) -> dict[str, object]:
    """What the software keeps of the person in this room, for their own copy."""
    return {
        "associations": [
            {
                "association": row.association.name_fr,
                "standing": row.standing.value,
                "joined": row.joined_at.isoformat(),
                "ended": row.ended_at.isoformat() if row.ended_at else None,
            }
            for row in memberships_of(person.id)
        ]
    }
