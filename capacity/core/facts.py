"""Read the facts that ship in ``capacity.data``: pure, cached, and nothing of them is written back."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal

from capacity.core.languages import Localized

ProvinceKind = Literal["province", "prefecture"]
Ring = tuple[tuple[float, float], ...]
"""A closed line of (longitude, latitude) pairs, WGS 84."""


@dataclass(frozen=True, slots=True)
class Region:
    """One of the twelve regions; the population is that of the 2024 census."""

    iso: str
    names: Localized
    population: int
    outline: tuple[Ring, ...]


@dataclass(frozen=True, slots=True)
class Province:
    """A province or prefecture; ``hcp`` is the code of the High Commission for Planning."""

    iso: str
    hcp: str
    names: Localized
    kind: ProvinceKind
    region_iso: str


@dataclass(frozen=True, slots=True)
class PriorityPlace:
    """A place of the equity and reconciliation recommendations, in today's division."""

    key: str
    names: Localized
    province_iso: str
    region_iso: str
    note: Localized | None


def words(table: Mapping[str, Any]) -> Localized:
    """The text in three languages that a table ``{en, fr, ar}`` holds; its other keys are left aside."""
    return Localized(table)


@cache
def load(name: str) -> dict[str, Any]:
    """The parsed ``capacity/data/<name>.toml``. Shared by all readers: never change what it returns."""
    return tomllib.loads(_text(f"{name}.toml"))


@cache
def regions() -> tuple[Region, ...]:
    """The twelve regions, in the order of their codes."""
    features = json.loads(_text("regions.geojson"))["features"]
    return tuple(sorted((_region(feature) for feature in features), key=lambda region: region.iso))


@cache
def provinces() -> tuple[Province, ...]:
    """The seventy-five provinces and prefectures, by region; English uses the French name."""
    return tuple(
        Province(
            iso=row["iso"],
            hcp=row["hcp"],
            names=Localized(en=row["fr"], fr=row["fr"], ar=row["ar"]),
            kind=row["type"],
            region_iso=row["region"],
        )
        for row in json.loads(_text("provinces.json"))
    )


@cache
def priority_places() -> tuple[PriorityPlace, ...]:
    """The eleven priority places, of which one is only a part of its prefecture."""
    return tuple(
        PriorityPlace(
            key=row["key"],
            names=_columns(row, "name"),
            province_iso=row["province_iso"],
            region_iso=row["region_iso"],
            note=_columns(row, "note") or None,
        )
        for row in csv.DictReader(io.StringIO(_text("priority_places.csv")))
    )


def region(iso: str) -> Region:
    """The region of this ISO code; ``KeyError`` when there is none."""
    return _regions_by_iso()[iso]


def province(iso: str) -> Province:
    """The province or prefecture of this ISO code; ``KeyError`` when there is none."""
    return _provinces_by_iso()[iso]


@cache
def _regions_by_iso() -> dict[str, Region]:
    return {place.iso: place for place in regions()}


@cache
def _provinces_by_iso() -> dict[str, Province]:
    return {place.iso: place for place in provinces()}


def _region(feature: Mapping[str, Any]) -> Region:
    facts, shape = feature["properties"], feature["geometry"]
    polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
    return Region(
        iso=facts["iso"],
        names=_columns(facts, "name"),
        population=facts["pop_2024"],
        outline=tuple(tuple((lon, lat) for lon, lat in ring) for polygon in polygons for ring in polygon),
    )


def _columns(row: Mapping[str, Any], prefix: str) -> Localized:
    return Localized({code: row[f"{prefix}_{code}"] for code in ("en", "fr", "ar")})


def _text(name: str) -> str:
    return (files("capacity.data") / name).read_text(encoding="utf-8")
