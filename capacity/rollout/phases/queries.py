"""Every read about the programme, its phases and their regions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core import choices
from capacity.core.choices import REGIONS
from capacity.core.db import AnySelect, db
from capacity.core.languages import Localized
from capacity.rollout.phases.models import Phase, PhaseRegion, Programme
from capacity.rollout.phases.states import PhaseState
from capacity.rollout.territory.models import Region


def programme() -> Programme | None:
    """The programme of this installation."""
    return db.session.scalar(sa.select(Programme).order_by(Programme.id))


@dataclass(frozen=True, slots=True)
class Numbers:
    """How many regions a year of the rollout takes: ``now``, and ``before`` the number could be chosen."""

    now: int
    before: int

    def of(self, phase: Phase) -> int:
        """How many this year takes."""
        return phase.takes(self.now, self.before)


def numbers() -> Numbers:
    """The numbers of this installation: what was chosen, and what the programme began with."""
    began = programme()
    before = began.regions_per_phase if began is not None else REGIONS.usual
    return Numbers(REGIONS.read(choices.in_force(), usual=before), before)


def phases() -> Sequence[Phase]:
    """All phases by year, with their regions."""
    whole = selectinload(Phase.places).joinedload(PhaseRegion.region)
    return db.session.scalars(sa.select(Phase).order_by(Phase.year).options(whole)).all()


def phase(phase_id: int) -> Phase | None:
    """One phase with its regions."""
    whole = selectinload(Phase.places).joinedload(PhaseRegion.region)
    return db.session.scalar(sa.select(Phase).where(Phase.id == phase_id).options(whole))


def phases_for_choice() -> Sequence[Phase]:
    """Phases alone, by year, for a choice; planned, active and completed."""
    return db.session.scalars(sa.select(Phase).order_by(Phase.year)).all()


@dataclass(frozen=True, slots=True)
class Placed:
    """A region and its place in the plan; ``index`` counts the phases from 1, None when it has none yet."""

    code: str
    name: Localized
    population: int
    phase_id: int | None
    year: int | None
    state: PhaseState | None
    example: bool
    index: int | None


def placed() -> list[Placed]:
    """The twelve regions with their phases, in one statement; those without a phase last."""
    return [
        Placed(code, name, population, phase_id, year, state, bool(example), index)
        for code, name, population, phase_id, year, state, example, index in db.session.execute(_placed())
    ]


@cache
def _placed() -> AnySelect:
    """Put together once: many pages ask."""
    rank = sa.select(Phase.id, sa.func.row_number().over(order_by=Phase.year).label("index")).subquery()
    return (
        sa.select(
            Region.code, Region.name, Region.population, Phase.id, Phase.year, Phase.state, Phase.example, rank.c.index
        )
        .outerjoin(PhaseRegion, PhaseRegion.region_code == Region.code)
        .outerjoin(Phase, Phase.id == PhaseRegion.phase_id)
        .outerjoin(rank, rank.c.id == Phase.id)
        .order_by(sa.func.coalesce(Phase.year, 9999), sa.func.coalesce(PhaseRegion.position, 99), Region.code)
    )


def place_of(region_code: str) -> PhaseRegion | None:
    """The place of one region, with its phase."""
    statement = sa.select(PhaseRegion).where(PhaseRegion.region_code == region_code)
    return db.session.scalar(statement.options(joinedload(PhaseRegion.phase)))
