"""What waits in this room: for a committee member, for a coordinator; and what an association was told."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call, Extension
from capacity.admission.review.models import Assignment, Panel, PanelMember, Screening
from capacity.admission.review.queries.panels import WAITING_STATES, reach
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.rollout.territory.models import Region

GRACE = timedelta(hours=1)


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Readings to declare and to score; applications to screen in panels whose call has closed."""
    found: list[sa.Select[Any]] = []
    if actor.has(Role.COMMITTEE):
        found += [
            _interests(actor),
            _readings(actor, "declare_readings", AssignmentState.ASSIGNED),
            _readings(actor, "score_readings", AssignmentState.DECLARED),
        ]
    if actor.has(Role.COORDINATOR):
        found += [_screening(actor, now), _second(actor), _panels(actor, now)]
    return found


def _interests(actor: Actor) -> sa.Select[Any]:
    """Panels on which the member has something to read and has not declared interests yet."""
    return (
        waiting("declare_interests", object_id=Panel.id, label=Region.name, due_at=Panel.scores_due_at)
        .select_from(PanelMember)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .join(Region, Region.code == Panel.region_code)
        .where(
            PanelMember.person_id == (actor.id or 0),
            PanelMember.interests_at.is_(None),
            Panel.scoring_closed_at.is_(None),
            Panel.screening_announced_at.is_not(None),
        )
    )


def _readings(actor: Actor, kind: str, state: AssignmentState) -> sa.Select[Any]:
    return (
        waiting(
            kind,
            object_id=sa.func.min(Assignment.id),
            label=Region.name,
            detail=sa.func.count(Assignment.id),
            due_at=Panel.scores_due_at,
        )
        .select_from(Assignment)
        .join(Panel, Panel.id == Assignment.panel_id)
        .join(Region, Region.code == Panel.region_code)
        .join(Application, Application.id == Assignment.application_id)
        .where(
            Assignment.reader_id == (actor.id or 0),
            Assignment.state == state,
            Application.state == ApplicationState.ELIGIBLE,
            Panel.scoring_opened_at.is_not(None),
            Panel.scoring_closed_at.is_(None),
        )
        .group_by(Panel.id, Region.name, Panel.scores_due_at)
    )


def _closed(now: datetime) -> Any:
    longer = sa.exists().where(Extension.call_id == Call.id, Extension.closes_at > now)
    return sa.and_(Call.closes_at < now - GRACE, sa.not_(longer))


def _screening(actor: Actor, now: datetime) -> sa.Select[Any]:
    return (
        waiting(
            "screen_applications",
            object_id=Panel.id,
            label=Region.name,
            detail=sa.func.count(Application.id) - sa.func.count(Screening.id),
        )
        .select_from(Panel)
        .join(Call, Call.id == Panel.call_id)
        .join(Region, Region.code == Panel.region_code)
        .join(Application, sa.and_(Application.call_id == Call.id, Application.region_code == Panel.region_code))
        .outerjoin(Screening, Screening.application_id == Application.id)
        .where(
            Panel.screening_announced_at.is_(None),
            Application.state.in_(WAITING_STATES),
            _closed(now),
            reach(actor, Panel.region_code),
        )
        .group_by(Panel.id, Region.name)
    )


def _second(actor: Actor) -> sa.Select[Any]:
    """Applications that somebody else found ineligible: a second person has to say so."""
    return (
        waiting(
            "confirm_ineligible",
            object_id=sa.func.min(Application.id),
            label=Region.name,
            detail=sa.func.count(Application.id),
        )
        .select_from(Screening)
        .join(Application, Application.id == Screening.application_id)
        .join(Panel, sa.and_(Panel.call_id == Application.call_id, Panel.region_code == Application.region_code))
        .join(Region, Region.code == Panel.region_code)
        .where(
            Screening.verdict == Verdict.INELIGIBLE,
            Screening.confirmed_at.is_(None),
            Screening.decided_by_id != (actor.id or 0),
            Application.state == ApplicationState.SUBMITTED,
            Panel.screening_announced_at.is_(None),
            reach(actor, Panel.region_code),
        )
        .group_by(Panel.id, Region.name)
    )


def _panels(actor: Actor, now: datetime) -> sa.Select[Any]:
    """Panels whose screening is announced and where nobody was assigned yet."""
    return (
        waiting("assign_readers", object_id=Panel.id, label=Region.name, due_at=Panel.scores_due_at)
        .select_from(Panel)
        .join(Region, Region.code == Panel.region_code)
        .where(
            Panel.screening_announced_at.is_not(None),
            Panel.scoring_opened_at.is_(None),
            sa.not_(sa.exists().where(Assignment.panel_id == Panel.id)),
            reach(actor, Panel.region_code),
        )
    )


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """When the associations were told whether their applications are eligible."""
    return [
        waiting(
            "screening_announced",
            object_id=Application.id,
            label=Call.title,
            detail=Application.number,
            due_at=Application.eligibility_shown_at,
        )
        .join(Call, Call.id == Application.call_id)
        .where(Application.association_id.in_(list(association_ids)), Application.eligibility_shown_at.is_not(None))
    ]
