"""How earlier calls ended for an association, for lists of its present applications; only what was announced."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OutcomeKind


def ended_as(*kinds: OutcomeKind) -> Any:
    """The numbers of the applications whose announced outcome is one of these."""
    return sa.select(Outcome.application_id).where(Outcome.kind.in_(kinds))
