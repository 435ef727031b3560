"""States of a reader's assignment, verdicts of screening, the arithmetic of scores (whole numbers only) and the fair
sharing of readings."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from capacity.core.workflow import Move

MARK_MAX_HALVES = 10
WIDE_SPREAD_HALVES = 4
REMINDED_BEFORE = timedelta(days=2)
ESCALATED_AFTER = timedelta(days=1)
QUORUM = 2
"""An application is ranked only when so many readers have submitted their marks."""


class AssignmentState(StrEnum):
    """``assigned → declared | recused → submitted → locked``; ``released`` when the coordinator takes the task back."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    RECUSED = "recused"
    SUBMITTED = "submitted"
    LOCKED = "locked"
    RELEASED = "released"


A = AssignmentState
DECLARE = Move("declare", A.ASSIGNED, A.DECLARED)
RECUSE = Move("recuse", {A.ASSIGNED, A.DECLARED}, A.RECUSED)
SUBMIT_SCORES = Move("submit_scores", A.DECLARED, A.SUBMITTED)
REOPEN_SCORES = Move("reopen_scores", A.SUBMITTED, A.DECLARED)
LOCK = Move("lock", A.SUBMITTED, A.LOCKED)
UNLOCK = Move("unlock", A.LOCKED, A.SUBMITTED)
RELEASE = Move("release", {A.ASSIGNED, A.DECLARED}, A.RELEASED)

OPEN = frozenset({A.ASSIGNED, A.DECLARED})
COUNTED = frozenset({A.SUBMITTED, A.LOCKED})
ACTIVE = OPEN | COUNTED


class Verdict(StrEnum):
    """What screening found."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"


def rounded(numerator: int, denominator: int) -> int:
    """The nearest whole number to a quotient of whole numbers that are not negative; halves go up."""
    return (2 * numerator + denominator) // (2 * denominator)


def reader_points(weights: Mapping[str, int], marks: Mapping[str, int | None]) -> int | None:
    """One reader's points in hundredths of a point out of 100.

    ``marks`` holds halves (0 to 10) by criterion; None is "not applicable" and leaves the denominator. None when no
    criterion applies.
    """
    counted = [(weights[key], halves) for key, halves in marks.items() if halves is not None and key in weights]
    total = sum(weight for weight, _halves in counted)
    if total == 0:
        return None
    return rounded(10_000 * sum(weight * halves for weight, halves in counted), MARK_MAX_HALVES * total)


def mean_points(points: Iterable[int | None]) -> int | None:
    """The mean of the readers' points, in the same unit; None when nobody gave any."""
    given = [value for value in points if value is not None]
    return rounded(sum(given), len(given)) if given else None


def spread(marks: Iterable[int | None]) -> int:
    """The distance, in halves, between the highest and the lowest mark."""
    given = [halves for halves in marks if halves is not None]
    return max(given) - min(given) if given else 0


def is_disagreement(marks: Iterable[int | None]) -> bool:
    """Two points or more apart: somebody must settle it, with a reason, before the round is sealed."""
    return spread(marks) >= WIDE_SPREAD_HALVES


@dataclass(frozen=True, slots=True)
class Task:
    """An application that needs readers; ``barred`` are those who may not (or already did, or stepped back)."""

    application: int
    needed: int
    barred: frozenset[int] = frozenset()


def share_readings(tasks: Sequence[Task], readers: Sequence[int], loads: Mapping[int, int]) -> list[tuple[int, int]]:
    """Who reads what: (application, reader) pairs, as evenly as the conflicts allow.

    Each application gets the readers it needs, or as many as may read it; ``loads`` is what each reader has already.
    The same input gives the same answer. First the least loaded reader takes each task, then tasks are handed on, from
    reader to reader, as long as that brings the most and the least loaded nearer to each other.
    """
    load = {reader: loads.get(reader, 0) for reader in readers}
    order = {reader: place for place, reader in enumerate(readers)}
    given: dict[int, set[int]] = {}
    barred = {task.application: task.barred for task in tasks}
    for task in tasks:
        allowed = [reader for reader in readers if reader not in task.barred]
        chosen = sorted(allowed, key=lambda reader: (load[reader], order[reader]))[: task.needed]
        given[task.application] = set(chosen)
        for reader in chosen:
            load[reader] += 1
    while (path := _levelling_path(given, barred, load, readers)) is not None:
        for application, giver, taker in path:
            given[application].remove(giver)
            given[application].add(taker)
        load[path[0][1]] -= 1
        load[path[-1][2]] += 1
    return [
        (task.application, reader)
        for task in tasks
        for reader in sorted(given[task.application], key=order.__getitem__)
    ]


Step = tuple[int, int, int]


def _levelling_path(
    given: Mapping[int, set[int]], barred: Mapping[int, frozenset[int]], load: Mapping[int, int], readers: Sequence[int]
) -> list[Step] | None:
    """Handings-over (application, giver, taker) that take one task from a reader to one who has at least two fewer."""
    steps: dict[int, dict[int, int]] = {reader: {} for reader in readers}
    for application, chosen in given.items():
        for giver in chosen:
            for taker in readers:
                if taker not in chosen and taker not in barred[application]:
                    steps[giver].setdefault(taker, application)
    for start in sorted(readers, key=lambda reader: -load[reader]):
        came: dict[int, tuple[int, int]] = {start: (start, 0)}
        queue = deque([start])
        while queue:
            giver = queue.popleft()
            if load[start] - load[giver] > 1:
                return _walked(came, start, giver)
            for taker, application in steps[giver].items():
                if taker not in came:
                    came[taker] = (giver, application)
                    queue.append(taker)
    return None


def _walked(came: Mapping[int, tuple[int, int]], start: int, end: int) -> list[Step]:
    path: list[Step] = []
    while end != start:
        giver, application = came[end]
        path.append((application, giver, end))
        end = giver
    return path[::-1]


SHRUNK_BY = 5
"""A reader's severity is drawn towards nothing as if five readings more had been at the mean."""


def severities(files: Iterable[Mapping[str, int | None]]) -> dict[str, int]:
    """How far each reader's points lie from those of the others on the same files, shrunk, in hundredths of a point.

    ``files`` holds, for each application, the points by reader; above nothing is lenient, below it severe. A reader who
    shared no file with another has no severity. Whole numbers: a half goes away from nothing.
    """
    apart: dict[str, Fraction] = {}
    shared: dict[str, int] = {}
    for points in files:
        given = {reader: value for reader, value in points.items() if value is not None}
        total = sum(given.values())
        for reader, value in given.items() if len(given) > 1 else ():
            apart[reader] = apart.get(reader, Fraction(0)) + Fraction(len(given) * value - total, len(given))
            shared[reader] = shared.get(reader, 0) + 1
    found = {}
    for reader, sum_ in apart.items():
        shrunk = abs(sum_) / (shared[reader] + SHRUNK_BY)
        size = rounded(shrunk.numerator, shrunk.denominator)
        found[reader] = size if sum_ >= 0 else -size
    return found
