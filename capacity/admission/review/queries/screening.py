"""Screening: the list of a panel, one verdict, its neighbours, the reasons."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, joinedload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.queries.panels import SCREENED_STATES, reach
from capacity.admission.review.states import Verdict
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import Localized, language
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Region


def reasons(*, retired: bool = False) -> dict[str, Localized]:
    """Why an application may be ineligible, by code, as the library of calls offers it; ``retired`` with the past."""
    return calls.reasons(retired=retired)


def to_screen(panel: Panel) -> Any:
    """(application, screening or None) of everything received by a panel."""
    return _received(panel.call_id, [panel.region_code])


def _received(call_id: int, region_codes: Sequence[str]) -> Any:
    return (
        sa.select(Application, Screening)
        .outerjoin(Screening, Screening.application_id == Application.id)
        .join(Association, Association.id == Application.association_id)
        .where(
            Application.call_id == call_id,
            Application.region_code.in_(region_codes),
            Application.state.in_(SCREENED_STATES),
        )
        .options(joinedload(Application.association).joinedload(Association.province))
    )


Verdicted = tuple[Screening, str, str]
"""A verdict, who gave it, and who confirmed it as a second person (empty while nobody has)."""


def screening_of(application_id: int) -> Verdicted | None:
    """The verdict on an application."""
    second = aliased(Person)
    row = db.session.execute(
        sa.select(Screening, Person, second)
        .outerjoin(Person, Person.id == Screening.decided_by_id)
        .outerjoin(second, second.id == Screening.confirmed_by_id)
        .where(Screening.application_id == application_id)
    ).first()
    if row is None:
        return None
    decided, confirmed = (one.called(language()) if one is not None else "" for one in row[1:])
    return row[0], decided, confirmed


def screening(application_id: int) -> Screening | None:
    """The verdict on an application."""
    statement = sa.select(Screening).where(Screening.application_id == application_id)
    return db.session.scalar(statement.options(joinedload(Screening.application)))


@dataclass(frozen=True)
class WayThrough:
    """Where an application stands among those of its region, by number: the ones beside it, its place, how many."""

    before: int | None
    after: int | None
    place: int
    of: int


def _way_columns(application: Application) -> list[sa.ScalarSelect[Any]]:
    region = sa.and_(
        Application.call_id == application.call_id,
        Application.region_code == application.region_code,
        Application.state.in_(SCREENED_STATES),
    )
    number = application.number or ""
    before = sa.select(Application.id).where(region, Application.number < number)
    after = sa.select(Application.id).where(region, Application.number > number)
    return [
        one.correlate(None).scalar_subquery()
        for one in (
            before.order_by(Application.number.desc()).limit(1),
            after.order_by(Application.number).limit(1),
            sa.select(sa.func.count()).where(region, Application.number <= number),
            sa.select(sa.func.count()).where(region),
        )
    ]


@dataclass(frozen=True)
class RegionProgress:
    """How far the screening of one region is."""

    panel_id: int
    region_code: str
    name: Localized
    received: int
    screened: int
    is_announced: bool


def way_and_progress(application: Application, actor: Actor) -> tuple[WayThrough, list[RegionProgress]]:
    """The applications before and after this one in its region, and how far every region of its call is that this actor
    follows and whose panel is appointed: one statement."""
    progress = _progress_of(application.call_id, actor).subquery()
    here = sa.select(sa.literal(1).label("one"), *_way_columns(application)).subquery()
    rows = db.session.execute(
        sa.select(*here.c, *progress.c)
        .select_from(here)
        .outerjoin(progress, sa.true())
        .order_by(progress.c.region_code)
    ).all()
    return WayThrough(*rows[0][1:5]), [_region_progress(row[5:]) for row in rows if row[5] is not None]


def _region_progress(row: Sequence[Any]) -> RegionProgress:
    panel_id, region_code, name, received, screened, announced_at = row
    return RegionProgress(panel_id, region_code, name, received, screened, is_announced=announced_at is not None)


def _progress_of(call_id: int, actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    counted = sa.select(
        Panel.id,
        Panel.region_code,
        Region.name,
        sa.func.count(Application.id).label("received"),
        sa.func.count(Screening.id).label("screened"),
        Panel.screening_announced_at,
    )
    return _by_region(counted, call_id, actor)


def _by_region(counted: sa.Select[*tuple[Any, ...]], call_id: int, actor: Actor) -> sa.Select[*tuple[Any, ...]]:
    """The regions of a call within reach, each counted over what came there and how it was screened."""
    return (
        counted.join(Region, Region.code == Panel.region_code)
        .outerjoin(
            Application,
            sa.and_(
                Application.call_id == Panel.call_id,
                Application.region_code == Panel.region_code,
                Application.state.in_(SCREENED_STATES),
            ),
        )
        .outerjoin(Screening, Screening.application_id == Application.id)
        .where(Panel.call_id == call_id, reach(actor, Panel.region_code))
        .group_by(Panel.id, Panel.region_code, Region.name, Panel.screening_announced_at)
    )


def next_unscreened(application: Application) -> int | None:
    """The next application of the region without a verdict."""
    return db.session.scalar(
        sa.select(Application.id)
        .outerjoin(Screening, Screening.application_id == Application.id)
        .where(
            Application.call_id == application.call_id,
            Application.region_code == application.region_code,
            Application.state == ApplicationState.SUBMITTED,
            Screening.id.is_(None),
            Application.id != application.id,
        )
        .order_by((Application.number < (application.number or "")), Application.number)
        .limit(1)
    )


def verdicts_of(panel: Panel) -> list[tuple[Application, Screening | None]]:
    """Every application received by a panel with its verdict, in the order of their numbers."""
    return list(db.session.execute(to_screen(panel).order_by(Application.number, Application.id)))


def verdicts_in(call_id: int, region_codes: Sequence[str]) -> list[tuple[Application, Screening | None]]:
    """The same of several regions of a call."""
    if not region_codes:
        return []
    found = _received(call_id, region_codes)
    return list(db.session.execute(found.order_by(Application.region_code, Application.number, Application.id)))


@dataclass(frozen=True)
class Readiness:
    """How ready a region of a call is to have its screening announced; ``alone`` waits for a second person, ``asked``
    for an answer of the association."""

    panel_id: int
    code: str
    name: Localized
    announced_at: datetime | None
    received: int
    eligible: int
    ineligible: int
    alone: int
    asked: int

    @property
    def unscreened(self) -> int:
        """How many have no verdict yet."""
        return self.received - self.eligible - self.ineligible

    @property
    def is_ready(self) -> bool:
        """Nothing stands in the way of announcing it."""
        waits = self.unscreened or self.alone or self.asked
        return self.announced_at is None and self.received > 0 and not waits


def readiness_of(call: Call, actor: Actor, now: datetime) -> list[Readiness]:
    """The regions of a call that this actor coordinates and whose panel is appointed: one statement."""
    verdict = Screening.verdict
    asked = sa.and_(
        Application.state == ApplicationState.CLARIFICATION_REQUESTED, Application.clarification_due_at >= now
    )
    counted = sa.select(
        Panel.id,
        Panel.region_code,
        Region.name,
        Panel.screening_announced_at,
        sa.func.count(Application.id),
        *(
            sa.func.count(sa.case((one, 1)))
            for one in (
                verdict == Verdict.ELIGIBLE,
                verdict == Verdict.INELIGIBLE,
                sa.and_(verdict == Verdict.INELIGIBLE, Screening.confirmed_at.is_(None)),
                asked,
            )
        ),
    )
    rows = db.session.execute(_by_region(counted, call.id, actor).order_by(Panel.region_code))
    found = []
    for panel_id, code, name, announced_at, *counts in rows:
        if actor.has_in(Role.COORDINATOR, code):
            found.append(Readiness(panel_id, code, name, announced_at, *(int(one) for one in counts)))
    return found


def told(application: Application) -> dict[str, Any]:
    """What an ineligible association reads, as it was kept at the announcement; nothing before it."""
    if application.eligibility_shown_at is None or application.state is not ApplicationState.INELIGIBLE:
        return {}
    found = db.session.scalar(sa.select(Screening).where(Screening.application_id == application.id))
    if found is None:
        return {}
    if found.told is not None:
        return found.told
    library = reasons(retired=True)
    return {"reasons": [{"text": library[code]} for code in found.reasons if code in library], "note": found.note}


def reasons_of(application: Application) -> list[Localized]:
    """Why an application was found ineligible; nothing before its association was told."""
    return [Localized(one["text"]) for one in told(application).get("reasons", ())]
