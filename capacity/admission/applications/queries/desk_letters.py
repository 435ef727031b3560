"""What the desk wrote about applications in its own words."""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.core.db import db
from capacity.core.outbox import Letter

TEMPLATE = "admission/applications/desk_letter"
_ABOUT = sa.and_(Letter.about_type == Application.__tablename__, Letter.template == TEMPLATE)


def key_of(application_id: int, mark: str) -> str:
    """By which the letters of these words about an application are known, all that go to its readers."""
    return f"{TEMPLATE}:{mark}:{application_id}"


def written_to(application_ids: Iterable[int], mark: str) -> set[int]:
    """Those of these applications about which a letter of this mark was written."""
    statement = sa.select(Letter.about_id).where(
        _ABOUT, Letter.about_id.in_(list(application_ids)), Letter.key.startswith(f"{TEMPLATE}:{mark}:")
    )
    return {number for number in db.session.scalars(statement) if number is not None}


def letters_about(application: Application) -> list[list[Letter]]:
    """Every letter about an application, the latest first; of each those that went to its readers."""
    found: dict[str, list[Letter]] = {}
    for letter in db.session.scalars(
        sa.select(Letter).where(_ABOUT, Letter.about_id == application.id).order_by(Letter.id.desc())
    ):
        found.setdefault(letter.key.rpartition(":")[0], []).append(letter)
    return list(found.values())
