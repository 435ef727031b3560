"""Who is behind a cookie, and for which associations they act."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.core.access import Actor, Grant, Role
from capacity.core.db import db
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.accounts.states import RUNS_THE_PROGRAMME
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing

_SESSION = (
    sa.select(
        Person.id,
        Person.name,
        Person.name_ar,
        Person.language,
        Person.totp_secret.is_not(None).label("has_second_factor"),
        LoginSession.id.label("session_id"),
        LoginSession.second_factor_at,
    )
    .join(LoginSession.person)
    .where(LoginSession.token_hash == sa.bindparam("token_hash"), LoginSession.ended_at.is_(None))
    .where(LoginSession.expires_at > sa.bindparam("now"), Person.disabled_at.is_(None))
)

_MERGED = aliased(Association)

_STANDING: sa.CompoundSelect[Any] = sa.union_all(
    sa.select(sa.literal("role"), sa.cast(RoleGrant.role, sa.String), RoleGrant.region_code, sa.null()).where(
        RoleGrant.person_id == sa.bindparam("person"), RoleGrant.ended_at.is_(None)
    ),
    sa.select(sa.literal("member"), sa.cast(Member.standing, sa.String), sa.null(), Member.association_id).where(
        Member.person_id == sa.bindparam("person"), Member.ended_at.is_(None)
    ),
    # What was merged into an association is its members' too.
    sa.select(sa.literal("member"), sa.cast(Member.standing, sa.String), sa.null(), _MERGED.id)
    .join(_MERGED, _MERGED.merged_into_id == Member.association_id)
    .where(Member.person_id == sa.bindparam("person"), Member.ended_at.is_(None)),
)

"""Both are asked for every page, so they are put together once."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a cookie's token, and whether the second factor was set up, and when it was passed there."""

    actor: Actor
    has_second_factor: bool
    second_factor_at: datetime | None


def signed_in(token_hash: str, now: datetime) -> SignedIn | None:
    """The actor behind a cookie's token, in two statements; None when it counts no more."""
    row = db.session.execute(_SESSION, {"token_hash": token_hash, "now": now}).first()
    if row is None:
        return None
    return SignedIn(actor_of(row, session_id=row.session_id), row.has_second_factor, row.second_factor_at)


def actor_of(person: Any, *, session_id: int | None = None) -> Actor:
    """The person (or a row with the same columns) as the rules see them.

    That is: roles in force with their regions, and the associations they act for.
    """
    regions: dict[Role, set[str] | None] = {}
    associations: set[int] = set()
    represents: set[int] = set()
    rows: Any = db.session.execute(_STANDING, {"person": person.id})
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
        name=person.name,
        name_ar=person.name_ar,
        language=person.language,
        grants=tuple(Grant(role, None if some is None else frozenset(some)) for role, some in regions.items()),
        association_ids=frozenset(associations),
        represents=frozenset(represents),
        session_id=session_id,
    )


def acts_for_any(person_id: int) -> bool:
    """Whether the person acts for any association now."""
    found = sa.select(Member.id).where(Member.person_id == person_id, Member.ended_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


def role_conflict(*, person_id: int, role: Role) -> Any:
    """Who acts for an association cannot run the programme."""
    if role in RUNS_THE_PROGRAMME and acts_for_any(person_id):
        return _l("Who acts for an association cannot coordinate or administer the programme.")
    return None
