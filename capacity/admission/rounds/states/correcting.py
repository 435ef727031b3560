"""What a correction of an announcement does to the outcomes of a round, and whether seats and quotas allow it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from capacity.admission.calls.states.rules import Quota
from capacity.admission.rounds.states.moves import OutcomeKind
from capacity.admission.rounds.states.remedies import Given
from capacity.core.workflow import Move

K = OutcomeKind
CORRECT_TO_SELECTED = Move("correct", {K.RESERVE, K.NOT_SELECTED}, K.SELECTED)
CORRECT_TO_RESERVE = Move("correct", {K.SELECTED, K.NOT_SELECTED}, K.RESERVE)
CORRECT_TO_NOT_SELECTED = Move("correct", {K.SELECTED, K.RESERVE}, K.NOT_SELECTED)
CORRECT = {move.target: move for move in (CORRECT_TO_SELECTED, CORRECT_TO_RESERVE, CORRECT_TO_NOT_SELECTED)}


class CorrectionState(StrEnum):
    """``proposed`` by one of the two who sign, then ``issued`` by the other, or ``dropped``."""

    PROPOSED = "proposed"
    ISSUED = "issued"
    DROPPED = "dropped"


ISSUE_CORRECTION = Move("issue_correction", CorrectionState.PROPOSED, CorrectionState.ISSUED)
DROP_CORRECTION = Move("drop_correction", CorrectionState.PROPOSED, CorrectionState.DROPPED)


@dataclass(frozen=True, slots=True)
class Stands:
    """An outcome as it stands: its kind, its rank on the reserve list, whether it holds a seat; ``place`` is its rank
    in the sealed ranking; ``enrolled``, whether the round has ended with it in its seat."""

    number: str
    place: int
    kind: OutcomeKind
    reserve_rank: int | None = None
    holds_seat: bool = False
    groups: frozenset[str] = frozenset()
    enrolled: bool = False


def corrected(outcomes: Sequence[Stands], changes: Mapping[str, OutcomeKind]) -> list[Stands]:
    """The outcomes with these kinds changed.

    Who comes onto the reserve list stands there where the sealed ranking puts them, and those after them move down one
    place; who leaves it leaves a gap, so that nobody else's number changes.
    """
    found = {one.number: one for one in outcomes}
    for number, kind in changes.items():
        seated = kind is K.SELECTED
        found[number] = replace(found[number], kind=kind, reserve_rank=None, holds_seat=seated)
    newcomers = sorted(
        (found[number] for number, kind in changes.items() if kind is K.RESERVE), key=lambda one: one.place
    )
    for newcomer in newcomers:
        waiting = [one for one in found.values() if one.kind is K.RESERVE and one.reserve_rank is not None]
        after = [one for one in waiting if one.place > newcomer.place]
        rank = min((one.reserve_rank or 0 for one in after), default=0)
        if not rank:
            rank = max((one.reserve_rank or 0 for one in waiting), default=0) + 1
        elif any(one.reserve_rank == rank - 1 for one in waiting) or rank == 1:
            for one in after:
                found[one.number] = replace(one, reserve_rank=(one.reserve_rank or 0) + 1)
        else:  # a gap lies before the next one: nobody has to move
            rank -= 1
        found[newcomer.number] = replace(newcomer, reserve_rank=rank)
    return [found[one.number] for one in outcomes]


def without_seat(before: Sequence[Stands], after: Sequence[Stands], *, seats: int) -> list[str]:
    """The numbers of those who are given a seat and for whom none of the region is left, the last of the ranking first;
    whoever held one before keeps it."""
    had = {one.number for one in before if one.holds_seat}
    lacking = sum(one.holds_seat for one in after) - seats
    given = sorted((one for one in after if one.holds_seat and one.number not in had), key=lambda one: -one.place)
    return [one.number for one in given[: max(lacking, 0)]]


def after_the_end(
    before: Sequence[Stands], after: Sequence[Stands], *, seats: int, instead: Given
) -> tuple[list[Stands], dict[str, Given]]:
    """A correction of a round that has ended: for whom no seat of the region is left gets what the call declared
    ``instead``, a seat added beside those of the region or precedence; with this, by number."""
    given = dict.fromkeys(without_seat(before, after, seats=seats), instead)
    was = {one.number: one for one in before}
    found = [
        one if one.number not in given else replace(one, holds_seat=False) if instead.is_seat else was[one.number]
        for one in after
    ]
    return found, given


class Obstacle(StrEnum):
    """Why a correction is refused."""

    SEATS = "seats"
    CEILING = "ceiling"
    FLOOR = "floor"
    ENROLLED = "enrolled"


def obstacles(
    before: Sequence[Stands], after: Sequence[Stands], *, seats: int, quotas: Sequence[Quota]
) -> list[tuple[Obstacle, str]]:
    """What stands against it: (why, group).

    Seats and ceilings hold for whoever holds a seat afterwards, seats added beside those of the region left aside.
    A floor may not be left further behind by giving a seat to somebody; where seats only become free, the reserve fills
    them under the quotas. Who is enrolled keeps its seat: it took it in good faith, and its training may have begun.
    """
    if any(was.enrolled and now.kind is not was.kind for was, now in zip(before, after, strict=True)):
        return [(Obstacle.ENROLLED, "")]
    held, then = [one for one in after if one.holds_seat], [one for one in before if one.holds_seat]
    found = [(Obstacle.SEATS, "")] if len(held) > seats else []
    gives = {one.number for one in held} - {one.number for one in then}
    for quota in quotas:
        now, was = _count(held, quota.group), _count(then, quota.group)
        if quota.at_most is not None and now > max(quota.at_most, was if not gives else 0):
            found.append((Obstacle.CEILING, quota.group))
        if gives and now < min(quota.at_least, was):
            found.append((Obstacle.FLOOR, quota.group))
    return found


def _count(held: Collection[Stands], group: str) -> int:
    return sum(1 for one in held if group in one.groups)
