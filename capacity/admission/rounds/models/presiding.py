"""Who stepped back from an eligible application of a round, before or in the sitting: they do not preside."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import column_property

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds.models.rounds import Round
from capacity.admission.rounds.models.sitting import AgendaItem, Sitting, SteppedOut


def _before(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .where(
            Assignment.panel_id == Round.panel_id,
            Assignment.state == AssignmentState.RECUSED,
            Application.state == ApplicationState.ELIGIBLE,
        )
        .correlate(Round)
    )


def _in_the_sitting(*columns: Any) -> sa.Select[Any]:
    return (
        sa.select(*columns)
        .select_from(SteppedOut)
        .join(Sitting, Sitting.id == SteppedOut.sitting_id)
        .join(AgendaItem, AgendaItem.id == SteppedOut.item_id)
        .join(Application, Application.id == AgendaItem.application_id)
        .where(Sitting.round_id == Round.id, Application.state == ApplicationState.ELIGIBLE)
        .correlate(Round)
    )


def _listed(person_id: Any) -> Any:
    return sa.func.aggregate_strings(sa.cast(person_id, sa.Text), ",")


def stepped_back(person_id: Any) -> sa.ColumnElement[bool]:
    """Whether the person of this column stepped back from an eligible application of the round selected around it."""
    return sa.or_(
        _before(Assignment.id).where(Assignment.reader_id == person_id).exists(),
        _in_the_sitting(SteppedOut.id).where(SteppedOut.person_id == person_id).exists(),
    )


Round.stepped_back_before = column_property(_before(_listed(Assignment.reader_id)).scalar_subquery(), deferred=True)
Round.stepped_out = column_property(_in_the_sitting(_listed(SteppedOut.person_id)).scalar_subquery(), deferred=True)
