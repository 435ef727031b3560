"""Associations, their members, and what is asked of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from capacity.core import audit, search
from capacity.core.access import Actor, Grant, Role
from capacity.core.agenda import waiting
from capacity.core.clock import local
from capacity.core.db import db, table
from capacity.core.languages import language
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts.models import LoginSession, Person, RoleGrant
from capacity.people.accounts.states import RUNS_THE_PROGRAMME, is_live, passwords
from capacity.people.associations.models import Association, AssociationTheme, Claim, Member, MemberInvitation
from capacity.people.associations.queries.papers import expiring
from capacity.people.associations.states import (
    ClaimKind,
    ClaimState,
    Known,
    Standing,
    receipt_key,
    twins,
)
from capacity.rollout.territory.models import Province

_GRANT, _MEMBER, _HOUSE = table(RoleGrant), table(Member), table(Association)
_AS_MEMBER = (sa.literal("member").label("kind"), sa.cast(_MEMBER.c.standing, sa.String).label("word"), sa.null())
_HELD: tuple[tuple[Any, Any], ...] = (
    (sa.select(*_AS_MEMBER, _MEMBER.c.association_id).where(_MEMBER.c.ended_at.is_(None)), _MEMBER.c.person_id),
    (  # what was merged into an association is its members' too
        sa.select(*_AS_MEMBER, _HOUSE.c.id)
        .join_from(_MEMBER, _HOUSE, _HOUSE.c.merged_into_id == _MEMBER.c.association_id)
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
_SIGNED_IN: sa.CompoundSelect[Any] = sa.union_all(
    sa.select(sa.literal("nothing").label("kind"), sa.null(), sa.null(), sa.cast(sa.null(), sa.BigInteger), *_WHO.c),
    *(held.join(_WHO, _WHO.c.id == who).add_columns(*_WHO.c) for held, who in _HELD),
)
"""Asked for every page: one statement, put together once. Its first line is there for whoever is signed in."""


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who is behind a cookie's token, and whether the second factor was set up, and when it was passed there."""

    actor: Actor
    has_second_factor: bool
    second_factor_at: datetime | None


def signed_in(token_hash: str, now: datetime) -> SignedIn | None:
    """The actor behind a cookie's token, in one statement; None when it counts no more."""
    rows = db.session.execute(_SIGNED_IN, {"token_hash": token_hash, "now": now}).all()
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


def name_column() -> sa.ColumnElement[str]:
    """The name of an association as readers of the language in force write it, for a query."""
    return Association.name_ar.expression if language() == "ar" else Association.name_fr.expression


WHOLE = (
    joinedload(Association.province).joinedload(Province.region),
    joinedload(Association.priority_place),
    selectinload(Association.themes),
    selectinload(Association.members).joinedload(Member.person),
    selectinload(Association.officers),
)


def association(association_id: int) -> Association | None:
    """An association with all that its pages show; of a merged one, the one it was merged into."""
    found = db.session.scalar(sa.select(Association).where(Association.id == association_id).options(*WHOLE))
    if found is not None and found.merged_into_id is not None:
        return association(found.merged_into_id)
    return found


def head(association_id: int) -> Association | None:
    """An association with its place only, for pages that show something else of it."""
    found = db.session.scalar(
        sa.select(Association)
        .where(Association.id == association_id)
        .options(joinedload(Association.province).joinedload(Province.region))
    )
    if found is not None and found.merged_into_id is not None:
        return head(found.merged_into_id)
    return found


def canonical() -> sa.Select[Association]:
    """Every association that was not merged into another one, with its province and region."""
    return (
        sa.select(Association)
        .join(Association.province)
        .where(Association.merged_into_id.is_(None))
        .options(contains_eager(Association.province).joinedload(Province.region))
    )


def visible_to(actor: Actor) -> sa.Select[Association]:
    """The associations that this actor's lists show: their regions', all of them, or their own."""
    statement = canonical()
    if actor.has(Role.ADMINISTRATOR):
        return statement
    if actor.has(Role.COORDINATOR):
        regions = actor.regions(Role.COORDINATOR)
        return statement if regions is None else statement.where(Province.region_code.in_(regions))
    return statement.where(Association.id.in_(actor.association_ids))


def own(actor: Actor) -> Sequence[Association]:
    """The associations the actor acts for."""
    if not actor.association_ids:
        return []
    mine = canonical().where(Association.id.in_(actor.association_ids))
    return db.session.scalars(mine.order_by(Association.id)).all()


def by_receipt(province_code: str, number: str) -> Association | None:
    """Whose deposit receipt of this province has this number, however it is written."""
    found = db.session.scalar(
        sa.select(Association).where(Association.receipt_key == receipt_key(province_code, number))
    )
    return db.session.get(Association, found.merged_into_id) if found is not None and found.merged_into_id else found


def alike(*, name_ar: str, name_fr: str, province_code: str, but: int | None = None) -> Sequence[Association]:
    """Associations of the same region that are called almost the same, the likest first."""
    region = sa.select(Province.region_code).where(Province.code == province_code).scalar_subquery()
    rows: Any = db.session.execute(
        sa.select(Association.id, Association.name_ar, Association.name_fr)
        .join(Association.province)
        .where(Province.region_code == region, Association.merged_into_id.is_(None))
    )
    numbers = twins(name_ar, name_fr, (Known(*row) for row in rows if row[0] != but))[:5]
    if not numbers:
        return []
    found = {one.id: one for one in db.session.scalars(canonical().where(Association.id.in_(numbers)))}
    return [found[number] for number in numbers if number in found]


def searched(statement: sa.Select[Any], words: str) -> sa.Select[Any]:
    """Narrow a select of associations to those that these words find."""
    return statement.where(Association.id.in_(search.matching("association", words)))


def with_theme(statement: sa.Select[Any], chosen: list[str]) -> sa.Select[Any]:
    """Narrow a select of associations to those that work on one of these themes."""
    ids = sa.select(AssociationTheme.association_id).where(AssociationTheme.theme.in_(chosen))
    return statement.where(Association.id.in_(ids))


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
        .join(Association, Association.id == Member.association_id)
        .where(Association.merged_into_id == association_id, Member.person_id == person_id, Member.ended_at.is_(None))
        .order_by(Member.id)
    ).all()


def acts_for_any(person_id: int) -> bool:
    """Whether the person acts for any association now."""
    found = sa.select(Member.id).where(Member.person_id == person_id, Member.ended_at.is_(None)).limit(1)
    return db.session.scalar(found) is not None


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


def history(shown: Association, *, limit: int = 40) -> list[tuple[audit.Event, str]]:
    """What happened to the association and its members, latest first, with the name of whoever did it."""
    events = audit.history(db.session(), [shown, *shown.members], limit=limit)
    return with_names(events)


def with_names(events: Sequence[audit.Event]) -> list[tuple[audit.Event, str]]:
    """Beside each event the name of whoever did it; the service itself has none."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    names: dict[int, str] = {}
    if ids:
        rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
        names = {row.id: row.name for row in rows}
    return [(event, names.get(event.actor_id or 0, "")) for event in events]


def role_conflict(*, person_id: int, role: Role) -> Any:
    """Who acts for an association cannot run the programme."""
    if role in RUNS_THE_PROGRAMME and acts_for_any(person_id):
        return _l("Who acts for an association cannot coordinate or administer the programme.")
    return None
