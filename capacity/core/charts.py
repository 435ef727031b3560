"""Geometry of what is drawn of numbers: bars, columns, stacks, and the spread of scores.

Only numbers and words come from here; ``templates/components/charts.html`` draws them as SVG. Lengths are units of the
drawing's own view box. A chart is mirrored for those who read from the right.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class SpreadPlot:
    """Where the dots of readers, their range and their mean stand on an axis from 8 to 168."""

    dots: tuple[float, ...]
    low: float
    high: float
    mean: float
    wide: bool


WIDE_SPREAD = 2


def spread(scores: Sequence[float], top: float = 5) -> SpreadPlot:
    """The plot of one criterion's scores; wide from two points apart, when somebody has to arbitrate."""
    if not scores:
        return SpreadPlot((), 0, 0, 0, wide=False)
    dots = tuple(_on_axis(score, top) for score in scores)
    mean = _on_axis(sum(scores) / len(scores), top)
    return SpreadPlot(dots, min(dots), max(dots), mean, wide=max(scores) - min(scores) >= WIDE_SPREAD)


def _on_axis(score: float, top: float) -> float:
    return round(8 + 160 * float(score) / float(top), 1)


@dataclass(frozen=True, slots=True)
class Block:
    """One rectangle of a chart; ``series`` counts from 1 and chooses the colour."""

    x: float
    y: float
    width: float
    height: float
    series: int


@dataclass(frozen=True, slots=True)
class Words:
    """A label or a number beside a rectangle."""

    x: float
    y: float
    words: str
    anchor: str
    kind: str


@dataclass(frozen=True, slots=True)
class Drawing:
    """A chart, and the numbers it shows, for the table underneath."""

    kind: str
    width: int
    height: int
    blocks: tuple[Block, ...]
    texts: tuple[Words, ...]
    grid: tuple[tuple[float, float, float, float], ...]
    rows: tuple[tuple[str, tuple[float, ...]], ...]
    series: tuple[str, ...]


_WIDTH = 520
_NAMES = 200
_NUMBER = 56
_STEP = 30
_BAR = 18


def bars(items: Sequence[tuple[str, float]], series: str, *, mirrored: bool = False) -> Drawing:
    """Lying bars, one for each name; ``mirrored`` for those who read from the right."""
    return stacked([(label, [value]) for label, value in items], [series], mirrored=mirrored)


def stacked(items: Sequence[tuple[str, Sequence[float]]], series: Sequence[str], *, mirrored: bool = False) -> Drawing:
    """Lying bars whose parts are the series, in order, with the sum at the end."""
    most = max((sum(values) for _, values in items), default=0) or 1
    scale = (_WIDTH - _NAMES - _NUMBER) / most
    blocks: list[Block] = []
    texts: list[Words] = []
    for row, (label, values) in enumerate(items):
        middle = row * _STEP + _STEP / 2
        x = float(_NAMES)
        texts.append(_words(_NAMES - 10, middle, str(label), at_end=True, kind="label", mirrored=mirrored))
        for number, value in enumerate(values, 1):
            width = round(value * scale, 1)
            blocks.append(Block(_flip(x, width, mirrored=mirrored), middle - _BAR / 2, width, _BAR, number))
            x += width
        texts.append(_words(x + 8, middle, f"{sum(values):g}", at_end=False, kind="value", mirrored=mirrored))
    axis = _flip(_NAMES, 0, mirrored=mirrored)
    height = max(len(items), 1) * _STEP
    return Drawing(
        kind="bars",
        width=_WIDTH,
        height=height,
        blocks=tuple(blocks),
        texts=tuple(texts),
        grid=((axis, 0, axis, height),),
        rows=tuple((str(label), tuple(values)) for label, values in items),
        series=tuple(series),
    )


def columns(items: Sequence[tuple[str, float]], series: str, *, mirrored: bool = False) -> Drawing:
    """Standing columns, for what follows time."""
    height, foot, head = 220, 28, 22
    most = max((value for _, value in items), default=0) or 1
    step = _WIDTH / max(len(items), 1)
    width = round(min(step * 0.6, 56), 1)
    blocks: list[Block] = []
    texts: list[Words] = []
    for number, (label, value) in enumerate(items):
        tall = round(value * (height - foot - head) / most, 1)
        middle = _flip(number * step + step / 2, 0, mirrored=mirrored)
        blocks.append(Block(round(middle - width / 2, 1), round(height - foot - tall, 1), width, tall, 1))
        texts.append(Words(round(middle, 1), height - 8, str(label), "middle", "label"))
        texts.append(Words(round(middle, 1), round(height - foot - tall - 7, 1), f"{value:g}", "middle", "value"))
    return Drawing(
        kind="columns",
        width=_WIDTH,
        height=height,
        blocks=tuple(blocks),
        texts=tuple(texts),
        grid=((0, height - foot, _WIDTH, height - foot),),
        rows=tuple((str(label), (value,)) for label, value in items),
        series=(series,),
    )


def _flip(x: float, width: float, *, mirrored: bool) -> float:
    return round(_WIDTH - x - width, 1) if mirrored else round(x, 1)


def _words(x: float, middle: float, words: str, *, at_end: bool, kind: str, mirrored: bool) -> Words:
    anchor = "end" if at_end != mirrored else "start"
    return Words(_flip(x, 0, mirrored=mirrored), round(middle + 5, 1), words, anchor, kind)
