"""Drawings of marks: criterion by criterion, and the points of the readers."""

from __future__ import annotations

from dataclasses import dataclass, replace

from capacity.admission.calls.models import Criterion
from capacity.admission.review.queries.record import FileRecord
from capacity.admission.review.states import rounded
from capacity.core import charts

WIDE_POINTS = 2_000
"""Hundredths of a point out of 100."""


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of the sheet: the plot, the marks, their spread and mean out of 5, the points."""

    criterion: Criterion
    plot: charts.SpreadPlot
    marks: list[float]
    spread: float
    mean: float | None
    points: float | None


def points_plot(file: FileRecord) -> charts.SpreadPlot:
    """The readers' points on an axis from 0 to 100; wide from twenty points apart."""
    plot = charts.spread([points / 100 for points in file.points_by_reader], top=100)
    return replace(plot, wide=file.points_spread >= WIDE_POINTS)


def criterion_rows(file: FileRecord) -> list[CriterionRow]:
    """What the readers gave, criterion by criterion."""
    rows = []
    for criterion in file.criteria:
        halves = file.marks_on(criterion.key)
        marks = [value / 2 for value in halves]
        spread = (max(halves) - min(halves)) / 2 if halves else 0
        mean = rounded(50 * sum(halves), len(halves)) / 100 if halves else None
        points = rounded(10 * criterion.weight * sum(halves), len(halves)) / 100 if halves else None
        rows.append(CriterionRow(criterion, charts.spread(marks), marks, spread, mean, points))
    return rows
