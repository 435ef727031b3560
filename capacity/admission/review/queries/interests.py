"""What members declared: their own seats and declarations, and those of a panel."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.review.models import Interests, Panel, PanelMember
from capacity.core.db import db
from capacity.people.accounts.models import Person


def seats_of(person_id: int) -> Sequence[PanelMember]:
    """Where somebody sits while marks can still be given."""
    return db.session.scalars(
        sa.select(PanelMember)
        .join(Panel, Panel.id == PanelMember.panel_id)
        .where(PanelMember.person_id == person_id, Panel.scoring_closed_at.is_(None))
        .options(joinedload(PanelMember.person))
        .options(joinedload(PanelMember.panel).options(joinedload(Panel.region), joinedload(Panel.call)))
        .order_by(PanelMember.id)
    ).all()


def declarations_of(person_id: int) -> Sequence[Interests]:
    """Every declaration of somebody, the latest first."""
    return db.session.scalars(
        sa.select(Interests).where(Interests.person_id == person_id).order_by(Interests.id.desc())
    ).all()


def export_of(*, person: Person) -> dict[str, object]:
    """What the software keeps of the person in this room, for their own copy."""
    found = declarations_of(person.id)
    if not found:
        return {}
    return {
        "declarations_of_interests": [
            {
                "declared": one.declared_at.isoformat(),
                "no_tie": one.no_tie,
                "associations": one.associations,
                "people": one.people,
                "regions": one.region_codes,
                "province": one.province_code,
                "words": one.words,
                "languages": one.languages,
                "themes": one.themes,
            }
            for one in found
        ]
    }
