"""A round with its proposals, seal and outcomes (``rounds``), its sitting, its letters, corrections, the charter."""

from capacity.admission.rounds.models.added import AddedDecision
from capacity.admission.rounds.models.charter import CharterSignature, CharterText
from capacity.admission.rounds.models.corrections import ResultCorrection
from capacity.admission.rounds.models.letters import GivenReasons, Wording
from capacity.admission.rounds.models.presiding import stepped_back
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
    "CharterSignature",
    "CharterText",
    "GivenReasons",
    "Motion",
    "Outcome",
    "Pause",
    "Presence",
    "Proposal",
    "ResultCorrection",
    "Round",
    "SealSignature",
    "Sitting",
    "SteppedOut",
    "Vote",
    "Wording",
    "stepped_back",
]
