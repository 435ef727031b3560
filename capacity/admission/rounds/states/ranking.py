"""The ranking of a round: a pure function of frozen inputs, in whole numbers.

Points first, as given or adjusted for the readers' severity, as the call declared; then the rungs of the ladder
declared with the call (without one: the mean mark on each criterion, the heaviest first; at equal weights, in the
call's order); last a lottery that nobody could steer: the seed's SHA-256 was published with the call, and the draw
hashes the seed together with the sorted receipt hashes of everybody in the round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from capacity.admission.calls.states.rules import CRITERION, FOUND_RIGHT, GROUP, LOWEST, RankedBy, Rules
from capacity.admission.review.states import adjusted, mean_points, reader_points, severities

LOTTERY, POINTS = "lottery", "points"
NO_MARK = Fraction(-1)
HUNDREDTHS = 100
Marks = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the call and its weight; the weights of a call add up to 100."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An eligible application: its number, the hash on its receipt, the marks of each of its readers (in halves).

    ``readers`` names who gave each reading, which adjusting needs; ``adjusted`` holds the points of each reading where
    they were adjusted already, as in a record that names no reader. ``groups`` are those that quotas and rungs ask for.
    """

    number: str
    receipt: str
    readings: tuple[Marks, ...]
    groups: frozenset[str] = frozenset()
    readers: tuple[str, ...] = ()
    adjusted: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the ranking. ``decided_by`` is what set it apart from the place before: empty for points, a
    criterion's key, another rung, or ``lottery``; ``below`` is the threshold it does not reach: ``points`` or a
    criterion's key."""

    number: str
    rank: int
    points: int
    decided_by: str = ""
    below: str = ""
    groups: frozenset[str] = frozenset()


def draw(seed: str, receipts: Sequence[str]) -> dict[str, str]:
    """The lot of each receipt: the lower wins."""
    ground = hashlib.sha256("\n".join([seed, *sorted(receipts)]).encode()).hexdigest()
    return {receipt: hashlib.sha256(f"{ground}\n{receipt}".encode()).hexdigest() for receipt in receipts}


def ladder_of(rules: Rules, criteria: Sequence[Criterion]) -> tuple[str, ...]:
    """The rungs as they are asked: who was found right in an earlier round, then those declared, or the criteria, the
    heaviest first."""
    declared = rules.ladder or tuple(
        CRITERION + criterion.key for criterion in sorted(criteria, key=lambda criterion: -criterion.weight)
    )
    return (GROUP + FOUND_RIGHT, *declared)


def rank(
    criteria: Sequence[Criterion], entries: Sequence[Entry], seed: str, rules: Rules | None = None
) -> tuple[Ranked, ...]:
    """Every entry in its place; the order in which they are given changes nothing."""
    rules = rules or Rules()
    given = points_by_reading(criteria, entries, rules)
    rungs = [_rung(code) for code in ladder_of(rules, criteria)]
    lots = draw(seed, [entry.receipt for entry in entries])
    keyed = []
    for entry in entries:
        points = mean_points(given[entry.number]) or 0
        values = tuple(-value(entry, given[entry.number]) for _name, value in rungs)
        keyed.append((-points, values, lots[entry.receipt], entry.number, entry))
    keyed.sort(key=lambda one: one[:4])
    names = [name for name, _value in rungs]
    places = []
    for place, (points, values, _lot, number, entry) in enumerate(keyed):
        before = keyed[place - 1] if place else None
        decided_by = "" if before is None or before[0] != points else _divided(names, before[1], values)
        places.append(Ranked(number, place + 1, -points, decided_by, _below(entry, -points, rules), entry.groups))
    return tuple(places)


def points_by_reading(
    criteria: Sequence[Criterion], entries: Sequence[Entry], rules: Rules
) -> dict[str, tuple[int | None, ...]]:
    """The points that each reading of each application counts for, by its number."""
    weights = {criterion.key: criterion.weight for criterion in criteria}
    raw = {entry.number: tuple(reader_points(weights, marks) for marks in entry.readings) for entry in entries}
    if rules.marks is RankedBy.RAW:
        return raw
    severity = severities(
        dict(zip(entry.readers, raw[entry.number], strict=True)) for entry in entries if entry.readers
    )
    found: dict[str, tuple[int | None, ...]] = {}
    for entry in entries:
        if entry.adjusted is not None:
            found[entry.number] = entry.adjusted
            continue
        found[entry.number] = tuple(
            adjusted(points, severity.get(reader, 0))
            for points, reader in zip(raw[entry.number], entry.readers, strict=True)
        )
    return found


def _rung(code: str) -> tuple[str, Callable[[Entry, Sequence[int | None]], Fraction | int]]:
    if code == LOWEST:
        return LOWEST, lambda _entry, points: min((value for value in points if value is not None), default=-1)
    if code.startswith(GROUP):
        return code, lambda entry, _points: int(code.removeprefix(GROUP) in entry.groups)
    key = code.removeprefix(CRITERION)
    return key, lambda entry, _points: _mean(entry, key)


def _mean(entry: Entry, key: str) -> Fraction:
    given = [halves for marks in entry.readings if (halves := marks.get(key)) is not None]
    return Fraction(sum(given), len(given)) if given else NO_MARK


def _divided(names: Sequence[str], higher: Sequence[object], lower: Sequence[object]) -> str:
    return next((name for name, a, b in zip(names, higher, lower, strict=True) if a != b), LOTTERY)


def _below(entry: Entry, points: int, rules: Rules) -> str:
    if points < rules.points * HUNDREDTHS:
        return POINTS
    return next((key for key, least in sorted(rules.thresholds.items()) if _mean(entry, key) < least), "")
