"""A round with its proposals, seal and outcomes (``rounds``), and its sitting (``sitting``)."""

from capacity.admission.rounds.models.added import AddedDecision
from capacity.admission.rounds.models.rounds import Outcome, Proposal, Round, SealSignature
from capacity.admission.rounds.models.sitting import (
    AgendaItem,
    Motion,
    Pause,
    Presence,
    Sitting,
    SteppedOut,
    Vote,
)

__all__ = [
    "AddedDecision",
    "AgendaItem",
    "Motion",
    "Outcome",
    "Pause",
    "Presence",
    "Proposal",
    "Round",
    "SealSignature",
    "Sitting",
    "SteppedOut",
    "Vote",
]
