"""Geometry of the map: the twelve regions, each with its name, its phase and how far it is.

Only numbers and words come from here; ``templates/components/map.html`` draws them as SVG. Lengths are units of the
drawing's own view box. A map is never mirrored.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import pairwise

from capacity.core import facts

Point = tuple[float, float]

MAP_WIDTH = 1000
MINI_WIDTH = 360
STAGES = 6
PHASE_COLOURS = 4


@dataclass(frozen=True, slots=True)
class MapRegion:
    """What the map says of one region.

    ``phase_index`` counts the phases from 1; None leaves the region grey. ``level`` is the stage reached, from 0 to 6:
    call, selection, training, mentoring, report, follow-up. ``note`` says the same in words.
    """

    iso: str
    name: str
    phase_index: int | None = None
    level: int = 0
    sum: int | None = None
    url: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class MapShape:
    """One region, ready to be drawn."""

    iso: str
    name: str
    note: str
    url: str | None
    phase: int | None
    path: str
    fill_top: int | None
    fill_height: int
    lines: tuple[str, ...]
    label_x: int
    label_y: int
    text_class: str
    sum: int | None
    sum_x: int
    sum_y: int
    level: int = 0


@dataclass(frozen=True, slots=True)
class MapDrawing:
    """The whole map."""

    width: int
    height: int
    shapes: tuple[MapShape, ...]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where the name and the number of a region stand, and how many letters a line of the name may have.

    Small regions of the coast are named at sea: their name ends at ``sea``.
    """

    x: int
    y: int
    letters: int
    sea: tuple[int, int] | None = None


_LINE = 23
_PLACES = {
    "MA-01": _Place(742, 70, 99, (663, 55)),
    "MA-02": _Place(902, 237, 12),
    "MA-03": _Place(780, 176, 7),
    "MA-04": _Place(677, 158, 99, (613, 139)),
    "MA-05": _Place(672, 268, 9),
    "MA-06": _Place(598, 224, 99, (501, 193)),
    "MA-07": _Place(540, 314, 10),
    "MA-08": _Place(715, 376, 10),
    "MA-09": _Place(556, 458, 12),
    "MA-10": _Place(428, 566, 9),
    "MA-11": _Place(326, 692, 14),
    "MA-12": _Place(159, 970, 13),
}


def map_of(regions: Sequence[MapRegion], *, mini: bool = False) -> MapDrawing:
    """The map with these regions; every region of the country is drawn, also those that ``regions`` leaves out."""
    outlines = _outlines(MINI_WIDTH if mini else MAP_WIDTH)
    given = {region.iso: region for region in regions}
    shapes = tuple(_shape(given.get(iso, MapRegion(iso, "")), outline) for iso, outline in outlines.regions.items())
    return MapDrawing(outlines.width, outlines.height, shapes)


