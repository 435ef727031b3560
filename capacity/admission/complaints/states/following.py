"""What follows from an answer: one rule for every verdict, state of the round and rule of the call.

It is read by who confirms before they confirm, stands in the letter, and is what is done.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from capacity.admission.complaints.states import IN_FAVOUR, Effect, Subject, Verdict
from capacity.admission.rounds.states import RoundState
from capacity.admission.rounds.states.remedies import Given

STILL_READ = frozenset({RoundState.SCREENING, RoundState.SCORING})
RESULTS_OUT = frozenset({RoundState.ANNOUNCED, RoundState.FINAL})


class Follows(StrEnum):
    """What the answer brings.

    ``stands``: nothing; ``gone`` and ``held``: nothing either, because the application was withdrawn, or a seat was
    offered to it meanwhile; ``later``: it cannot be confirmed while the panel deliberates or has sealed; ``read``: the
    application is read with the others; ``eligible``: it is found eligible, and no seat is due; the others are what the
    call's rule gives (``Given``).
    """

    STANDS = "stands"
    GONE = "gone"
    HELD = "held"
    LATER = "later"
    READ = "read"
    ELIGIBLE = "eligible"
    SEAT = "seat"
    EXTRA = "extra"
    NEXT = "next"
    FIRST = "first"
    PRIORITY = "priority"

    @property
    def effect(self) -> Effect:
        """Whether it lets the application be read, adds a decision, or neither."""
        if self is Follows.READ:
            return Effect.READ
        return Effect.DECISION if self.value in set(Given) else Effect.NONE


@dataclass(frozen=True, slots=True)
class Case:
    """What the answer is about: the round as it stands, whether the application was withdrawn, or has been selected,
    and what the call's rule would give it now."""

    subject: Subject
    state: RoundState
    withdrawn: bool = False
    selected: bool = False
    given: Given = Given.PRIORITY


def follows(verdict: Verdict, case: Case, *, seat_due: bool) -> Follows:
    """What follows from this answer now."""
    if verdict not in IN_FAVOUR:
        return Follows.STANDS
    if case.withdrawn:
        return Follows.GONE
    if case.subject is Subject.SCREENING and case.state in STILL_READ:
        return Follows.READ
    if case.state not in RESULTS_OUT:
        return Follows.LATER
    if case.selected:
        return Follows.HELD
    if not seat_due:
        return Follows.ELIGIBLE if case.subject is Subject.SCREENING else Follows.STANDS
    return Follows(case.given.value)
