"""Who applied, was found eligible and was selected, by group; and the edition in which no small number stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from capacity.overview.states.suppression import TOTAL, hidden_together, with_totals


class Measure(StrEnum):
    """What is counted."""

    APPLIED = "applied"
    ELIGIBLE = "eligible"
    SELECTED = "selected"


class By(StrEnum):
    """Into which groups."""

    PROVINCE = "province"
    PRIORITY = "priority"
    RURAL = "rural"
    WOMEN = "women"
    FIRST = "first"
    THEME = "theme"


YES, NO = "yes", "no"
TWO_SIDED = (By.PRIORITY, By.RURAL, By.WOMEN, By.FIRST)


@dataclass(frozen=True, slots=True)
class Counted:
    """How many applications of one round fall into one group."""

    by: str
    group: str
    round: str
    applied: int
    eligible: int
    selected: int

    def of(self, measure: Measure) -> int:
        """One of the three."""
        return int(getattr(self, measure.value))


Numbers = dict[Measure, int | None]
"""None: left out, because it is small or would give a small one away."""


@dataclass(frozen=True, slots=True)
class Line:
    """A group with its three numbers."""

    by: str
    group: str
    numbers: Mapping[Measure, int | None]

    def share(self, part: Measure = Measure.SELECTED, whole: Measure = Measure.APPLIED) -> int | None:
        """Per cent of those who applied that were selected; None where one of the two is not told."""
        here, there = self.numbers[part], self.numbers[whole]
        return None if here is None or not there else round(100 * here / there)


@dataclass(frozen=True, slots=True)
class Report:
    """All groups of one round, or of all rounds together, and the whole."""

    whole: Line
    lines: Sequence[Line]

    def of(self, by: str, first: str = "") -> list[Line]:
        """The groups of one kind; ``first`` stands before the others."""
        return sorted((line for line in self.lines if line.by == by), key=lambda line: line.group != first)

    def line(self, by: str, group: str = YES) -> Line | None:
        """One group."""
        return next((line for line in self.lines if (line.by, line.group) == (by, group)), None)

    @property
    def leaves_out(self) -> bool:
        """Whether a number is left out."""
        return any(number is None for line in [self.whole, *self.lines] for number in line.numbers.values())


def report(counted: Iterable[Counted], of: str = TOTAL, *, public: bool = False) -> Report:
    """The report of one round (its key), or of the programme; in the public edition small numbers are left out, so that
    neither a round nor the programme gives them away."""
    rows = list(counted)
    tables = _tables(rows)
    left_out = {m: hidden_together(tables[m]) if public else {} for m in Measure}
    kinds = list(dict.fromkeys((row.by, row.group) for row in rows))

    def told(measure: Measure, by: str, group: str) -> int | None:
        table = tables[measure].get(by, {})
        return None if (of, group) in left_out[measure].get(by, ()) else table.get((of, group), 0)

    def line(by: str, group: str) -> Line:
        return Line(by, group, {measure: told(measure, by, group) for measure in Measure})

    whole = line(rows[0].by, TOTAL) if rows else Line("", TOTAL, dict.fromkeys(Measure, 0))
    return Report(whole, [line(by, group) for by, group in kinds if _stands(tables, of, by, group)])


def _tables(rows: Sequence[Counted]) -> dict[Measure, dict[str, dict[tuple[str, str], int]]]:
    """By measure and kind of group, the whole table of rounds and groups: groups of one kind add up to all."""
    found: dict[Measure, dict[str, dict[tuple[str, str], int]]] = {measure: {} for measure in Measure}
    for measure in Measure:
        for by in dict.fromkeys(row.by for row in rows):
            numbers = {(row.round, row.group): row.of(measure) for row in rows if row.by == by}
            found[measure][by] = with_totals(numbers)
    return found


Tables = Mapping[Measure, Mapping[str, Mapping[tuple[str, str], int]]]


def _stands(tables: Tables, of: str, by: str, group: str) -> bool:
    """Whether the group is named in a report: a group of which nobody applied is not; both sides of a question are."""
    return bool(tables[Measure.APPLIED].get(by, {}).get((of, group))) or group in {YES, NO}
