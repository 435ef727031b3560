"""What a coordinator needs while planning: modules, venues, trainers, and what clashes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person, RoleGrant
from capacity.rollout.phases.models import Phase, PhaseRegion
from capacity.rollout.phases.states import PhaseState
from capacity.rollout.territory.models import Province, Region
from capacity.training.sessions.models import Module, Session, SessionTrainer, Slot, Venue
from capacity.training.sessions.queries.records import HEAD, TRAINERS
from capacity.training.sessions.states import (
    Conflict,
    ConflictKind,
    Half,
    Plan,
    SessionState,
    conflicts,
    public_holidays,
)


def module(module_id: int) -> Module | None:
    """One module."""
    return db.session.get(Module, module_id)


def modules() -> list[Module]:
    """All modules in their order."""
    return list(db.session.scalars(sa.select(Module).order_by(Module.position, Module.id)))


def module_rows() -> sa.Select[Module]:
    """All modules, to be narrowed, sorted and paged."""
    return sa.select(Module)


def venue(venue_id: int) -> Venue | None:
    """One venue with its province."""
    return db.session.scalar(sa.select(Venue).where(Venue.id == venue_id).options(joinedload(Venue.province)))


def venues() -> sa.Select[Any]:
    """Rows of the list of venues."""
    return sa.select(Venue).join(Venue.province).options(joinedload(Venue.province).joinedload(Province.region))


def venues_in(regions: frozenset[str] | None) -> list[Venue]:
    """Venues in use in these regions (None for all)."""
    statement = (
        sa.select(Venue).join(Venue.province).where(Venue.retired_at.is_(None)).options(joinedload(Venue.province))
    )
    if regions is not None:
        statement = statement.where(Province.region_code.in_(regions))
    return list(db.session.scalars(statement.order_by(Province.name_fr, Venue.id)))


def provinces(regions: frozenset[str] | None = None) -> list[Province]:
    """Provinces, for a venue's form."""
    statement = sa.select(Province).order_by(Province.name_fr)
    if regions is not None:
        statement = statement.where(Province.region_code.in_(regions))
    return list(db.session.scalars(statement))


def region_names() -> list[tuple[str, Localized]]:
    """(code, name) of every region."""
    rows = db.session.execute(sa.select(Region.code, Region.name).order_by(Region.code))
    return [(code, name) for code, name in rows]


def phases_with_regions(actor: Actor, kept: Session | None = None) -> list[tuple[int, int, str, Localized]]:
    """(phase id, year, region code, region name) where the actor may plan a session, the latest phase first.

    A year that is only planned takes no session: its regions may still move. Where ``kept`` stands is named all the
    same, so that a form can say why it cannot stay there.
    """
    begun = Phase.state != PhaseState.PLANNED
    if kept is not None:
        begun |= sa.and_(Phase.id == kept.phase_id, Region.code == kept.region_code)
    statement = (
        sa.select(Phase.id, Phase.year, Region.code, Region.name)
        .join(PhaseRegion, PhaseRegion.phase_id == Phase.id)
        .join(Region, Region.code == PhaseRegion.region_code)
        .where(begun)
        .order_by(Phase.year.desc(), PhaseRegion.position)
    )
    regions = actor.regions(Role.COORDINATOR)
    if regions is not None:
        statement = statement.where(Region.code.in_(regions))
    return [(number, year, code, name) for number, year, code, name in db.session.execute(statement)]


def phase_of_region(phase_id: int, region_code: str) -> tuple[int, PhaseState] | None:
    """The year and the state of the phase, when it takes this region."""
    statement = (
        sa.select(Phase.year, Phase.state)
        .join(PhaseRegion, PhaseRegion.phase_id == Phase.id)
        .where(Phase.id == phase_id, PhaseRegion.region_code == region_code)
    )
    found = db.session.execute(statement).one_or_none()
    return None if found is None else (found.year, found.state)


def trainer_candidates() -> list[Person]:
    """People with the role of trainer, and those who taught before without a sign-in."""
    granted = sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.TRAINER, RoleGrant.ended_at.is_(None))
    taught = sa.select(SessionTrainer.person_id)
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(Person.disabled_at.is_(None), sa.or_(Person.id.in_(granted), Person.id.in_(taught)))
            .order_by(Person.name, Person.id)
        )
    )


def person_by_email(email: str) -> Person | None:
    """Who has this address."""
    return db.session.scalar(sa.select(Person).where(sa.func.lower(Person.email) == email.strip().lower()))


@dataclass(frozen=True)
class Clash:
    """A conflict with the objects it concerns, for a sentence."""

    conflict: Conflict
    other: Session | None = None
    trainer: Person | None = None

    @property
    def kind(self) -> ConflictKind:
        """What clashes."""
        return self.conflict.kind


def plan_of(found: Session) -> Plan:
    """The session as far as its timetable goes."""
    return Plan(
        id=found.id,
        halves=frozenset(Half(slot.day, slot.half) for slot in found.slots),
        venue_id=found.venue_id,
        region_code=found.region_code,
        trainers=frozenset(one.person_id for one in found.trainers),
        seats=found.seats,
    )


def clashes(plan: Plan, *, released_only: bool) -> list[Clash]:
    """What stands in the way of the plan: other scheduled sessions, and drafts too unless ``released_only``."""
    days = sorted({half.day for half in plan.halves})
    states = [SessionState.SCHEDULED] if released_only else [SessionState.SCHEDULED, SessionState.DRAFT]
    others = db.session.scalars(
        sa.select(Session)
        .where(Session.state.in_(states), Session.id.in_(sa.select(Slot.session_id).where(Slot.day.in_(days))))
        .where(Session.id != plan.id if plan.id is not None else sa.true())
        .options(*HEAD, TRAINERS, selectinload(Session.slots))
        .order_by(Session.id)
    ).all()
    capacity = db.session.scalar(sa.select(Venue.capacity).where(Venue.id == plan.venue_id)) or 0
    by_id = {other.id: other for other in others}
    people = {one.person_id: one.person for other in others for one in other.trainers}
    return [
        Clash(found, by_id.get(found.other_id or 0), people.get(found.trainer_id or 0))
        for found in conflicts(plan, [plan_of(other) for other in others], capacity, public_holidays(days))
    ]
