"""A few questions by which an association finds out for itself whether a call is for it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

MOST_CHECKS = 12


class CheckVerdict(StrEnum):
    """What the answers come to; nothing of it is kept, and no application is judged by it."""

    ELIGIBLE = "eligible"
    RESERVATIONS = "reservations"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True)
class Check:
    """A question with the answer that raises no doubt; by the other one to a ``decisive`` question, all is said."""

    id: int
    expected: bool
    decisive: bool


def judge(checks: Iterable[Check], answers: Mapping[int, bool]) -> tuple[CheckVerdict, list[int]]:
    """The verdict, and the ids of the questions whose answers raise a doubt, the decisive ones first.

    A question without an answer raises a doubt and decides nothing.
    """
    doubtful = [one for one in checks if answers.get(one.id) is not one.expected]
    decisive = [one.id for one in doubtful if one.decisive and one.id in answers]
    others = [one.id for one in doubtful if one.id not in decisive]
    if decisive:
        return CheckVerdict.NOT_ELIGIBLE, decisive + others
    return (CheckVerdict.RESERVATIONS if others else CheckVerdict.ELIGIBLE), others
