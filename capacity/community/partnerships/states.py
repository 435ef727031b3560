"""States of an agreement and of a commitment, and what a party's progress amounts to."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from capacity.core.workflow import Move


class AgreementState(StrEnum):
    """``draft → signed → in_force → ended``."""

    DRAFT = "draft"
    SIGNED = "signed"
    IN_FORCE = "in_force"
    ENDED = "ended"


SIGN = Move("sign", AgreementState.DRAFT, AgreementState.SIGNED)
ENTER_INTO_FORCE = Move("enter_into_force", AgreementState.SIGNED, AgreementState.IN_FORCE)
END = Move("end", {AgreementState.SIGNED, AgreementState.IN_FORCE}, AgreementState.ENDED)


class CommitmentState(StrEnum):
    """``not_started → under_way → fulfilled | dropped``."""

    NOT_STARTED = "not_started"
    UNDER_WAY = "under_way"
    FULFILLED = "fulfilled"
    DROPPED = "dropped"


BEGIN = Move("begin", CommitmentState.NOT_STARTED, CommitmentState.UNDER_WAY)
FULFIL = Move("fulfil", CommitmentState.UNDER_WAY, CommitmentState.FULFILLED)
DROP = Move("drop", {CommitmentState.NOT_STARTED, CommitmentState.UNDER_WAY}, CommitmentState.DROPPED)
TAKE_UP_AGAIN = Move("take_up_again", {CommitmentState.FULFILLED, CommitmentState.DROPPED}, CommitmentState.UNDER_WAY)

NEEDS_REASON = (DROP, TAKE_UP_AGAIN, END)


class ScopeKind(StrEnum):
    """What an agreement says about whom and what it concerns."""

    TARGET_GROUP = "target_group"
    THEME = "theme"
    AUDIENCE = "audience"
    LEGAL_REFERENCE = "legal_reference"


@dataclass(frozen=True)
class Progress:
    """How far commitments are; what was dropped leaves the denominator."""

    not_started: int = 0
    under_way: int = 0
    fulfilled: int = 0
    dropped: int = 0

    @property
    def owed(self) -> int:
        """Commitments that still bind, or were fulfilled."""
        return self.not_started + self.under_way + self.fulfilled

    @property
    def share(self) -> float:
        """The part fulfilled of what is owed, from 0 to 1; 0 when nothing is owed."""
        return self.fulfilled / self.owed if self.owed else 0.0


def progress_of(states: Iterable[CommitmentState]) -> Progress:
    """Counts of these commitments."""
    known = list(states)
    return Progress(*(known.count(state) for state in CommitmentState))
