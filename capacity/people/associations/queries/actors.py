"""Who is behind a cookie, and for which associations they act."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core.access import Actor, Grant, Role
from capacity.core.asking import Asked, ahead
from capacity.core.db import db, table
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.accounts.states import RUNS_THE_PROGRAMME
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing

_GRANT, _MEMBER, _MERGED = table(RoleGrant), table(Member), table(Association)
_AS_MEMBER = (sa.literal("member").label("kind"), sa.cast(_MEMBER.c.standing, sa.String).label("word"), sa.null())
_HELD: tuple[tuple[Any, Any], ...] = (
    (sa.select(*_AS_MEMBER, _MEMBER.c.association_id).where(_MEMBER.c.ended_at.is_(None)), _MEMBER.c.person_id),
    (  # what was merged into an association is its members' too
        sa.select(*_AS_MEMBER, _MERGED.c.id)
        # Said so that nothing leads from an association to its members: where hardly any was ever merged, SQLite, which
        # knows how many rows have the same value and not that it is none, would rather begin with all of them.
        .join_from(_MEMBER, _MERGED, _MERGED.c.merged_into_id == _MEMBER.c.association_id + 0)
        .where(_MEMBER.c.ended_at.is_(None)),
        _MEMBER.c.person_id,
    ),
    (
        sa.select(sa.literal("role"), sa.cast(_GRANT.c.role, sa.String), _GRANT.c.region_code, sa.null()).where(
            _GRANT.c.ended_at.is_(None)
        ),
        _GRANT.c.person_id,
    ),
)
"""What somebody may do where, with the column that says who."""
_STANDING: sa.CompoundSelect[Any] = sa.union_all(*(held.where(who == sa.bindparam("person")) for held, who in _HELD))

_PERSON, _SESSION = table(Person), table(LoginSession)
_WHO = (
    sa.select(
        _PERSON.c.id,
        _PERSON.c.name,
        _PERSON.c.name_ar,
        _PERSON.c.language,
        _PERSON.c.totp_secret.is_not(None).label("has_second_factor"),
        _SESSION.c.id.label("session_id"),
        _SESSION.c.second_factor_at,
    )
    .join_from(_SESSION, _PERSON, _PERSON.c.id == _SESSION.c.person_id)
    .where(_SESSION.c.token_hash == sa.bindparam("token_hash"), _SESSION.c.ended_at.is_(None))
    .where(_SESSION.c.expires_at > sa.bindparam("now"), _PERSON.c.disabled_at.is_(None))
    .cte("who")
)
_NUMBER = sa.select(_WHO.c.id).scalar_subquery()
"""As one value: joined to rows, of which SQLite expects many, it would first go through all members."""
_SIGNED_IN: sa.CompoundSelect[Any] = sa.union_all(
    sa.select(sa.literal("nothing").label("kind"), sa.null(), sa.null(), sa.cast(sa.null(), sa.BigInteger), *_WHO.c),
    *(held.where(who == _NUMBER).join(_WHO, sa.true()).add_columns(*_WHO.c) for held, who in _HELD),
)
"""Asked for every page: one statement, put together once. Its first line is there for whoever is signed in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a cookie's token, and whether the second factor was set up, and when it was passed there."""

    actor: Actor
    has_second_factor: bool
    second_factor_at: datetime | None


def signed_in(token_hash: str, now: datetime, *, then: Asked = ()) -> SignedIn | None:
    """The actor behind a cookie's token, in one statement; None when it counts no more. ``then`` is asked next."""
    asks = {"token_hash": token_hash, "now": now}
    rows = db.session.execute(_SIGNED_IN, asks, execution_options=ahead(then)).all()
    if not rows:
        return None
    who = rows[0]
    held = [row[:4] for row in rows]
    return SignedIn(_actor(who, held, who.session_id), bool(who.has_second_factor), who.second_factor_at)


def actor_of(person: Any, *, session_id: int | None = None) -> Actor:
    """The person (or a row with the same columns) as the rules see them.

    That is: roles in force with their regions, and the associations they act for.
    """
    return _actor(person, db.session.execute(_STANDING, {"person": person.id}), session_id)


def _actor(person: Any, held: Iterable[Any], session_id: int | None) -> Actor:
    regions: dict[Role, set[str] | None] = {}
    associations: set[int] = set()
    represents: set[int] = set()
    for kind, word, region, association in held:
        if kind == "member":
            associations.add(association)
            if word == Standing.REPRESENTATIVE.value:
                represents.add(association)
        elif kind == "role":
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
