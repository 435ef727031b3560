"""How states, acts and ways of this room are said."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from capacity.admission.applications.policy import is_member, may_list
from capacity.admission.applications.states import (
    ApplicationState,
    Completeness,
    PublicState,
    Unsent,
)
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core import facts
from capacity.core.agenda import WaitingWords
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.web.navigation import Way

WAYS = (
    Way("association", "admission", _l("My applications"), "applications.mine", is_member, order=20),
    Way("staff", "admission", _l("Applications"), "applications.desk", may_list, order=20),
)

WORDS: dict[Enum, tuple[object, str]] = {
    ApplicationState.DRAFT: (_l("Being written"), "draft"),
    ApplicationState.SUBMITTED: (_l("Was sent"), "waiting"),
    ApplicationState.CLARIFICATION_REQUESTED: (_l("Clarification requested"), "attention"),
    ApplicationState.ELIGIBLE: (_l("Eligible"), "active"),
    ApplicationState.INELIGIBLE: (_l("Not eligible"), "failed"),
    ApplicationState.WITHDRAWN: (_l("Withdrawn"), "stopped"),
}

UNSENT_WORDS: dict[Enum, tuple[object, str]] = {
    Unsent.BEING_WRITTEN: (_l("Being written"), "draft"),
    Unsent.REOPENED: (_l("Reopened, to be sent again"), "draft"),
    Unsent.NOT_SENT: (_l("Not sent"), "stopped"),
    Unsent.NOT_SENT_AGAIN: (_l("Reopened, not sent again"), "stopped"),
    Unsent.CALL_CANCELLED: (_l("Call cancelled"), "stopped"),
}

MORE_WORDS: dict[Enum, tuple[object, str]] = {
    **UNSENT_WORDS,
    MembershipState.INVITED: (_l("Asked, not answered yet"), "waiting"),
    MembershipState.CONFIRMED: (_l("Has confirmed"), "done"),
    MembershipState.DECLINED: (_l("Has declined"), "stopped"),
    MembershipState.LEFT: (_l("Has left"), "attention"),
    MembershipState.REMOVED: (_l("Let go"), "stopped"),
    MembershipState.ENDED: (_l("Ended with the application"), "stopped"),
    ClarificationState.REQUESTED: (_l("Answer awaited"), "attention"),
    ClarificationState.ANSWERED: (_l("Answered in time"), "done"),
    ClarificationState.LAPSED: (_l("Left unanswered"), "failed"),
    ClarificationState.TAKEN_BACK: (_l("Request taken back"), "stopped"),
    ClarificationState.FELL_AWAY: (_l("Without object"), "stopped"),
}

PUBLIC_WORDS: dict[PublicState, tuple[object, str]] = {
    PublicState.DRAFT: (_l("Being written"), "draft"),
    PublicState.NOT_SUBMITTED: (_l("Not sent"), "stopped"),
    PublicState.CALL_CANCELLED: (_l("Call cancelled"), "stopped"),
    PublicState.SUBMITTED: (_l("Was sent"), "waiting"),
    PublicState.CLARIFICATION_REQUESTED: (_l("Clarification requested"), "attention"),
    PublicState.ELIGIBLE: (_l("Eligible"), "active"),
    PublicState.INELIGIBLE: (_l("Not eligible"), "failed"),
    PublicState.WITHDRAWN: (_l("Withdrawn"), "stopped"),
}


def _paper(key: str) -> str | None:
    """What a kind of document is called; None for one that a question asks for."""
    every = [*facts.load("documents")["document"], *facts.load("papers")["paper"]]
    found = next((one["label"] for one in every if one["key"] == key), None)
    return Localized(found).text() if found is not None else None


KEPT_WORDS: dict[str, Callable[[str], object | None]] = {
    "applications.attach": _paper,
    "applications.keep_dossier": {"ar": _l("Arabic"), "fr": _l("French"), "en": _l("English")}.get,
}


COMPLETENESS_WORDS: dict[Completeness, object] = {
    Completeness.NOTHING: _l("Nothing written yet"),
    Completeness.PART: _l("Partly filled in"),
    Completeness.WHOLE: _l("Everything is there"),
}

OBJECT_WORDS: dict[str, object] = {
    "applications": _l("Application"),
    "answers": _l("Answer"),
    "application_documents": _l("Document of an application"),
    "dossiers": _l("Whole file of an application"),
    "clarifications": _l("Clarification"),
    "coalitions": _l("Coalition"),
    "coalition_members": _l("Member of a coalition"),
}

ACTION_WORDS: dict[str, object] = {
    "applications.begin": _l("Application begun"),
    "applications.carry_over": _l("Answers of an earlier application came along"),
    "applications.attach": _l("Document joined"),
    "applications.keep_dossier": _l("Whole file made as one PDF"),
    "applications.detach": _l("Document taken away"),
    "applications.submit": _l("Application sent"),
    "applications.come_late": _l("A request to send it arrived after the closing"),
    "applications.reopen": _l("Application reopened"),
    "applications.withdraw": _l("Application withdrawn"),
    "applications.request_clarification": _l("Clarification asked for"),
    "applications.answer_clarification": _l("Clarification given"),
    "applications.lapse_clarification": _l("Clarification left unanswered"),
    "applications.take_back_clarification": _l("Request for clarification taken back"),
    "coalitions.form": _l("Coalition named"),
    "coalition_members.invite": _l("Association asked into a coalition"),
    "coalition_members.invite_again": _l("Association asked again into a coalition"),
    "coalition_members.confirm": _l("Coalition confirmed"),
    "coalition_members.decline": _l("Coalition declined"),
    "coalition_members.leave": _l("Coalition left"),
    "coalition_members.remove": _l("Association let go from a coalition"),
    "coalition_members.end": _l("Coalition ended with its application"),
    "clarifications.answer": _l("Clarification given"),
    "clarifications.lapse": _l("Clarification left unanswered"),
    "clarifications.take_back": _l("Request for clarification taken back"),
    "clarifications.fall_away": _l("Request for clarification without object"),
    "clarifications.give_more_time": _l("More time to clarify"),
    "clarifications.attach": _l("Document joined to a clarification"),
    "clarifications.choose_beside": _l("Chosen what becomes of the files sent before"),
    "clarifications.detach": _l("Document taken away from a clarification"),
    "applications.tag": _l("Tag put on"),
    "applications.untag": _l("Tag taken off"),
    "applications.remind": _l("Association reminded"),
    "applications.write_letter": _l("Letter of the coordination"),
    "applications.import_paper": _l("Application on paper taken in"),
    "applications.find_eligible": _l("Found eligible"),
    "applications.find_ineligible": _l("Found not eligible"),
    "applications.show_eligibility": _l("Screening announced"),
}

SEEN_BY_APPLICANTS = frozenset(
    {
        "applications.begin",
        "applications.carry_over",
        "applications.submit",
        "applications.come_late",
        "applications.reopen",
        "applications.withdraw",
        "applications.request_clarification",
        "applications.answer_clarification",
        "applications.lapse_clarification",
        "applications.take_back_clarification",
        "applications.show_eligibility",
        "applications.write_letter",
    }
)

WAITING = {
    "application.draft": WaitingWords(
        sentence=_l("Send the application to “%(label)s”"),
        endpoint="applications.show",
        argument="application_id",
        act=_l("Continue"),
    ),
    "application.clarification": WaitingWords(
        sentence=_l("Answer the coordination about “%(label)s”"),
        endpoint="applications.clarification",
        argument="application_id",
        act=_l("Answer"),
    ),
    "application.coalition": WaitingWords(
        sentence=_l("Answer the invitation into the coalition of “%(label)s”"),
        endpoint="applications.join_coalition",
        argument="member_id",
        act=_l("Answer"),
    ),
    "application.begin": WaitingWords(
        sentence=_l("Apply to “%(label)s”"), endpoint="applications.begin_by_id", argument="call_id", act=_l("Apply")
    ),
}
