"""The association's own folder: its papers that last, with their versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.core.access import Actor
from capacity.core.agenda import waiting
from capacity.core.db import db
from capacity.people.associations.models import Association, LastingPaper
from capacity.people.associations.queries.families import relatives_of
from capacity.people.associations.states import WARNED_BEFORE


def folder(association_id: int) -> Sequence[LastingPaper]:
    """The papers that lie in the folder now, in the order in which they came; one statement.

    The folders of what was merged are one: of two papers of a kind, the latest lies in it.
    """
    found = db.session.scalars(
        sa.select(LastingPaper)
        .where(LastingPaper.association_id.in_(relatives_of(association_id)), LastingPaper.replaced_at.is_(None))
        .options(joinedload(LastingPaper.file))
        .order_by(LastingPaper.added_at, LastingPaper.id)
    )
    return sorted({one.kind: one for one in found}.values(), key=lambda one: one.id)


def offered(association_id: int, kinds: Iterable[str]) -> dict[str, LastingPaper]:
    """The papers of these kinds in the folder, by kind; those that have expired too, so that it can be said."""
    wanted = set(kinds)
    return {paper.kind: paper for paper in folder(association_id) if paper.kind in wanted} if wanted else {}


def paper(lasting_id: int) -> LastingPaper | None:
    """A paper with its association and file, replaced ones included."""
    return db.session.scalar(
        sa.select(LastingPaper)
        .where(LastingPaper.id == lasting_id)
        .options(
            joinedload(LastingPaper.file),
            joinedload(LastingPaper.association).joinedload(Association.province),
        )
    )


def versions(shown: LastingPaper) -> Sequence[LastingPaper]:
    """All versions of a paper, the latest first."""
    return db.session.scalars(
        sa.select(LastingPaper)
        .where(LastingPaper.association_id.in_(relatives_of(shown.association_id)), LastingPaper.kind == shown.kind)
        .options(joinedload(LastingPaper.file), joinedload(LastingPaper.added_by))
        .order_by(LastingPaper.added_at.desc(), LastingPaper.version.desc())
        .limit(50)
    ).all()


def count_of_papers(association_id: int) -> int:
    """How many papers lie in the folder."""
    statement = sa.select(sa.func.count(LastingPaper.kind.distinct())).where(
        LastingPaper.association_id.in_(relatives_of(association_id)), LastingPaper.replaced_at.is_(None)
    )
    return db.session.scalar(statement) or 0


def expiring(actor: Actor, today: date, name: Any) -> list[sa.Select[Any]]:
    """The papers of the actor's associations that expire within a month, or have expired."""
    if not actor.association_ids:
        return []
    return [
        waiting(
            "associations.paper",
            object_id=LastingPaper.id,
            label=LastingPaper.label,
            detail=name,
            due_on=LastingPaper.expires_on,
        )
        .select_from(LastingPaper)
        .join(Association, Association.id == LastingPaper.association_id)
        .where(LastingPaper.association_id.in_(actor.association_ids), LastingPaper.replaced_at.is_(None))
        .where(LastingPaper.expires_on <= today + WARNED_BEFORE)
    ]
