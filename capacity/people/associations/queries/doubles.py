"""Associations that may be one, and what was merged into what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload, selectinload

from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.people.associations.models import Association, Member, Officer, Suspicion
from capacity.people.associations.queries.record import WHOLE
from capacity.people.associations.states.doubles import Profile, SuspicionState, likest, profile
from capacity.rollout.territory.models import Province

OTHER = aliased(Association)


def merged_into(association_id: int) -> list[Association]:
    """What was merged into this association."""
    return list(db.session.scalars(_merged_into(association_id)))


def merged_records(association_id: int) -> list[Association]:
    """The same with all that their pages showed."""
    return list(db.session.scalars(_merged_into(association_id).options(*WHOLE)))


def _merged_into(association_id: int) -> sa.Select[Any]:
    return sa.select(Association).where(Association.merged_into_id == association_id).order_by(Association.id)


def profile_of(association: Association) -> Profile:
    """The association as it is compared with others."""
    people = [name for officer in association.officers for name in (officer.name, officer.name_ar)]
    people += [member.person.name for member in association.present_members]
    return _profile(association, people)


def _profile(association: Any, people: Iterable[str]) -> Profile:
    return profile(
        association.id,
        receipt_number=association.receipt_number,
        name_ar=association.name_ar,
        name_fr=association.name_fr,
        phone=association.phone,
        email=association.email,
        people=people,
    )


def look_alikes(association: Association) -> list[Profile]:
    """Others of the region that share a name, a telephone, an address, a receipt number or a person with it."""
    region = sa.select(Province.region_code).where(Province.code == association.province_code).scalar_subquery()
    rows = db.session.execute(
        sa.select(
            Association.id,
            Association.receipt_number,
            Association.name_ar,
            Association.name_fr,
            Association.key_ar,
            Association.key_fr,
            Association.phone,
            Association.email,
        )
        .join(Province, Province.code == Association.province_code)
        .where(Province.region_code == region, Association.merged_into_id.is_(None), Association.id != association.id)
    ).all()
    own = profile_of(association)
    near = {*likest(own.key_ar, {row.id: row.key_ar for row in rows})}
    near |= {*likest(own.key_fr, {row.id: row.key_fr for row in rows})}
    same = [row for row in rows if _touches(row, association)]
    near |= {row.id for row in same}
    people = _people(near)
    return [_profile(row, people.get(row.id, ())) for row in rows if row.id in near]


def _touches(row: Any, association: Association) -> bool:
    same_phone = bool(row.phone) and row.phone == association.phone
    same_email = bool(row.email) and row.email.casefold() == association.email.casefold()
    return bool(same_phone or same_email or row.receipt_number == association.receipt_number)


def _people(numbers: Iterable[int]) -> dict[int, list[str]]:
    found: dict[int, list[str]] = {}
    ids = list(numbers)
    if not ids:
        return found
    officers = db.session.execute(
        sa.select(Officer.association_id, Officer.name, Officer.name_ar).where(Officer.association_id.in_(ids))
    )
    for number, name, name_ar in officers:
        found.setdefault(number, []).extend((name, name_ar))
    members = db.session.execute(
        sa.select(Member)
        .where(Member.association_id.in_(ids), Member.ended_at.is_(None))
        .options(joinedload(Member.person))
    )
    for (one,) in members:
        found.setdefault(one.association_id, []).append(one.person.name)
    return found


def pair(first_id: int, second_id: int) -> Suspicion | None:
    """The suspicion about two associations, in whichever order they are named."""
    low, high = sorted((first_id, second_id))
    return db.session.scalar(sa.select(Suspicion).where(Suspicion.first_id == low, Suspicion.second_id == high))


def open_pairs_of(association_id: int) -> list[Suspicion]:
    """The open suspicions about an association."""
    return list(db.session.scalars(_OPEN_PAIRS, {"association": association_id}))


_ONE: Any = sa.bindparam("association")
_OPEN_PAIRS = (
    sa.select(Suspicion)
    .where(sa.or_(Suspicion.first_id == _ONE, Suspicion.second_id == _ONE))
    .where(Suspicion.state == SuspicionState.OPEN)
    .order_by(Suspicion.id)
    .options(joinedload(Suspicion.first), joinedload(Suspicion.second))
)


def suspicion(suspicion_id: int) -> Suspicion | None:
    """A suspicion with all that the page of the two shows."""
    return db.session.scalar(
        sa.select(Suspicion)
        .where(Suspicion.id == suspicion_id)
        .options(selectinload(Suspicion.first).options(*WHOLE), selectinload(Suspicion.second).options(*WHOLE))
    )


def suspicions(actor: Actor) -> Any:
    """The open suspicions of this actor's regions, to be narrowed, sorted and paged."""
    statement = (
        sa.select(Suspicion)
        .join(Association, Association.id == Suspicion.first_id)
        .join(Province, Province.code == Association.province_code)
        .join(OTHER, OTHER.id == Suspicion.second_id)
        .where(Suspicion.state == SuspicionState.OPEN)
        .options(
            joinedload(Suspicion.first).joinedload(Association.province),
            joinedload(Suspicion.second).joinedload(Association.province),
        )
    )
    if actor.has(Role.ADMINISTRATOR):
        return statement
    regions = actor.regions(Role.COORDINATOR)
    return statement if regions is None else statement.where(Province.region_code.in_(regions))


def having_reason(statement: Any, reasons: list[str]) -> Any:
    """Narrow suspicions to those that one of these reasons stands behind."""
    return statement.where(sa.or_(*(Suspicion.reasons.contains(f" {reason} ") for reason in reasons)))


def suspected() -> Any:
    """The numbers of the associations that an open suspicion is about."""
    openly = sa.select(Suspicion.first_id.label("id")).where(Suspicion.state == SuspicionState.OPEN)
    both = openly.union_all(sa.select(Suspicion.second_id).where(Suspicion.state == SuspicionState.OPEN)).subquery()
    return sa.select(both.c.id)
