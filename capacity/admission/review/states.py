"""States of a reader's assignment, verdicts of screening, and the arithmetic of scores (whole numbers only)."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move

MARK_MAX_HALVES = 10
WIDE_SPREAD_HALVES = 4


class AssignmentState(StrEnum):
    """``assigned → declared | recused → submitted → locked``."""

    ASSIGNED = "assigned"
    DECLARED = "declared"
    RECUSED = "recused"
    SUBMITTED = "submitted"
    LOCKED = "locked"


A = AssignmentState
DECLARE = Move("declare", A.ASSIGNED, A.DECLARED)
RECUSE = Move("recuse", {A.ASSIGNED, A.DECLARED}, A.RECUSED)
SUBMIT_SCORES = Move("submit_scores", A.DECLARED, A.SUBMITTED)
LOCK = Move("lock", A.SUBMITTED, A.LOCKED)


class Verdict(StrEnum):
    """What screening found."""

    ELIGIBLE = "eligible"
    INELIGIBLE = "ineligible"
