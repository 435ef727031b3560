"""Assignments: a reader's queue, one reading, the loads of a panel."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Assignment, Panel, PanelMember, Score
from capacity.admission.review.states import OPEN, AssignmentState
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.people.associations.models import Association

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


def queue_of(actor: Actor) -> sa.Select[Any]:
    """What this reader has to read or has read, as long as it is theirs, of applications that still stand."""
    return (
        sa.select(Assignment)
        .join(Application, Application.id == Assignment.application_id)
        .join(Panel, Panel.id == Assignment.panel_id)
        .where(
            Assignment.reader_id == (actor.id or 0),
            Assignment.state.not_in(HIDDEN),
            Application.state == ApplicationState.ELIGIBLE,
            Panel.scoring_opened_at.is_not(None),
        )
        .options(
            joinedload(Assignment.panel).options(joinedload(Panel.call), joinedload(Panel.region)),
            joinedload(Assignment.application).joinedload(Application.association).joinedload(Association.province),
        )
    )


def queue_counts(actor: Actor) -> dict[AssignmentState, int]:
    """How many readings stand in each state."""
    inner = queue_of(actor).with_only_columns(Assignment.id, Assignment.state).subquery()
    rows = db.session.execute(sa.select(inner.c.state, sa.func.count()).group_by(inner.c.state))
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
            .order_by(Application.number, Application.id)
        )
    )
