"""What leaves the house as a file: who took which rows of which list, and when; each time an entry of the log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import Base, Id, Mapped, db, mapped_column

WORDS_MAX = 1500


class Export(Base):
    """Rows of a list that somebody took as a file.

    What the list was narrowed to may hold a name that was searched for: it stands among the words of the log's entry,
    which can be erased, and not here.
    """

    __tablename__ = "exports"

    id: Mapped[Id]
    list_name: Mapped[str] = mapped_column(sa.String(200))
    kind: Mapped[str] = mapped_column(sa.String(10))
    rows: Mapped[int]
    taken_by_id: Mapped[int | None] = mapped_column(index=True)
    taken_at: Mapped[datetime]


def take(
    *,
    list_name: str,
    kind: str,
    rows: int,
    view: Iterable[tuple[str, str]],
    columns: Iterable[str],
    actor: Actor,
    now: datetime,
) -> Export:
    """Note that rows leave the house; ``view`` is what the list was asked, ``columns`` what is said of each row."""
    made = Export(list_name=list_name[:200], kind=kind, rows=rows, taken_by_id=actor.id, taken_at=now)
    db.session.add(made)
    db.session.flush()
    asked = ", ".join(f"{name}={value}" for name, value in view)
    words = " | ".join(part for part in (f"{list_name} ({rows})", asked, ", ".join(columns)) if part)
    audit.record(actor=actor, action="exports.take", obj=made, now=now, after=kind, reason=words[:WORDS_MAX])
    return made