def _shape(region: MapRegion, outline: _Outline) -> MapShape:
    place = _PLACES[region.iso]
    lines = _lines(region.name, place.letters)
    phase = None if region.phase_index is None else (region.phase_index - 1) % PHASE_COLOURS + 1
    top = outline.waterline(region.level) if phase else None
    label_x, label_y = place.sea or (place.x, place.y - (len(lines) - 1) * _LINE // 2 + 7)
    kind = f"p{phase}" if phase else "rest"
    return MapShape(
        iso=region.iso,
        name=region.name,
        note=region.note,
        url=region.url,
        phase=phase,
        path=outline.path,
        fill_top=top,
        fill_height=0 if top is None else outline.bottom - top,
        lines=lines,
        label_x=label_x,
        label_y=label_y,
        text_class=f"{kind} off" if place.sea else kind,
        sum=region.sum,
        sum_x=place.x,
        sum_y=place.y + 15,
        level=region.level,
    )


def _pieces(name: str, letters: int) -> Iterator[str]:
    for piece in name.replace("-", "-\0").split("\0"):
        yield from piece.split(" ") if len(piece) > letters else [piece]


def _lines(name: str, letters: int) -> tuple[str, ...]:
    """The name in lines of at most ``letters`` letters where it allows: broken after hyphens, else at spaces."""
    lines = [""]
    for piece in _pieces(name, letters):
        joined = lines[-1] + ("" if lines[-1].endswith("-") or not lines[-1] else " ") + piece
        if lines[-1] and len(joined) > letters:
            lines.append(piece)
        else:
            lines[-1] = joined
    return tuple(lines)


@dataclass(frozen=True)
class _Outline:
    """The rings of one region on the plane of the drawing, y growing towards the south."""

    rings: tuple[tuple[Point, ...], ...]
    path: str

    @cached_property
    def top(self) -> int:
        return math.floor(min(y for ring in self.rings for _, y in ring))

    @cached_property
    def bottom(self) -> int:
        return math.ceil(max(y for ring in self.rings for _, y in ring))

    def area_south_of(self, line: float) -> float:
        """The surface below a horizontal line."""
        return sum(abs(_area(_south_of(ring, line))) for ring in self.rings)

    def waterline(self, level: int) -> int | None:
        """Where the fill begins so that it covers ``level`` sixths of the surface, rising from the south."""
        if level <= 0:
            return None
        return self.top if level >= STAGES else self._waterlines[level]

    @cached_property
    def _waterlines(self) -> dict[int, int]:
        return {level: self._found(level) for level in range(1, STAGES)}

    def _found(self, level: int) -> int:
        wanted = self.area_south_of(self.top) * level / STAGES
        low, high = self.top, self.bottom
        while high - low > 1:
            middle = (low + high) // 2
            low, high = (middle, high) if self.area_south_of(middle) >= wanted else (low, middle)
        return low


@dataclass(frozen=True)
class _Outlines:
    width: int
    height: int
    regions: dict[str, _Outline]


def _south_of(ring: Sequence[Point], line: float) -> list[Point]:
    kept: list[Point] = []
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if y1 >= line:
            kept.append((x1, y1))
        if (y1 >= line) != (y2 >= line):
            kept.append((x1 + (x2 - x1) * (line - y1) / (y2 - y1), line))
    return kept


def _area(ring: Sequence[Point]) -> float:
    if not ring:
        return 0.0
    return sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True)) / 2


def _mercator(longitude: float, latitude: float) -> Point:
    return math.radians(longitude), -math.log(math.tan(math.pi / 4 + math.radians(latitude) / 2))


@lru_cache(maxsize=2)
def _outlines(width: int) -> _Outlines:
    rings_of = {region.iso: [[_mercator(*at) for at in ring] for ring in region.outline] for region in facts.regions()}
    points = [point for rings in rings_of.values() for ring in rings for point in ring]
    west, north = min(x for x, _ in points), min(y for _, y in points)
    scale = width / (max(x for x, _ in points) - west)
    height = math.ceil((max(y for _, y in points) - north) * scale)
    regions = {}
    for iso in sorted(rings_of):
        plane = [_rounded([((x - west) * scale, (y - north) * scale) for x, y in ring]) for ring in rings_of[iso]]
        kept = [ring for ring in plane if len(ring) > 2]
        regions[iso] = _Outline(tuple(tuple(ring) for ring in kept), "".join(_path(ring) for ring in kept))
    return _Outlines(width, height, regions)


def _rounded(ring: Sequence[Point]) -> list[Point]:
    """The ring on whole units, without a point that repeats the one before; neighbours stay neighbours."""
    kept: list[Point] = []
    for x, y in ring:
        point = (float(round(x)), float(round(y)))
        if not kept or kept[-1] != point:
            kept.append(point)
    if len(kept) > 1 and kept[0] == kept[-1]:
        kept.pop()
    return kept


def _path(ring: Sequence[Point]) -> str:
    steps = [f"M{ring[0][0]:.0f} {ring[0][1]:.0f}l"]
    for (x1, y1), (x2, y2) in pairwise(ring):
        across, down = f"{x2 - x1:.0f}", f"{y2 - y1:.0f}"
        steps.append(("" if steps[-1].endswith("l") or across.startswith("-") else " ") + across)
        steps.append(("" if down.startswith("-") else " ") + down)
    return "".join(steps) + "z"
