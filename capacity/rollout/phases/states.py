"""The states of a phase, and the rule of the rollout: three regions a year, each region once."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


class PhaseState(StrEnum):
    """``planned → active → completed``."""

    PLANNED = "planned"
    ACTIVE = "active"
    COMPLETED = "completed"


ACTIVATE = Move("activate", PhaseState.PLANNED, PhaseState.ACTIVE)
COMPLETE = Move("complete", PhaseState.ACTIVE, PhaseState.COMPLETED)
