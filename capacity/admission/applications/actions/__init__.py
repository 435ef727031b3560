"""What is done with applications: drafting (``drafting``), papers (``papers``), sending and after (``sending``)."""

from __future__ import annotations

from capacity.admission.applications.actions import following, reminding
from capacity.admission.applications.actions.drafting import Conflict, Saved, begin, save_answer, save_answers
from capacity.admission.applications.actions.papers import attach, detach, join, keep_dossier, reuse
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
    "Saved",
    "TooLate",
    "attach",
    "begin",
    "detach",
    "join",
    "keep_dossier",
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
