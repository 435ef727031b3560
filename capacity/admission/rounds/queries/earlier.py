"""How earlier calls ended for an association, for lists of its present applications; only what was announced."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from capacity.admission.applications.models import Application
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db


def ended_as(*kinds: OutcomeKind) -> Any:
    """The numbers of the applications whose announced outcome is one of these."""
    return sa.select(Outcome.application_id).where(Outcome.kind.in_(kinds))


def announced_to(association_ids: Any) -> list[Outcome]:
    """What was announced to these associations (numbers, or a select of them), the latest first."""
    statement = (
        sa.select(Outcome)
        .join(Application, Application.id == Outcome.application_id)
        .where(Application.association_id.in_(association_ids))
        .options(contains_eager(Outcome.application).joinedload(Application.call))
        .order_by(Outcome.announced_at.desc(), Outcome.id.desc())
    )
    return list(db.session.scalars(statement))
