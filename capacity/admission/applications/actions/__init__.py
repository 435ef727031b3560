"""What is done with applications: ``drafting`` and ``answering``, then ``papers``, ``sending`` and after."""

from __future__ import annotations

from capacity.admission.applications.actions import following
from capacity.admission.applications.actions.answering import Conflict, Kept, Saved, save_answer, save_answers
from capacity.admission.applications.actions.drafting import begin
from capacity.admission.applications.actions.papers import attach, detach, join, reuse
from capacity.admission.applications.actions.sending import TooLate, reopen, show_eligibility, submit, withdraw

HANDLERS = (following,)

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
    "reopen",
    "reuse",
    "save_answer",
    "save_answers",
    "show_eligibility",
    "submit",
    "withdraw",
]
