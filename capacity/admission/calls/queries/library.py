"""What is kept for later calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa

from capacity.admission.calls.models import LibraryItem
from capacity.admission.calls.states import LibraryKind
from capacity.admission.calls.states.library import ReasonAbout, reason_about
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


def library_rows(kind: LibraryKind) -> sa.Select[LibraryItem]:
    """The same, to be narrowed, sorted and paged."""
    return sa.select(LibraryItem).where(LibraryItem.kind == kind)


def offered(kind: LibraryKind, ids: Sequence[int] | None = None) -> list[LibraryItem]:
    """What of a kind may be taken into a call; or those of it with these numbers."""
    statement = sa.select(LibraryItem).where(LibraryItem.kind == kind, LibraryItem.retired_at.is_(None))
    if ids is not None:
        statement = statement.where(LibraryItem.id.in_(ids))
    return list(db.session.scalars(statement.order_by(LibraryItem.id)))


@dataclass(frozen=True)
class KeptReason:
    """A reason of the library: for an application or a part of it, offered still or no longer."""

    key: str
    text: Localized
    about: ReasonAbout
    is_offered: bool


def reasons_kept() -> list[KeptReason]:
    """Every reason, in the order in which it came."""
    rows = db.session.execute(
        sa.select(LibraryItem.key, LibraryItem.title, LibraryItem.content, LibraryItem.retired_at)
        .where(LibraryItem.kind == LibraryKind.REASON)
        .order_by(LibraryItem.id)
    )
    return [KeptReason(row.key, row.title, reason_about(row.content), row.retired_at is None) for row in rows]


def reasons(about: ReasonAbout | None = ReasonAbout.APPLICATION, *, retired: bool = False) -> dict[str, Localized]:
    """The reasons given at screening for an application or a part of it (None: for both), or for an outcome, by key.

    ``retired`` adds those of the past.
    """
    return {one.key: one.text for one in reasons_kept() if (retired or one.is_offered) and _is_for(one, about)}


def _is_for(one: KeptReason, about: ReasonAbout | None) -> bool:
    return one.about is about if about is not None else one.about is not ReasonAbout.OUTCOME
