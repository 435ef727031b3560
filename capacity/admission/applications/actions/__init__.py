"""What is done with applications: ``drafting`` and ``answering``, then ``papers``, ``sending`` and after."""

from __future__ import annotations

from capacity.admission.applications.actions import following, reminding
from capacity.admission.applications.actions.answering import Conflict, Kept, Saved, save_answer, save_answers
from capacity.admission.applications.actions.drafting import begin
from capacity.admission.applications.actions.papers import attach, detach, join, reuse
from capacity.admission.applications.actions.reminding import overtaken
from capacity.admission.applications.actions.sending import (
    TooLate,
    note_late,
    reopen,
    show_eligibility,
    submit,
    withdraw,
)

HANDLERS = (following, reminding)

__all__ = [
    "HANDLERS",
    "Conflict",
    "Kept",
    "Saved",
    "TooLate",
    "attach",
    "begin",
    "detach",
    "join",
    "note_late",
    "overtaken",
    "reopen",
    "reuse",
    "save_answer",
    "save_answers",
    "show_eligibility",
    "submit",
    "withdraw",
]
