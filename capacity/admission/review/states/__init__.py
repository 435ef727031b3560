"""States of a reader's assignment, verdicts of screening, the arithmetic of scores (whole numbers only); the fair
sharing of readings (``sharing``), likely conflicts of interest (``conflicts``), hidden names (``blinding``)."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import timedelta
from enum import StrEnum
from fractions import Fraction

from capacity.admission.review.states.sharing import Task, share_readings
from capacity.core.workflow import Move

__all__ = ["Task", "share_readings"]

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


def needs_one_more(points: Collection[int], *, active: int, needed: int, most: int) -> bool:
    """Whether one more has to read: everybody whom the call asks for has submitted, nobody else was asked, and their
    points (in hundredths) lie more than ``most`` points apart; 0 means that it never happens."""
    return most > 0 and len(points) == active == needed and spread(points) > 100 * most


SHRUNK_BY = 5
"""A reader's severity is drawn towards nothing as if five readings more had been at the mean."""


def distances(files: Iterable[Mapping[str, int | None]]) -> dict[str, tuple[Fraction, int]]:
    """How far each reader's points lie from the mean on the files that they share with others: the sum of the
    distances, and how many files it is of.

    ``files`` holds, for each application, the points by reader; above nothing is lenient, below it severe. A reader who
    shared no file with another is left out.
    """
    found: dict[str, tuple[Fraction, int]] = {}
    for points in files:
        given = {reader: value for reader, value in points.items() if value is not None}
        total = sum(given.values())
        for reader, value in given.items() if len(given) > 1 else ():
            apart, shared = found.get(reader, (Fraction(0), 0))
            found[reader] = (apart + Fraction(len(given) * value - total, len(given)), shared + 1)
    return found


def severities(files: Iterable[Mapping[str, int | None]]) -> dict[str, int]:
    """The mean of a reader's distances, shrunk, in hundredths of a point: what adjusting takes from their points.

    Whole numbers: a half goes away from nothing.
    """
    return {reader: _signed(apart, shared + SHRUNK_BY) for reader, (apart, shared) in distances(files).items()}


def leanings(files: Iterable[Mapping[str, int | None]]) -> dict[str, int]:
    """The same mean as it is, not shrunk."""
    return {reader: _signed(apart, shared) for reader, (apart, shared) in distances(files).items()}


def _signed(apart: Fraction, parts: int) -> int:
    mean = abs(apart) / parts
    size = rounded(mean.numerator, mean.denominator)
    return size if apart >= 0 else -size


def adjusted(points: int | None, severity: int) -> int | None:
    """A reader's points with their severity taken away, between 0 and 100."""
    return None if points is None else max(0, min(100 * 100, points - severity))
