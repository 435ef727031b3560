"""Every read about regions, provinces and priority places."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.rollout.territory.models import PriorityPlace, Province, Region


def region(code: str) -> Region | None:
    """A region with its provinces and their priority places."""
    whole = selectinload(Region.provinces).selectinload(Province.priority_places)
    return db.session.scalar(sa.select(Region).where(Region.code == code).options(whole))


def regions() -> Sequence[Region]:
    """The twelve regions, in the order of their codes, with provinces and priority places."""
    whole = selectinload(Region.provinces).selectinload(Province.priority_places)
    return db.session.scalars(sa.select(Region).order_by(Region.code).options(whole)).all()


def region_names() -> Sequence[Region]:
    """The twelve regions alone."""
    return db.session.scalars(sa.select(Region).order_by(Region.code)).all()


def provinces(region_codes: frozenset[str] | None = None) -> Sequence[Province]:
    """Provinces and prefectures, region by region; of some regions, or of all."""
    statement = sa.select(Province).order_by(Province.region_code, Province.name_fr)
    if region_codes is not None:
        statement = statement.where(Province.region_code.in_(region_codes))
    return db.session.scalars(statement).all()


def place(place_id: int) -> PriorityPlace | None:
    """A priority place with its province."""
    statement = sa.select(PriorityPlace).where(PriorityPlace.id == place_id)
    return db.session.scalar(statement.options(joinedload(PriorityPlace.province)))


def place_rows() -> sa.Select[PriorityPlace]:
    """Every priority place, those of the past included, to be narrowed, sorted and paged."""
    return (
        sa.select(PriorityPlace)
        .join(Province, Province.code == PriorityPlace.province_code)
        .options(contains_eager(PriorityPlace.province).joinedload(Province.region))
    )


def priority_places() -> Sequence[PriorityPlace]:
    """Those that are offered, with their provinces."""
    return db.session.scalars(
        sa.select(PriorityPlace)
        .where(PriorityPlace.retired_at.is_(None))
        .options(joinedload(PriorityPlace.province))
        .order_by(PriorityPlace.id)
    ).all()


def place_ids() -> dict[str, int]:
    """The ids of the shipped priority places, by their key."""
    rows = db.session.execute(sa.select(PriorityPlace.key, PriorityPlace.id).where(PriorityPlace.key.is_not(None)))
    return {key: number for key, number in rows if key is not None}


def editable_regions(actor: Actor) -> frozenset[str] | None:
    """In which regions this person may change priority places; None for all of them."""
    return None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
