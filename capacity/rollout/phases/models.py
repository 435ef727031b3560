"""The programme, its phases, and which regions each takes."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.core.numbering import NumberedOnce
from capacity.rollout.phases.states import PhaseState, Year
from capacity.rollout.territory.models import Region


class Programme(Base):
    """The one programme of the installation and its numbers."""

    __tablename__ = "programmes"

    id: Mapped[Id]
    name: Mapped[Localized] = mapped_column(LocalizedText)
    ministry: Mapped[Localized] = mapped_column(LocalizedText)
    launched_on: Mapped[date]
    regions_per_phase: Mapped[int] = mapped_column(default=3)
    accompaniment_years: Mapped[int] = mapped_column(default=2)
    covers_all_by: Mapped[int | None]


class Phase(NumberedOnce, Versioned, Base):
    """A year of the rollout. ``example`` marks a plan that is not an announced fact.

    ``planned_at`` is when its regions were last moved: moving them changes the version. ``regions_wanted`` is how many
    it was planned for: the number in force when its first region came (None: before the number could be chosen).
    """

    __tablename__ = "phases"

    id: Mapped[Id]
    year: Mapped[int] = mapped_column(unique=True)
    state: Mapped[PhaseState] = enum_column(PhaseState, default=PhaseState.PLANNED)
    example: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str | None] = mapped_column(sa.Text)
    planned_at: Mapped[datetime | None]
    regions_wanted: Mapped[int | None]
    activated_at: Mapped[datetime | None]
    completed_at: Mapped[datetime | None]

    places: Mapped[list[PhaseRegion]] = relationship(
        back_populates="phase", cascade="all, delete-orphan", order_by="PhaseRegion.position"
    )

    def as_year(self, wanted: int | None = None) -> Year:
        """As the rules of ``states`` see it; ``wanted``: how many regions it takes, where that matters."""
        return Year(self.year, self.state, tuple(place.region_code for place in self.places), wanted)

    def takes(self, now: int, before: int) -> int:
        """How many regions it takes: a year without regions as many as years take ``now``, one planned ``before`` the
        number could be chosen as many as they took then."""
        return (self.regions_wanted or before) if self.places else now


class PhaseRegion(Base):
    """A region's place in the plan; a region has one place at most."""

    __tablename__ = "phase_regions"

    id: Mapped[Id]
    phase_id: Mapped[int] = fk("phases.id")
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"), unique=True)
    position: Mapped[int] = mapped_column(default=0)

    phase: Mapped[Phase] = relationship(back_populates="places")
    region: Mapped[Region] = relationship()
