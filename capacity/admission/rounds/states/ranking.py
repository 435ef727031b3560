"""The ranking of a round: a pure function of frozen inputs, in whole numbers.

Points first; then the mean mark on each criterion, the heaviest first (at equal weights, in the call's order); last a
lottery that nobody could steer: the seed's SHA-256 was published with the call, and the draw hashes the seed together
with the sorted receipt hashes of everybody in the round.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from capacity.admission.review.states import mean_points, reader_points
from capacity.admission.rounds.states.moves import ProposalKind

LOTTERY = "lottery"
NO_MARK = Fraction(-1)
Marks = Mapping[str, int | None]


@dataclass(frozen=True, slots=True)
class Criterion:
    """A criterion of the call and its weight; the weights of a call add up to 100."""

    key: str
    weight: int


@dataclass(frozen=True, slots=True)
class Entry:
    """An eligible application: its number, the hash on its receipt, the marks of each of its readers (in halves)."""

    number: str
    receipt: str
    readings: tuple[Marks, ...]


@dataclass(frozen=True, slots=True)
class Ranked:
    """A place in the ranking. ``decided_by`` is what set it apart from the place before: empty for points, a
    criterion's key, or ``lottery``."""

    number: str
    rank: int
    points: int
    decided_by: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """What is proposed, and later announced, for one application."""

    number: str
    rank: int
    points: int
    kind: ProposalKind
    reserve_rank: int | None = None
    decided_by: str = ""
    decided: bool = False


def draw(seed: str, receipts: Sequence[str]) -> dict[str, str]:
    """The lot of each receipt: the lower wins."""
    ground = hashlib.sha256("\n".join([seed, *sorted(receipts)]).encode()).hexdigest()
    return {receipt: hashlib.sha256(f"{ground}\n{receipt}".encode()).hexdigest() for receipt in receipts}


def rank(criteria: Sequence[Criterion], entries: Sequence[Entry], seed: str) -> tuple[Ranked, ...]:
    """Every entry in its place; the order in which they are given changes nothing."""
    weights = {criterion.key: criterion.weight for criterion in criteria}
    ladder = sorted(criteria, key=lambda criterion: -criterion.weight)
    lots = draw(seed, [entry.receipt for entry in entries])
    keyed = []
    for entry in entries:
        points = mean_points(reader_points(weights, marks) for marks in entry.readings) or 0
        means = tuple(_mean(entry, criterion.key) for criterion in ladder)
        keyed.append((-points, tuple(-mean for mean in means), lots[entry.receipt], entry.number))
    keyed.sort()
    names = [criterion.key for criterion in ladder]
    places = []
    for place, (points, means, _lot, number) in enumerate(keyed):
        before = keyed[place - 1] if place else None
        decided_by = "" if before is None or before[0] != points else _rung(names, before[1], means)
        places.append(Ranked(number, place + 1, -points, decided_by))
    return tuple(places)


def _mean(entry: Entry, key: str) -> Fraction:
    given = [halves for marks in entry.readings if (halves := marks.get(key)) is not None]
    return Fraction(sum(given), len(given)) if given else NO_MARK


def _rung(names: Sequence[str], higher: Sequence[Fraction], lower: Sequence[Fraction]) -> str:
    return next((name for name, a, b in zip(names, higher, lower, strict=True) if a != b), LOTTERY)


def outcome(
    ranking: Sequence[Ranked], *, seats: int, reserve_size: int, decisions: Mapping[str, ProposalKind]
) -> tuple[Line, ...]:
    """What follows from the ranking, the seats and the sitting's own decisions, in the order of the ranking.

    A decision fixes the kind of one application; the others take the seats left, then the reserve, in their order. The
    seats are never exceeded: with more decided selections than seats, the ones ranked last go to the reserve.
    """
    decided_in = [place.number for place in ranking if decisions.get(place.number) is ProposalKind.SELECT][:seats]
    free = seats - len(decided_in)
    lines: list[Line] = []
    reserves = 0
    for place in ranking:
        wish = decisions.get(place.number)
        kind = ProposalKind.DECLINE
        if place.number in decided_in:
            kind = ProposalKind.SELECT
        elif wish is None and free > 0:
            kind, free = ProposalKind.SELECT, free - 1
        elif wish is not ProposalKind.DECLINE and (reserves < reserve_size or wish is not None):
            kind, reserves = ProposalKind.RESERVE, reserves + 1
        place_in_reserve = reserves if kind is ProposalKind.RESERVE else None
        lines.append(
            Line(place.number, place.rank, place.points, kind, place_in_reserve, place.decided_by, wish is not None)
        )
    return tuple(lines)
