"""How earlier calls ended for an association, for lists of its present applications; only what was announced."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import note_histories
from capacity.admission.applications.states import Ended
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db


def ended() -> dict[Ended, Any]:
    """For each ending, the numbers of the applications whose announced outcome it is."""
    kinds = {
        Ended.SELECTED: (OutcomeKind.SELECTED,),
        Ended.NOT_SELECTED: (OutcomeKind.RESERVE, OutcomeKind.NOT_SELECTED),
    }
    return {ending: sa.select(Outcome.application_id).where(Outcome.kind.in_(those)) for ending, those in kinds.items()}


def note_ended(*outcomes: Outcome) -> None:
    """Let the applications that came after these keep how they ended."""
    db.session.flush()
    associations = {one.application.association_id for one in outcomes}
    if associations:
        note_histories(db.session(), *associations)


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
