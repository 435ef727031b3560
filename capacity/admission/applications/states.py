"""States of an application and the moves between them."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


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
REOPEN = Move("reopen", S.SUBMITTED, S.DRAFT)
FIND_ELIGIBLE = Move("find_eligible", {S.SUBMITTED, S.INELIGIBLE}, S.ELIGIBLE)
FIND_INELIGIBLE = Move("find_ineligible", {S.SUBMITTED, S.ELIGIBLE}, S.INELIGIBLE)
WITHDRAW = Move("withdraw", {S.DRAFT, S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE}, S.WITHDRAWN)
