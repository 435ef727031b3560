"""Regions, provinces and prefectures, and the eleven priority places."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.rollout.territory.states import ProvinceKind


class Region(Base):
    """One of the twelve regions, by its ISO 3166-2 code."""

    __tablename__ = "regions"

    code: Mapped[str] = mapped_column(sa.String(5), primary_key=True)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    population: Mapped[int]

    provinces: Mapped[list[Province]] = relationship(back_populates="region", order_by="Province.name_fr")


class Province(Base):
    """A province or prefecture, by its code of the High Commission for Planning; one of them has no ISO code."""

    __tablename__ = "provinces"
    __table_args__ = (
        sa.Index("ix_provinces_name_fr", "name_fr", unique=True),
        sa.Index("ix_provinces_name_ar", "name_ar", unique=True),
    )

    code: Mapped[str] = mapped_column(sa.String(6), primary_key=True)
    iso: Mapped[str | None] = mapped_column(sa.String(6), unique=True)
    name_fr: Mapped[str] = mapped_column(sa.String(80))
    name_ar: Mapped[str] = mapped_column(sa.String(80))
    kind: Mapped[ProvinceKind] = mapped_column(sa.String(20))
    region_code: Mapped[str] = fk("regions.code")

    region: Mapped[Region] = relationship(back_populates="provinces")
    priority_places: Mapped[list[PriorityPlace]] = relationship(back_populates="province", order_by="PriorityPlace.id")

    @property
    def name(self) -> Localized:
        """The official names; English readers read the French one."""
        return Localized(ar=self.name_ar, fr=self.name_fr, en=self.name_fr)


class PriorityPlace(Versioned, Base):
    """A place of the equity and reconciliation recommendations, mapped to a province of today.

    ``key`` is the one of the shipped list; a place that a coordinator added has none. A retired place is no longer
    offered, and stays the place of those who named it.
    """

    __tablename__ = "priority_places"

    id: Mapped[Id]
    key: Mapped[str | None] = mapped_column(sa.String(60), unique=True)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    province_code: Mapped[str] = fk("provinces.code")
    note: Mapped[Localized | None] = mapped_column(LocalizedText)
    retired_at: Mapped[datetime | None]

    province: Mapped[Province] = relationship(back_populates="priority_places")

    @property
    def is_offered(self) -> bool:
        """Whether it still counts as a priority place."""
        return self.retired_at is None
