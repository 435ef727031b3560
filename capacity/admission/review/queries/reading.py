"""Assignments: a reader's queue, one reading, the loads of a panel."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Assignment, Panel, PanelMember, Score
from capacity.admission.review.states import OPEN, AssignmentState
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province, Region

HIDDEN = (AssignmentState.RECUSED, AssignmentState.RELEASED)


def assignment(assignment_id: int) -> Assignment | None:
    """One reading, with its panel, its application and its marks."""
    return db.session.scalar(
        sa.select(Assignment)
        .where(Assignment.id == assignment_id)
        .options(
            joinedload(Assignment.panel).options(
                joinedload(Panel.call).joinedload(Call.phase),
                joinedload(Panel.region),
                selectinload(Panel.members).joinedload(PanelMember.person),
            ),
            joinedload(Assignment.application).joinedload(Application.association).joinedload(Association.province),
            joinedload(Assignment.reader),
            selectinload(Assignment.scores).joinedload(Score.criterion),
        )
    )


def open_readings(panel_id: int) -> dict[int, int]:
    """How many readings each reader of a panel still owes, of applications that still stand."""
    rows = db.session.execute(
        sa.select(Assignment.reader_id, sa.func.count().label("owed"))
        .join(Application, Application.id == Assignment.application_id)
        .where(Assignment.panel_id == panel_id, Assignment.state.in_(OPEN))
        .where(Application.state == ApplicationState.ELIGIBLE)
        .group_by(Assignment.reader_id)
        .order_by(Assignment.reader_id)
    )
    return {row.reader_id: row.owed for row in rows}


@dataclass(frozen=True, slots=True)
class QueueLine:
    """A row of a reader's queue."""

    id: int
    state: AssignmentState
    number: str | None
    due_at: datetime | None
    is_closed: bool
    name_ar: str
    name_fr: str
    province_ar: str
    province_fr: str
    region: Localized
    reading: dict[str, Any] | None = None

    @property
    def is_blind(self) -> bool:
        """Its reader does not see who applies."""
        return ReadingRules.read(self.reading).blind


def queue_of(actor: Actor) -> Any:
    """The numbers of what this reader has to read or has read, of applications that still stand."""
    return (
        sa.select(Assignment.id)
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(*_in_queue(actor))
    )


@cache
def queue_lines(ids: Any) -> Any:
    """The columns of ``QueueLine`` for these numbers: put together once."""
    return (
        sa.select(
            Assignment.id,
            Assignment.state,
            Application.number,
            Panel.scores_due_at,
            Panel.scoring_closed_at.is_not(None),
            Association.name_ar,
            Association.name_fr,
            Province.name_ar,
            Province.name_fr,
            Region.name,
            Call.reading,
        )
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .join(Call, Call.id == Panel.call_id)
        .join(Association, Association.id == Application.association_id)
        .join(Province, Province.code == Association.province_code)
        .join(Region, Region.code == Panel.region_code)
        .where(Assignment.id.in_(ids))
    )


def _in_queue(actor: Actor) -> tuple[Any, ...]:
    return (
        Assignment.reader_id == (actor.id or 0),
        Assignment.state.not_in(HIDDEN),
        Application.state == ApplicationState.ELIGIBLE,
        Panel.scoring_opened_at.is_not(None),
    )


def queue_counts(actor: Actor) -> dict[AssignmentState, int]:
    """How many readings stand in each state."""
    rows = db.session.execute(
        sa.select(Assignment.state, sa.func.count())
        .select_from(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(*_in_queue(actor))
        .group_by(Assignment.state)
    )
    return {AssignmentState(state): count for state, count in rows}


def next_of(done: Assignment) -> Assignment | None:
    """The reader's next task after this one: the first that is still to be declared or scored."""
    statement = (
        sa.select(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(
            Assignment.reader_id == done.reader_id,
            Assignment.id != done.id,
            Assignment.state.in_([AssignmentState.ASSIGNED, AssignmentState.DECLARED]),
            Application.state == ApplicationState.ELIGIBLE,
            Panel.scoring_opened_at.is_not(None),
            Panel.scoring_closed_at.is_(None),
        )
        .order_by(Panel.scores_due_at, Application.number)
        .limit(1)
    )
    return db.session.scalar(statement)


def assignments_of(panel_id: int) -> list[Assignment]:
    """Every assignment of a panel, also those ended."""
    return list(
        db.session.scalars(sa.select(Assignment).where(Assignment.panel_id == panel_id).order_by(Assignment.id))
    )


def states_of(application_id: int) -> dict[int, AssignmentState]:
    """What stands between an application and each of its readers."""
    rows = db.session.execute(
        sa.select(Assignment.reader_id, Assignment.state).where(Assignment.application_id == application_id)
    )
    return {row[0]: row[1] for row in rows}


def eligible_of(panel: Panel) -> list[Application]:
    """The applications that a panel reads."""
    return list(
        db.session.scalars(
            sa.select(Application)
            .where(
                Application.call_id == panel.call_id,
                Application.region_code == panel.region_code,
                Application.state == ApplicationState.ELIGIBLE,
            )
            .options(joinedload(Application.association))
            .order_by(Application.number, Application.id)
        )
    )
