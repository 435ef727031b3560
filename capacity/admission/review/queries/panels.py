"""Panels, and how far screening and reading are in each."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.states import CallState
from capacity.admission.review.models import Assignment, Panel, PanelMember, Screening
from capacity.admission.review.states import ACTIVE, COUNTED
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.people.accounts.models import Person, RoleGrant

S = ApplicationState
WAITING_STATES = (S.SUBMITTED, S.CLARIFICATION_REQUESTED)
SCREENED_STATES = (S.SUBMITTED, S.CLARIFICATION_REQUESTED, S.ELIGIBLE, S.INELIGIBLE)


def _whole() -> tuple[Any, ...]:
    return (
        joinedload(Panel.call).options(joinedload(Call.phase), selectinload(Call.extensions)),
        joinedload(Panel.region),
        selectinload(Panel.members).joinedload(PanelMember.person),
    )


def panel(panel_id: int) -> Panel | None:
    """The panel with its call, region and members."""
    return db.session.scalar(sa.select(Panel).where(Panel.id == panel_id).options(*_whole()))


def panel_of(call_id: int, region_code: str) -> Panel | None:
    """The panel of a region of a call."""
    statement = sa.select(Panel).where(Panel.call_id == call_id, Panel.region_code == region_code)
    return db.session.scalar(statement.options(*_whole()))


def panel_of_application(application: Application) -> Panel | None:
    """The panel that reads this application."""
    return panel_of(application.call_id, application.region_code)


def lock_panel(panel: Panel) -> None:
    """Its row, until the end of the transaction, and its members as they are now."""
    db.session.execute(sa.select(Panel.id).where(Panel.id == panel.id).with_for_update())
    db.session.refresh(panel, ["members"])


def reach(actor: Actor, column: Any) -> Any:
    """A clause: the regions in which this actor coordinates; everything for an administrator."""
    regions = actor.regions(Role.COORDINATOR)
    if regions is None or actor.has(Role.ADMINISTRATOR):
        return sa.true()
    return column.in_(regions)


def place_rows(actor: Actor) -> sa.Select[Call, CallRegion, Panel]:
    """(call, region, panel or none) of the published and archived calls that this actor follows, to be paged."""
    return (
        sa.select(Call, CallRegion, Panel)
        .join(CallRegion, CallRegion.call_id == Call.id)
        .outerjoin(Panel, sa.and_(Panel.call_id == Call.id, Panel.region_code == CallRegion.region_code))
        .where(Call.state.in_([CallState.PUBLISHED, CallState.ARCHIVED]), reach(actor, CallRegion.region_code))
        .options(
            joinedload(CallRegion.region),
            selectinload(Call.extensions),
            selectinload(Panel.members).joinedload(PanelMember.person),
        )
    )


@dataclass(slots=True)
class Progress:
    """How far a panel is: applications received and screened, readings given and submitted."""

    received: int = 0
    screened: int = 0
    eligible: int = 0
    readings: int = 0
    submitted: int = 0

    @property
    def to_screen(self) -> int:
        """Received and without a verdict."""
        return self.received - self.screened


def progress(panels: Iterable[Panel]) -> dict[int, Progress]:
    """The progress of these panels, in two statements."""
    known = {item.id: Progress() for item in panels}
    if not known:
        return known
    for panel_id, received, screened, eligible in db.session.execute(
        sa.select(
            Panel.id,
            sa.func.count(Application.id),
            sa.func.count(Screening.id),
            sa.func.count(sa.case((Application.state == S.ELIGIBLE, 1))),
        )
        .join(Application, sa.and_(Application.call_id == Panel.call_id, Application.region_code == Panel.region_code))
        .outerjoin(Screening, Screening.application_id == Application.id)
        .where(Panel.id.in_(known), Application.state.in_(SCREENED_STATES))
        .group_by(Panel.id)
    ):
        known[panel_id] = Progress(received, screened, eligible)
    for panel_id, readings, submitted in db.session.execute(
        sa.select(Assignment.panel_id, sa.func.count(), sa.func.count(sa.case((Assignment.state.in_(COUNTED), 1))))
        .join(Application, Application.id == Assignment.application_id)
        .where(Assignment.panel_id.in_(known), Assignment.state.in_(ACTIVE), Application.state == S.ELIGIBLE)
        .group_by(Assignment.panel_id)
    ):
        known[panel_id].readings, known[panel_id].submitted = readings, submitted
    return known


def committee() -> list[Person]:
    """Everybody who holds the role of committee member now, by name."""
    return list(
        db.session.scalars(
            sa.select(Person)
            .where(
                Person.disabled_at.is_(None),
                sa.exists().where(
                    RoleGrant.person_id == Person.id, RoleGrant.role == Role.COMMITTEE, RoleGrant.ended_at.is_(None)
                ),
            )
            .order_by(Person.name, Person.id)
        )
    )


def call_region(call_id: int, region_code: str) -> CallRegion | None:
    """A region of a published call."""
    return db.session.scalar(
        sa.select(CallRegion)
        .join(Call, Call.id == CallRegion.call_id)
        .where(CallRegion.call_id == call_id, CallRegion.region_code == region_code, Call.state == CallState.PUBLISHED)
        .options(joinedload(CallRegion.region), joinedload(CallRegion.call).selectinload(Call.extensions))
    )


def read_by(person_ids: Iterable[int], panel_id: int) -> set[int]:
    """Those of these people who have readings on this panel, in whatever state."""
    statement = sa.select(Assignment.reader_id).where(
        Assignment.panel_id == panel_id, Assignment.reader_id.in_(list(person_ids))
    )
    return set(db.session.scalars(statement.distinct()))


def announced(*, call: Call) -> bool:
    """Whether anything was announced of this call already: screening is the first that is, in any region."""
    found = sa.select(Panel.id).where(Panel.call_id == call.id, Panel.screening_announced_at.is_not(None)).limit(1)
    return db.session.scalar(found) is not None
