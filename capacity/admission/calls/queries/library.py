"""What is kept for later calls."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from capacity.admission.calls.models import LibraryItem
from capacity.admission.calls.states import LibraryKind
from capacity.admission.calls.states.library import Stage, stage_of
from capacity.core.db import db
from capacity.core.languages import Localized


def library_item(kept_id: int) -> LibraryItem | None:
    """One thing that is kept."""
    return db.session.get(LibraryItem, kept_id)


def library(kind: LibraryKind) -> list[LibraryItem]:
    """Everything kept of a kind, what is offered first, in the order in which it came."""
    return list(
        db.session.scalars(
            sa.select(LibraryItem)
            .where(LibraryItem.kind == kind)
            .order_by(LibraryItem.retired_at.is_not(None), LibraryItem.id)
        )
    )


def offered(kind: LibraryKind, ids: Sequence[int] | None = None) -> list[LibraryItem]:
    """What of a kind may be taken into a call; or those of it with these numbers."""
    statement = sa.select(LibraryItem).where(LibraryItem.kind == kind, LibraryItem.retired_at.is_(None))
    if ids is not None:
        statement = statement.where(LibraryItem.id.in_(ids))
    return list(db.session.scalars(statement.order_by(LibraryItem.id)))


def reasons(*, retired: bool = False, stage: Stage = Stage.SCREENING) -> dict[str, Localized]:
    """The reasons that may be given at a stage, by key: for refusing an application at screening, or for not selecting
    it; ``retired`` with those of the past."""
    statement = sa.select(LibraryItem.key, LibraryItem.title, LibraryItem.content).where(
        LibraryItem.kind == LibraryKind.REASON
    )
    if not retired:
        statement = statement.where(LibraryItem.retired_at.is_(None))
    found = db.session.execute(statement.order_by(LibraryItem.id))
    return {row.key: row.title for row in found if stage_of(row.content) is stage}
