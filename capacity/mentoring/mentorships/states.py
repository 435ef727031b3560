"""States of a mentorship and of its milestones."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


class MentorshipState(StrEnum):
    """``proposed → active → ended``."""

    PROPOSED = "proposed"
    ACTIVE = "active"
    ENDED = "ended"


BEGIN = Move("begin", MentorshipState.PROPOSED, MentorshipState.ACTIVE)
END = Move("end", {MentorshipState.PROPOSED, MentorshipState.ACTIVE}, MentorshipState.ENDED)


class MilestoneState(StrEnum):
    """``planned → done | missed | waived``."""

    PLANNED = "planned"
    DONE = "done"
    MISSED = "missed"
    WAIVED = "waived"


DO = Move("do", {MilestoneState.PLANNED, MilestoneState.MISSED}, MilestoneState.DONE)
MISS = Move("miss", MilestoneState.PLANNED, MilestoneState.MISSED)
WAIVE = Move("waive", MilestoneState.PLANNED, MilestoneState.WAIVED)
REOPEN = Move("reopen", {MilestoneState.DONE, MilestoneState.MISSED, MilestoneState.WAIVED}, MilestoneState.PLANNED)
