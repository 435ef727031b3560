"""What people do in this room: open and close the stages, decide in the sitting, sign, announce, answer an offer."""

from capacity.admission.rounds.actions.adding import add_decision, first_outcome
from capacity.admission.rounds.actions.announcing import announce
from capacity.admission.rounds.actions.charter import sign_charter, write_charter
from capacity.admission.rounds.actions.correcting import (
    drop_correction,
    issue_correction,
    propose_correction,
)
from capacity.admission.rounds.actions.finishing import finish
from capacity.admission.rounds.actions.keeping import forget_person, harm_of_erasing, kinds_kept, letters_held
from capacity.admission.rounds.actions.letters import give_reasons, send_test
from capacity.admission.rounds.actions.motions import kinds_for, put_to_the_vote
from capacity.admission.rounds.actions.offers import (
    accept_offer,
    answer_by,
    decline_offer,
    lapse_offer,
    offer_next,
    overtaken,
    watch,
    withdraw_offer,
)
from capacity.admission.rounds.actions.presiding import BEFORE_THE_SEAL, hand_over, name_deputy, take_back
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
from capacity.admission.rounds.actions.wording import (
    AFTERWARDS,
    WORDED_FOR,
    is_over,
    restore_wording,
    send_example,
    write_wording,
)

__all__ = [
    "AFTERWARDS",
    "BEFORE_THE_SEAL",
    "WORDED_FOR",
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
    "drop_correction",
    "finish",
    "first_outcome",
    "forget_person",
    "give_reasons",
    "hand_over",
    "harm_of_erasing",
    "is_over",
    "issue_correction",
    "kinds_for",
    "kinds_kept",
    "lapse_offer",
    "letters_held",
    "name_deputy",
    "note_presence",
    "note_quotas",
    "offer_next",
    "open_deliberation",
    "open_scoring",
    "open_sitting",
    "overtaken",
    "prepare",
    "propose_correction",
    "put_to_the_vote",
    "reopen_scoring",
    "restore_wording",
    "resume_sitting",
    "send_example",
    "send_test",
    "sign",
    "sign_charter",
    "step_out",
    "take_back",
    "take_up",
    "undo_decision",
    "watch",
    "withdraw_offer",
    "write_charter",
    "write_wording",
]
