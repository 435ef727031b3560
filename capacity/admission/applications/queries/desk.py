"""What the desk reads beside its table (``listing``): counts, and what later rooms ask for."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application, ApplicationTag, Snapshot
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states import CallState
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province

REMINDER = "admission/applications/desk_reminder"
CALLS = 50
"""How many calls a page offers to choose from."""


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The applications this actor may know of: the desk's by region, everybody's own."""
    if actor.has(Role.ADMINISTRATOR) or actor.regions(Role.COORDINATOR) is None:
        return sa.true()
    scope = actor.regions(Role.COORDINATOR) or frozenset()
    own = Application.association_id.in_(actor.association_ids)
    if scope and actor.association_ids:
        return sa.or_(Application.region_code.in_(scope), own)
    return Application.region_code.in_(scope) if scope else own


def sees_all(actor: Actor, ids: Collection[int]) -> bool:
    """Whether this actor may know of each of these applications."""
    unseen = sa.select(Application.id).where(Application.id.in_(ids), sa.not_(visible_to(actor)))
    return not db.session.scalar(sa.select(unseen.exists()))


def tags_of(application_id: int) -> list[str]:
    """The words put on an application, by alphabet."""
    statement = sa.select(ApplicationTag.words).where(ApplicationTag.application_id == application_id)
    return list(db.session.scalars(statement.order_by(ApplicationTag.key)))


def counts_by_province(narrowed: Any, *, is_narrowed: bool = False) -> list[tuple[str, str, Localized, int, bool]]:
    """(region, province, name, applications, priority) of narrowed ``desk_numbers``, the most numerous first.

    Counted by the index of provinces alone, where nothing narrows; the few that lie in places that count first are
    looked for by these. What is narrowed is gathered once for both.
    """
    column, seat = Application.province_code, Application.association_id
    plain = narrowed.order_by(None)
    first = sa.select(Association.id).where(Association.priority_place_id.is_not(None))
    if is_narrowed:
        found = plain.with_only_columns(column.label("province"), seat.label("association")).cte("found")
        found = found.prefix_with("MATERIALIZED")
        column, seat, plain = found.c.province, found.c.association, sa.select(found)
    counted = plain.with_only_columns(column, sa.func.count()).group_by(column)
    in_first = plain.where(seat.in_(first)).with_only_columns(column, sa.literal(0)).distinct()
    counts: dict[str, int] = {}
    priority: set[str] = set()
    for code, count in db.session.execute(sa.union_all(counted, in_first)):
        if count:
            counts[code] = count
        else:
            priority.add(code)
    rows = [
        (one.region_code, one.code, one.name, counts[one.code], one.code in priority)
        for one in db.session.scalars(sa.select(Province).where(Province.code.in_(list(counts))))
    ]
    return sorted(rows, key=lambda row: (-row[3], row[1]))


def association_facts(application: Application) -> Association:
    """The association behind an application, with its themes and bureau."""
    return db.session.scalars(
        sa.select(Association)
        .where(Association.id == application.association_id)
        .options(selectinload(Association.themes), selectinload(Association.officers), joinedload(Association.province))
        .execution_options(populate_existing=True)
    ).one()


def submitted(
    call_id: int, region_code: str | None = None, states: Iterable[ApplicationState] | None = None
) -> sa.Select[Application]:
    """What arrived and was not withdrawn, in order of arrival, with association and province."""
    statement = (
        sa.select(Application)
        .where(Application.call_id == call_id, Application.state.in_(list(states or ARRIVED)))
        .options(joinedload(Application.association).joinedload(Association.province))
        .order_by(Application.sequence, Application.id)
    )
    return statement if region_code is None else statement.where(Application.region_code == region_code)


def ids_by_region(call_id: int) -> dict[str, list[int]]:
    """What arrived, region by region, in order of arrival."""
    found: dict[str, list[int]] = {}
    for region, number in db.session.execute(
        sa.select(Application.region_code, Application.id)
        .where(Application.call_id == call_id, Application.state.in_(ARRIVED))
        .order_by(Application.region_code, Application.sequence)
    ):
        found.setdefault(region, []).append(number)
    return found


def counts_by_state(call_id: int, region_codes: Collection[str] | None = None) -> dict[ApplicationState, int]:
    """How many applications of the call are in each state, everywhere or in these regions."""
    statement = (
        sa.select(Application.state, sa.func.count()).where(Application.call_id == call_id).group_by(Application.state)
    )
    if region_codes is not None:
        statement = statement.where(Application.region_code.in_(region_codes))
    return {row[0]: row[1] for row in db.session.execute(statement)}


def snapshot_hashes(call_id: int, region_code: str) -> list[str]:
    """The SHA-256 on the latest receipts of what arrived in a region, sorted: the lottery draws over them."""
    latest = (
        sa.select(sa.func.max(Snapshot.id))
        .join(Application, Application.id == Snapshot.application_id)
        .where(Application.call_id == call_id, Application.region_code == region_code)
        .where(Application.state.in_(ARRIVED))
        .group_by(Snapshot.application_id)
    )
    return sorted(db.session.scalars(sa.select(Snapshot.sha256).where(Snapshot.id.in_(latest))))


def for_acts(ids: Iterable[int]) -> list[Application]:
    """These applications with what an act on many of them asks of each, in this order: five statements."""
    numbers = list(ids)
    found = db.session.scalars(
        sa.select(Application)
        .where(Application.id.in_(numbers))
        .options(
            joinedload(Application.association).joinedload(Association.province),
            joinedload(Application.call).selectinload(Call.extensions),
        )
        .execution_options(populate_existing=True)
    )
    by_id = {one.id: one for one in found}
    return [by_id[number] for number in numbers if number in by_id]


def tagged(ids: Iterable[int], key: str) -> set[int]:
    """Those of these applications that carry the tag."""
    statement = sa.select(ApplicationTag.application_id).where(
        ApplicationTag.key == key, ApplicationTag.application_id.in_(list(ids))
    )
    return set(db.session.scalars(statement))


def reminded(ids: Iterable[int], day: str) -> set[int]:
    """Those of these applications whose association was reminded on this day."""
    statement = sa.select(Letter.about_id).where(
        Letter.about_type == Application.__tablename__,
        Letter.about_id.in_(list(ids)),
        Letter.template == REMINDER,
        Letter.key.contains(f":{day}:", autoescape=True),
    )
    return {number for number in db.session.scalars(statement) if number is not None}


def regions_shown(call_id: int) -> set[str]:
    """The regions of a call whose screening was announced."""
    statement = sa.select(Application.region_code).where(
        Application.call_id == call_id, Application.eligibility_shown_at.is_not(None)
    )
    return set(db.session.scalars(statement.distinct()))


def has_snapshot(application_id: int, submission_id: str) -> bool:
    """Whether this submission is one of the application's."""
    statement = sa.select(Snapshot.id).where(
        Snapshot.application_id == application_id, Snapshot.submission_id == submission_id
    )
    return db.session.scalar(statement) is not None


def calls_on_paper(regions: frozenset[str] | None) -> list[Call]:
    """The published calls of these regions (None: of all), the newest first."""
    statement = (
        sa.select(Call).where(Call.state == CallState.PUBLISHED).order_by(Call.opens_at.desc(), Call.id).limit(50)
    )
    if regions is not None:
        statement = statement.where(Call.regions.any(CallRegion.region_code.in_(regions)))
    return list(db.session.scalars(statement))
