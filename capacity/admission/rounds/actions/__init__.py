"""What people do in this room: open and close the stages, decide in the sitting, sign, announce, answer an offer."""

from capacity.admission.rounds.actions.adding import add_decision
from capacity.admission.rounds.actions.announcing import announce
from capacity.admission.rounds.actions.motions import kinds_for, put_to_the_vote
from capacity.admission.rounds.actions.offers import (
    accept_offer,
    answer_by,
    decline_offer,
    finish,
    lapse_offer,
    withdraw_offer,
)
from capacity.admission.rounds.actions.reopening import reopen_scoring
from capacity.admission.rounds.actions.rounds import (
    change_round,
    decide,
    note_quotas,
    open_deliberation,
    open_scoring,
    prepare,
    undo_decision,
)
from capacity.admission.rounds.actions.sealing import sign
from capacity.admission.rounds.actions.sitting import (
    add_item,
    adjourn_sitting,
    close_sitting,
    note_presence,
    open_sitting,
    resume_sitting,
    step_out,
    take_up,
)

__all__ = [
    "accept_offer",
    "add_decision",
    "add_item",
    "adjourn_sitting",
    "announce",
    "answer_by",
    "change_round",
    "close_sitting",
    "decide",
    "decline_offer",
    "finish",
    "kinds_for",
    "lapse_offer",
    "note_presence",
    "note_quotas",
    "open_deliberation",
    "open_scoring",
    "open_sitting",
    "prepare",
    "put_to_the_vote",
    "reopen_scoring",
    "resume_sitting",
    "sign",
    "step_out",
    "take_up",
    "undo_decision",
    "withdraw_offer",
]
