"""How the states, acts and waiting things of this room are said."""

from __future__ import annotations

from enum import Enum
from typing import Any

from capacity.admission.review import policy
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.admission.review.states.conflicts import Tie
from capacity.admission.review.states.screening import Judgement
from capacity.core.agenda import WaitingWords
from capacity.core.languages import lazy_gettext as _l
from capacity.web.kept_words import person
from capacity.web.navigation import Way

A = AssignmentState

WAYS: tuple[Way, ...] = (
    Way("staff", "admission", _l("Review"), "review.desk", policy.may_list, 30),
    Way("staff", "admission", _l("My readings"), "review.queue", policy.may_read_queue, 31),
)

WORDS: dict[Enum, tuple[object, str]] = {
    A.ASSIGNED: (_l("To declare"), "attention"),
    A.DECLARED: (_l("Being read"), "active"),
    A.RECUSED: (_l("Stepped back"), "stopped"),
    A.SUBMITTED: (_l("Marks submitted"), "done"),
    A.LOCKED: (_l("Marks locked"), "done"),
    A.RELEASED: (_l("Taken back"), "stopped"),
    Judgement.ACCEPTED: (_l("Document accepted"), "done"),
    Judgement.QUESTIONED: (_l("Document questioned"), "attention"),
    Judgement.REFUSED: (_l("Document refused"), "failed"),
    Verdict.ELIGIBLE: (_l("Eligible"), "done"),
    Verdict.INELIGIBLE: (_l("Ineligible"), "failed"),
}

OBJECT_WORDS: dict[str, object] = {
    "panels": _l("Committee"),
    "panel_members": _l("Member of a committee"),
    "screenings": _l("Screening"),
    "document_verdicts": _l("What was found of a document"),
    "assignments": _l("Reading"),
    "interests": _l("Declaration of interests"),
    "redacted_copies": _l("Copy without names"),
    "hidden_words": _l("Words hidden from readers"),
    "arbitrations": _l("Disagreement settled"),
}

KEPT_WORDS = dict.fromkeys(("review.name_deputy", "review.hand_over_chair"), person)

ACTION_WORDS: dict[str, object] = {
    "assignments.declare": _l("No conflict of interest declared"),
    "assignments.recuse": _l("Stepped back for a conflict of interest"),
    "assignments.submit_scores": _l("Marks submitted"),
    "assignments.reopen_scores": _l("Marks opened again"),
    "assignments.lock": _l("Marks locked"),
    "assignments.unlock": _l("Marks unlocked"),
    "assignments.release": _l("Reading taken back"),
    "review.appoint_panel": _l("Panel appointed"),
    "review.change_panel": _l("Panel changed"),
    "review.name_deputy": _l("Deputy chair named, or nobody any more"),
    "review.check_copy": _l("Copy without names read through"),
    "review.hand_over_chair": _l("Presiding handed over to the deputy chair"),
    "review.take_back_chair": _l("Presiding taken back by the chair"),
    "review.set_aside": _l("Verdict set aside: a clarification was asked for"),
    "review.judge_document": _l("Document judged"),
    "review.screen": _l("Screened"),
    "review.confirm_ineligible": _l("Confirmed as ineligible by a second person"),
    "review.announce_screening": _l("Screening announced"),
    "review.share_out": _l("Readings shared out"),
    "review.assign": _l("Reader named"),
    "review.keep_redacted": _l("Copy without names kept"),
    "review.hide_words": _l("Words hidden from readers changed"),
    "review.declare_interests": _l("Interests declared"),
    "review.ask_one_more": _l("One more reader asked: the others lie far apart"),
    "review.arbitrate": _l("Disagreement settled"),
    "review.open_scoring": _l("Scoring opened"),
    "review.close_scoring": _l("Scoring closed"),
    "review.reopen_scoring": _l("Scoring opened again"),
}

TIE_WORDS: dict[Tie, Any] = {
    Tie.ACTS: _l("acts or acted for the association"),
    Tie.DECLARED: _l("declared a tie with “%(name)s”"),
    Tie.KNOWS: _l("declared a tie with %(name)s, of the association"),
    Tie.NAMESAKE: _l("has the name of %(name)s, of the association"),
    Tie.CONTACT: _l("has an e-mail address or telephone of the association"),
    Tie.PROVINCE: _l("is of the same province"),
    Tie.REGION: _l("declared a tie with the region"),
}
"""Why a conflict is likely, after the reader's name."""

WAITING: dict[str, WaitingWords] = {
    "declare_readings": WaitingWords(
        _l("Declare your interests on applications of %(label)s"), "review.declare", "assignment_id", _l("Declare")
    ),
    "declare_interests": WaitingWords(
        _l("Declare your interests before you read in %(label)s"), "review.interests", "panel", _l("Declare")
    ),
    "score_readings": WaitingWords(
        _l("Score the applications you read in %(label)s"), "review.score", "assignment_id", _l("Score")
    ),
    "screen_applications": WaitingWords(
        _l("Screen the applications of %(label)s"), "review.screening_list", "panel_id", _l("Screen")
    ),
    "confirm_ineligible": WaitingWords(
        _l("Confirm, as a second person, that applications of %(label)s are ineligible"),
        "review.screen",
        "application_id",
        _l("Read and confirm"),
    ),
    "assign_readers": WaitingWords(
        _l("Name readers for the applications of %(label)s"), "review.assignments", "panel_id", _l("Name readers")
    ),
    "screening_announced": WaitingWords(
        _l("Told whether the application to “%(label)s” is eligible"),
        "applications.show",
        "application_id",
        _l("Read"),
    ),
}
