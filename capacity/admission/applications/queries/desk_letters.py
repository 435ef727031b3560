"""What the desk wrote about applications in its own words."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager

from capacity.admission.applications.models import Application, Coalition, CoalitionMember
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core import clock
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.people.associations.models import Association

TEMPLATE = "admission/applications/desk_letter"
_ABOUT = sa.and_(Letter.about_type == Application.__tablename__, Letter.template == TEMPLATE)


def key_of(application_id: int, mark: str) -> str:
    """By which the letters of these words about an application are known, all that go to its readers."""
    return f"{TEMPLATE}:{mark}:{application_id}"


def written_to(application_ids: Collection[int], mark: str) -> set[tuple[int, int]]:
    """About which of these applications a letter of this mark was written to which association."""
    statement = sa.select(Letter.about_id, Letter.association_id).where(
        _ABOUT, Letter.about_id.in_(application_ids), Letter.key.startswith(f"{TEMPLATE}:{mark}:")
    )
    return {(about, to) for about, to in db.session.execute(statement) if about is not None and to is not None}


def written_on_the_day(association_ids: Collection[int], now: datetime) -> set[int]:
    """Those of these associations that got a letter of this kind on this day, about whichever application."""
    midnight = clock.from_local(datetime.combine(clock.local(now).date(), time()))
    statement = sa.select(Letter.association_id).where(
        Letter.association_id.in_(association_ids), Letter.template == TEMPLATE, Letter.created_at >= midnight
    )
    return {number for number in db.session.scalars(statement) if number is not None}


def carriers_of(application_ids: Collection[int]) -> dict[int, list[CoalitionMember]]:
    """By application, who confirmed that they carry it with its lead, by their names."""
    rows = db.session.execute(
        sa.select(Coalition.application_id, CoalitionMember)
        .join(CoalitionMember, CoalitionMember.coalition_id == Coalition.id)
        .join(CoalitionMember.association)
        .where(Coalition.application_id.in_(application_ids), CoalitionMember.state == MembershipState.CONFIRMED)
        .options(contains_eager(CoalitionMember.association))
        .order_by(Association.name_fr, Association.id)
    )
    found: dict[int, list[CoalitionMember]] = {}
    for number, member in rows:
        found.setdefault(number, []).append(member)
    return found


def letters_about(application: Application) -> list[list[Letter]]:
    """Every letter about an application, the latest first; of each those that went to its readers, the association's
    own before those of who carries it too."""
    found: dict[str, list[Letter]] = {}
    for letter in db.session.scalars(
        sa.select(Letter).where(_ABOUT, Letter.about_id == application.id).order_by(Letter.id.desc())
    ):
        found.setdefault(letter.key.rpartition(":")[0], []).append(letter)
    return [sorted(each, key=lambda one: one.association_id != application.association_id) for each in found.values()]
