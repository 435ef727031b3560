"""Every read about associations and their members."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core.access import Actor, Grant, Role
from capacity.core.db import db
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.associations.models import Member
from capacity.people.associations.states import Standing


def signed_in(token_hash: str, now: datetime) -> tuple[Actor, LoginSession] | None:
    """The actor behind a cookie's token and its session, in two statements; None when it counts no more."""
    row = db.session.execute(
        sa.select(LoginSession, Person)
        .join(Person, Person.id == LoginSession.person_id)
        .where(LoginSession.token_hash == token_hash, LoginSession.ended_at.is_(None), LoginSession.expires_at > now)
        .where(Person.disabled_at.is_(None))
    ).first()
    if row is None:
        return None
    session, person = row
    return actor_of(person, session_id=session.id), session


def actor_of(person: Person, *, session_id: int | None = None) -> Actor:
    """The person as the rules see them: roles in force with their regions, and the associations they act for."""
    roles = sa.select(sa.literal("role"), sa.cast(RoleGrant.role, sa.String), RoleGrant.region_code, sa.null()).where(
        RoleGrant.person_id == person.id, RoleGrant.ended_at.is_(None)
    )
    standings = sa.select(
        sa.literal("member"), sa.cast(Member.standing, sa.String), sa.null(), Member.association_id
    ).where(
        Member.person_id == person.id, Member.ended_at.is_(None)
    )
    regions: dict[Role, set[str] | None] = {}
    associations: set[int] = set()
    represents: set[int] = set()
    rows: Any = db.session.execute(sa.union_all(roles, standings))
    for kind, word, region, association in rows:
        if kind == "member":
            associations.add(association)
            if word == Standing.REPRESENTATIVE.value:
                represents.add(association)
            continue
        role = Role(word)
        known = regions.setdefault(role, set())
        if region is None:
            regions[role] = None
        elif known is not None:
            known.add(region)
    return Actor(
        id=person.id,
        name=person.name_ar if person.language == "ar" and person.name_ar else person.name,
        language=person.language,
        grants=tuple(Grant(role, None if some is None else frozenset(some)) for role, some in regions.items()),
        association_ids=frozenset(associations),
        represents=frozenset(represents),
        session_id=session_id,
    )
