"""States of an application and what its applicant may know of them; the rules of answers stand in ``answers``."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from capacity.admission.applications.states.amounts import typed_money
from capacity.admission.applications.states.answers import (
    LINE_MAX,
    MEASURED_KINDS,
    TEXT_MAX,
    Asked,
    PageState,
    Problem,
    Value,
    asked_of,
    is_below,
    may_carry_over,
    page_state,
    parse_answer,
    problem_of,
    problem_of_files,
    words_over,
)
from capacity.admission.applications.states.listing import COMPLETE, TAG_MAX, Completeness, Ended, percent, tag_of
from capacity.admission.applications.states.saving import SIGNS_IN_ID, SIGNS_KEPT, Signs, noted, version_of
from capacity.core.workflow import Move

__all__ = [
    "ARRIVED",
    "COMPLETE",
    "FILES_MAX",
    "FIND_ELIGIBLE",
    "FIND_INELIGIBLE",
    "LINE_MAX",
    "MEASURED_KINDS",
    "REOPEN",
    "REQUEST_CLARIFICATION",
    "RETURN_ANSWERED",
    "RETURN_UNANSWERED",
    "RETURN_UNASKED",
    "SECRET_UNTIL_SHOWN",
    "SIGNS_IN_ID",
    "SIGNS_KEPT",
    "SUBMIT",
    "TAG_MAX",
    "TEXT_MAX",
    "WITHDRAW",
    "ApplicationState",
    "Asked",
    "Completeness",
    "Ended",
    "PageState",
    "Problem",
    "PublicState",
    "Signs",
    "Unsent",
    "Value",
    "asked_of",
    "canonical",
    "fingerprint",
    "is_below",
    "may_carry_over",
    "noted",
    "number_of",
    "page_state",
    "parse_answer",
    "percent",
    "problem_of",
    "problem_of_files",
    "public_state",
    "tag_of",
    "typed_money",
    "unsent",
    "version_of",
    "words_over",
]

FILES_MAX = 12


class ApplicationState(StrEnum):
    """``draft → submitted → eligible | ineligible``; ``withdrawn`` at any time before enrolment."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    CLARIFICATION_REQUESTED = "clarification_requested"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


S = ApplicationState
SUBMIT = Move("submit", S.DRAFT, S.SUBMITTED)
REOPEN = Move("reopen", {S.SUBMITTED, S.ELIGIBLE, S.INELIGIBLE}, S.DRAFT)
"""Also from a verdict nobody was told of: were it refused then, the applicant would learn that there is one."""
FIND_ELIGIBLE = Move("find_eligible", {S.SUBMITTED, S.INELIGIBLE}, S.ELIGIBLE)
FIND_INELIGIBLE = Move("find_ineligible", {S.SUBMITTED, S.ELIGIBLE}, S.INELIGIBLE)
REQUEST_CLARIFICATION = Move("request_clarification", S.SUBMITTED, S.CLARIFICATION_REQUESTED)
RETURN_ANSWERED = Move("answer_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
RETURN_UNANSWERED = Move("lapse_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
RETURN_UNASKED = Move("take_back_clarification", S.CLARIFICATION_REQUESTED, S.SUBMITTED)
WITHDRAW = Move("withdraw", {S.DRAFT, S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE}, S.WITHDRAWN)

SECRET_UNTIL_SHOWN = frozenset({S.ELIGIBLE, S.INELIGIBLE})
ARRIVED = frozenset({S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE})


class PublicState(StrEnum):
    """What the applicant sees."""

    DRAFT = "draft"
    NOT_SUBMITTED = "not_submitted"
    CALL_CANCELLED = "call_cancelled"
    SUBMITTED = "submitted"
    CLARIFICATION_REQUESTED = "clarification_requested"
    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
    WITHDRAWN = "withdrawn"


def public_state(
    state: ApplicationState, *, shown: bool, still_open: bool, call_cancelled: bool = False
) -> PublicState:
    """The state as its applicant may know it.

    ``shown``: the screening was announced; before that, a verdict looks like a submission. ``still_open``: the call
    still takes this association's submission; a draft afterwards was not submitted. ``call_cancelled``: nothing is
    read any more; what ended before, by a withdrawal or an announced verdict, ended by that.
    """
    if call_cancelled and state is not S.WITHDRAWN and not (state is S.INELIGIBLE and shown):
        return PublicState.CALL_CANCELLED
    if state in SECRET_UNTIL_SHOWN and not shown:
        return PublicState.SUBMITTED
    if state is S.DRAFT and not still_open:
        return PublicState.NOT_SUBMITTED
    return PublicState(state.value)


class Unsent(StrEnum):
    """What the desk sees of a draft."""

    BEING_WRITTEN = "being_written"
    REOPENED = "reopened"
    NOT_SENT = "not_sent"
    NOT_SENT_AGAIN = "not_sent_again"
    CALL_CANCELLED = "unsent_as_cancelled"


def unsent(*, was_sent: bool, still_open: bool, call_cancelled: bool) -> Unsent:
    """What became of a draft: it may have been sent before (``was_sent``), and its closing may be over."""
    if call_cancelled:
        return Unsent.CALL_CANCELLED
    if still_open:
        return Unsent.REOPENED if was_sent else Unsent.BEING_WRITTEN
    return Unsent.NOT_SENT_AGAIN if was_sent else Unsent.NOT_SENT


def number_of(year: int, sequence: int) -> str:
    """``2018-0042``: the phase's year, then the order of arrival in it.

    >>> number_of(2018, 42)
    '2018-0042'
    """
    return f"{year}-{sequence:04d}"


def canonical(content: Mapping[str, Any]) -> str:
    """One spelling for one content: keys sorted, no blanks, letters as they are."""
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    """The SHA-256 that stands on the receipt."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
