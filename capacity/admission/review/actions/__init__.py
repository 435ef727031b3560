"""What people do in this room: appoint, screen, share out, read, score, settle; and the gates that the round opens."""

from capacity.admission.review.actions import following
from capacity.admission.review.actions.admitting import admit
from capacity.admission.review.actions.announcing import announce_screening, announce_screenings
from capacity.admission.review.actions.assigning import (
    assign,
    assign_many,
    hand_over,
    release,
    reopen_scores,
    share_out,
    why_not_assign,
    why_not_open,
)
from capacity.admission.review.actions.documents import Judged, judge_documents
from capacity.admission.review.actions.gates import close_scoring, open_scoring, reopen_scoring
from capacity.admission.review.actions.interests import Declared, declare_interests
from capacity.admission.review.actions.keeping import forget_person, forget_words, kinds_kept, letters_held
from capacity.admission.review.actions.panels import (
    appoint_panel,
    change_panel,
    hand_over_chair,
    name_deputy,
    take_back_chair,
)
from capacity.admission.review.actions.reading import Mark, arbitrate, declare, recuse, save_marks, submit_scores
from capacity.admission.review.actions.redacting import KINDS as COPY_KINDS
from capacity.admission.review.actions.redacting import (
    CleanCopy,
    TracesLeft,
    check_copy,
    cleaned,
    hide_words,
    keep_redacted,
    words_taken,
)
from capacity.admission.review.actions.screening import confirm_ineligible, screen

HANDLERS = (following,)

__all__ = [
    "COPY_KINDS",
    "HANDLERS",
    "CleanCopy",
    "Declared",
    "Judged",
    "Mark",
    "TracesLeft",
    "admit",
    "announce_screening",
    "announce_screenings",
    "appoint_panel",
    "arbitrate",
    "assign",
    "assign_many",
    "change_panel",
    "check_copy",
    "cleaned",
    "close_scoring",
    "confirm_ineligible",
    "declare",
    "declare_interests",
    "forget_person",
    "forget_words",
    "hand_over",
    "hand_over_chair",
    "hide_words",
    "judge_documents",
    "keep_redacted",
    "kinds_kept",
    "letters_held",
    "name_deputy",
    "open_scoring",
    "recuse",
    "release",
    "reopen_scores",
    "reopen_scoring",
    "save_marks",
    "screen",
    "share_out",
    "submit_scores",
    "take_back",
    "take_back_chair",
    "why_not_assign",
    "why_not_open",
    "words_taken",
]
