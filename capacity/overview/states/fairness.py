"""Who applied, was found eligible and was selected, by group; and the edition in which no small number stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from capacity.core.disclosure import depths, is_small

TOTAL = ""
"""In place of a round or of a group: all of them."""


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


IN_PUBLIC = (Measure.APPLIED, Measure.SELECTED, Measure.ELIGIBLE)
"""What is left out first stands last."""
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


@dataclass(frozen=True, slots=True)
class Countable:
    """What anybody can count of a round elsewhere: of the groups ``by_record`` how many were eligible, in the public
    record of the round; of the kinds in ``NAMED`` how many were selected, among those named in the results."""

    by_record: frozenset[tuple[str, str]] = frozenset()

    def among(self, rows: Iterable[Counted]) -> dict[str, Measure]:
        """By group of one kind: the measure that is known and lies nearest to how many applied. Of the only group that
        the record does not name it tells the rest."""
        groups = [row for row in rows if row.applied]
        found = {row.group: Measure.SELECTED for row in groups if row.by in NAMED}
        found |= {row.group: Measure.ELIGIBLE for row in groups if (row.by, row.group) in self.by_record}
        rest = [row.group for row in groups if found.get(row.group) is not Measure.ELIGIBLE]
        return {**found, rest[0]: Measure.ELIGIBLE} if found and len(rest) == 1 else found


NAMED = (By.PROVINCE.value, By.PRIORITY.value)
NOTHING = Countable()
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


def report(
    counted: Iterable[Counted],
    of: str = TOTAL,
    *,
    public: bool = False,
    countable: Mapping[str, Countable] = MappingProxyType({}),
) -> Report:
    """The report of one round (its key), or of the programme; in the public edition numbers are left out as
    ``core/disclosure.py`` has it, so that none follows from what is ``countable`` of a round elsewhere."""
    rows = list(counted)
    cells = {(row.round, row.by, row.group): row for row in rows}
    rounds = list(dict.fromkeys(row.round for row in rows))
    left_out = {key for one in rounds for key in _left_out(rows, one, countable.get(one, NOTHING))} if public else set()
    asked = rounds if of == TOTAL else [of]

    def told(measure: Measure, by: str, group: str) -> int | None:
        found = [cells.get((one, by, group)) for one in asked]
        if any((one, by, group, measure) in left_out for one in asked):
            return None
        return sum(row.of(measure) for row in found if row is not None)

    def line(by: str, group: str) -> Line:
        return Line(by, group, {measure: told(measure, by, group) for measure in Measure})

    first = rows[0].by if rows else ""
    kinds = dict.fromkeys((row.by, row.group) for row in rows if row.group != TOTAL)
    cells |= {(one, first, TOTAL): _whole(rows, one) for one in rounds}
    return Report(
        line(first, TOTAL),
        [line(by, group) for by, group in kinds if _stands(cells, asked, by, group)],
    )


def _whole(rows: Sequence[Counted], one: str) -> Counted:
    """All applications of a round: what any kind of groups adds up to."""
    parts = [row for row in rows if row.round == one]
    parts = [row for row in parts if row.by == parts[0].by]
    numbers = {measure.value: sum(row.of(measure) for row in parts) for measure in Measure}
    return Counted(parts[0].by, TOTAL, one, **numbers)


Cell = tuple[str, str, str, Measure]
"""Round, kind of group, group, measure."""


def _left_out(rows: Sequence[Counted], one: str, countable: Countable) -> Iterator[Cell]:
    """What is not told of a round. How many were eligible and how many selected anybody can count in the public record
    of the round: how many applied is told beside them, or not."""
    whole, mine = _whole(rows, one), [row for row in rows if row.round == one]
    order: Sequence[Measure] = IN_PUBLIC
    if any(map(is_small, (whole.applied, whole.applied - whole.eligible, whole.applied - whole.selected))):
        order = IN_PUBLIC[1:]
        yield from ((one, row.by, group, Measure.APPLIED) for row in mine for group in (row.group, TOTAL))
    for by in dict.fromkeys(row.by for row in mine):
        groups = {row.group: row for row in mine if row.by == by and row.applied}
        if known := countable.among(groups.values()):
            yield from _beside_what_is_known(groups, known, one, with_applied=order is IN_PUBLIC)
            continue
        numbers = {group: [row.of(measure) for measure in order] for group, row in groups.items()}
        for group, deep in depths(numbers).items():
            yield from ((one, by, group, measure) for measure in order[deep:])


def _beside_what_is_known(
    groups: Mapping[str, Counted], known: Mapping[str, Measure], one: str, *, with_applied: bool
) -> Iterator[Cell]:
    """The same where a number of each group is known, or of some: what is told is how many more applied, and were
    eligible, than that. What is known is told too, unless it is small."""
    order = [Measure.APPLIED, Measure.ELIGIBLE][0 if with_applied else 1 :]
    told = {group: [measure for measure in order if measure is not known.get(group)] for group in groups}
    beyond = {
        group: [row.of(measure) - (row.of(known[group]) if group in known else 0) for measure in told[group]]
        for group, row in groups.items()
    }
    for group, row in groups.items():
        yield from ((one, row.by, group, measure) for measure in Measure if is_small(row.of(measure)))
    for group, deep in depths(beyond, falling=True).items():
        yield from ((one, groups[group].by, group, measure) for measure in told[group][deep:])


def _stands(cells: Mapping[tuple[str, str, str], Counted], asked: Sequence[str], by: str, group: str) -> bool:
    """Whether the group is named in a report: a group of which nobody applied is not; both sides of a question are."""
    found = [cells.get((one, by, group)) for one in asked]
    return any(row.applied for row in found if row is not None) or group in {YES, NO}
