"""Screening: the list of a panel, one verdict, its neighbours, the reasons."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review.models import Panel, Screening
from capacity.admission.review.queries.panels import SCREENED_STATES
from capacity.core import facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association


def reasons() -> dict[str, Localized]:
    """Why an application may be ineligible, by code."""
    return {item["code"]: facts.words(item["text"]) for item in facts.load("reasons")["reason"]}


def to_screen(panel: Panel) -> Any:
    """(application, screening or None) of everything received by a panel."""
    return (
        sa.select(Application, Screening)
        .outerjoin(Screening, Screening.application_id == Application.id)
        .join(Association, Association.id == Application.association_id)
        .where(
            Application.call_id == panel.call_id,
            Application.region_code == panel.region_code,
            Application.state.in_(SCREENED_STATES),
        )
        .options(joinedload(Application.association).joinedload(Association.province))
    )


def screening_of(application_id: int) -> tuple[Screening, str] | None:
    """The verdict on an application and who gave it."""
    row = db.session.execute(
        sa.select(Screening, Person.name)
        .outerjoin(Person, Person.id == Screening.decided_by_id)
        .where(Screening.application_id == application_id)
    ).first()
    return None if row is None else (row[0], row[1] or "")


def screening(application_id: int) -> Screening | None:
    """The verdict on an application."""
    statement = sa.select(Screening).where(Screening.application_id == application_id)
    return db.session.scalar(statement.options(joinedload(Screening.application)))


def confirmer_of(found: Screening) -> str:
    """The name of the second person; empty while there is none."""
    if found.confirmed_by_id is None:
        return ""
    return db.session.scalar(sa.select(Person.name).where(Person.id == found.confirmed_by_id)) or ""


def neighbours(application: Application) -> tuple[int | None, int | None]:
    """The applications before and after this one in the region, by number, for the keyboard."""
    region = sa.and_(
        Application.call_id == application.call_id,
        Application.region_code == application.region_code,
        Application.state.in_(SCREENED_STATES),
    )
    before = sa.select(Application.id).where(region, Application.number < (application.number or ""))
    after = sa.select(Application.id).where(region, Application.number > (application.number or ""))
    row = db.session.execute(
        sa.select(
            before.order_by(Application.number.desc()).limit(1).scalar_subquery(),
            after.order_by(Application.number).limit(1).scalar_subquery(),
        )
    ).one()
    return row[0], row[1]


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


def reasons_of(application_id: int) -> list[Localized]:
    """Why an application was found ineligible; nothing before its association was told."""
    found = db.session.execute(
        sa.select(Screening.reasons, Screening.note)
        .join(Application, Application.id == Screening.application_id)
        .where(
            Application.id == application_id,
            Application.state == ApplicationState.INELIGIBLE,
            Application.eligibility_shown_at.is_not(None),
        )
    ).first()
    library = reasons()
    return [library[code] for code in found[0] if code in library] if found else []
