"""Associations as their lists and pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from capacity.core import audit, search
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import language
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, AssociationTheme, Member
from capacity.people.associations.states import Known, receipt_key, twins
from capacity.rollout.territory.models import Province


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


def history(shown: Association, *earlier: Association, limit: int = 40) -> list[tuple[audit.Event, str]]:
    """What happened to the association and its members, latest first, with the name of whoever did it.

    What was merged into it, ``earlier``, has a history of its own; the merge itself, noted of both, is told once.
    """
    every = [shown, *shown.members, *(part for one in earlier for part in (one, *one.members))]
    gone = {one.id for one in earlier}
    return with_names(
        [
            event
            for event in audit.history(db.session(), every, limit=limit)
            if not (event.action == "associations.merge" and event.object_id in gone)
        ]
    )


def with_names(events: Sequence[audit.Event]) -> list[tuple[audit.Event, str]]:
    """Beside each event the name of whoever did it; the service itself has none."""
    ids = {event.actor_id for event in events if event.actor_id is not None}
    names: dict[int, str] = {}
    if ids:
        rows = db.session.execute(sa.select(Person.id, Person.name).where(Person.id.in_(ids)))
        names = {row.id: row.name for row in rows}
    return [(event, names.get(event.actor_id or 0, "")) for event in events]
