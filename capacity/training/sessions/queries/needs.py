"""What delegates of a session need, opened for those who arrange it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from capacity.core.db import db
from capacity.core.vault import CannotOpen, TextKey, key_of_service, open_text
from capacity.people.associations.models import Association
from capacity.training.sessions.models import Delegate, Enrolment, ToldNeeds
from capacity.training.sessions.states import STANDING
from capacity.training.sessions.states.needs import Needs

PURPOSE = b"needs"


def place_of(enrolment_id: int) -> bytes:
    """For which place the text is sealed: under another it does not open."""
    return f"enrolment:{enrolment_id}".encode()


@dataclass(frozen=True)
class Told:
    """Whose needs, and what they are; None when the service's secret was changed since."""

    enrolment: Enrolment
    at: datetime
    needs: Needs | None


def needs_of(session_id: int, *, service_secret: str) -> list[Told]:
    """What the delegates of a session need, by name."""
    key = key_of_service(service_secret, PURPOSE)
    whole = contains_eager(ToldNeeds.enrolment).contains_eager(Enrolment.delegate).contains_eager(Delegate.association)
    rows = db.session.scalars(
        sa.select(ToldNeeds)
        .join(ToldNeeds.enrolment)
        .join(Enrolment.delegate)
        .join(Association, Association.id == Delegate.association_id)
        .where(Enrolment.session_id == session_id, Enrolment.state.in_(STANDING))
        .options(whole)
        .order_by(Delegate.name, ToldNeeds.id)
    )
    return [Told(row.enrolment, row.told_at, _opened(row, key)) for row in rows]


def _opened(row: ToldNeeds, key: TextKey) -> Needs | None:
    try:
        return Needs.read(open_text(key, row.sealed, place_of(row.enrolment_id)))
    except CannotOpen:
        return None


def needs_told(enrolments: Iterable[int]) -> dict[int, datetime]:
    """For which of these places something was told, and when; not what."""
    rows = sa.select(ToldNeeds.enrolment_id, ToldNeeds.told_at).where(ToldNeeds.enrolment_id.in_(list(enrolments)))
    return {row.enrolment_id: row.told_at for row in db.session.execute(rows)}


def count_of_needs(enrolments: Iterable[int]) -> int:
    """For how many of these places something was told."""
    told = sa.select(sa.func.count()).select_from(ToldNeeds).where(ToldNeeds.enrolment_id.in_(list(enrolments)))
    return db.session.scalar(told) or 0
