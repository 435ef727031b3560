"""What is done with applications: drafting (``drafting``), papers (``papers``), sending and after (``sending``)."""

from __future__ import annotations

from capacity.admission.applications.actions import following
from capacity.admission.applications.actions.drafting import Conflict, Saved, begin, save_answer, save_answers
from capacity.admission.applications.actions.measuring import measure
from capacity.admission.applications.actions.papers import attach, detach, join, reuse
from capacity.admission.applications.actions.sending import TooLate, reopen, show_eligibility, submit, withdraw
from capacity.admission.applications.actions.tagging import remind, tag, untag

HANDLERS = (following,)

__all__ = [
    "HANDLERS",
    "Conflict",
    "Saved",
    "TooLate",
    "attach",
    "begin",
    "detach",
    "join",
    "measure",
    "remind",
    "reopen",
    "reuse",
    "save_answer",
    "save_answers",
    "show_eligibility",
    "submit",
    "tag",
    "untag",
    "withdraw",
]
