"""What people do in this room: open and close the stages, decide in the sitting, sign, announce, answer an offer."""

from capacity.admission.rounds.actions.announcing import announce
from capacity.admission.rounds.actions.offers import (
    accept_offer,
    answer_by,
    decline_offer,
    finish,
    lapse_offer,
    withdraw_offer,
)
from capacity.admission.rounds.actions.rounds import (
    change_round,
    decide,
    open_deliberation,
    open_scoring,
    prepare,
    reopen_scoring,
    undo_decision,
)
from capacity.admission.rounds.actions.sealing import sign

__all__ = [
    "accept_offer",
    "announce",
    "answer_by",
    "change_round",
    "decide",
    "decline_offer",
    "finish",
    "lapse_offer",
    "open_deliberation",
    "open_scoring",
    "prepare",
    "reopen_scoring",
    "sign",
    "undo_decision",
    "withdraw_offer",
]
