"""Complaints counted, for the overview."""

from __future__ import annotations

from dataclasses import dataclass, field

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import OPEN, ComplaintState, Verdict
from capacity.admission.rounds.models import Round
from capacity.core.db import db


@dataclass(frozen=True)
class Figures:
    """Complaints of some rounds: how many were filed, are open, were withdrawn, and how they were answered."""

    filed: int = 0
    open: int = 0
    withdrawn: int = 0
    answers: dict[Verdict, int] = field(default_factory=dict)

    @property
    def decided(self) -> int:
        """How many were answered."""
        return sum(self.answers.values())


def figures(
    *, round_id: int | None = None, call_id: int | None = None, regions: frozenset[str] | None = None
) -> Figures:
    """In one statement; None counts everything."""
    statement = (
        sa.select(Complaint.state, Complaint.verdict, sa.func.count())
        .join(Application, Application.id == Complaint.application_id)
        .where(Complaint.filed_at.is_not(None))
        .group_by(Complaint.state, Complaint.verdict)
    )
    if round_id is not None:
        here = sa.and_(Round.call_id == Application.call_id, Round.region_code == Application.region_code)
        statement = statement.join(Round, here).where(Round.id == round_id)
    if call_id is not None:
        statement = statement.where(Application.call_id == call_id)
    if regions is not None:
        statement = statement.where(Application.region_code.in_(regions))
    rows = [(row[0], row[1], row[2]) for row in db.session.execute(statement)]
    answers: dict[Verdict, int] = {}
    for state, verdict, count in rows:
        if state is ComplaintState.DECIDED and verdict is not None:
            answers[verdict] = answers.get(verdict, 0) + count
    return Figures(
        sum(count for _state, _verdict, count in rows),
        sum(count for state, _verdict, count in rows if state in OPEN),
        sum(count for state, _verdict, count in rows if state is ComplaintState.WITHDRAWN),
        answers,
    )
