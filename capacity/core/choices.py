"""What an administrator may change while the service runs: each choice with who made it, when and why.

A choice is never overwritten: the latest of its name counts, and the earlier ones stay to be read. Nothing is kept in a
process beyond a transaction, so that a choice is in force at once in all of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import Base, Id, Mapped, db, mapped_column, table

CNDP = "cndp"
"""Under which number the processing was declared to the data protection commission."""
SIGNATURE = "letters.signature"
"""Who signs letters, in each language."""
_KEPT = "choices.in_force"


@dataclass(frozen=True, kw_only=True)
class Number:
    """A number that can be chosen between bounds; until it is, the ``usual`` one is in force."""

    name: str
    usual: int
    least: int
    most: int

    def read(self, chosen: Mapping[str, Any], usual: int | None = None) -> int:
        """The number in force, within its bounds; ``usual`` where the place has a usual one of its own."""
        value = chosen.get(self.name)
        return min(max(int(value), self.least), self.most) if value is not None else usual or self.usual


REGIONS = Number(name="rollout.regions", usual=3, least=1, most=12)
"""How many regions a year of the rollout takes."""
DOCUMENT_MB = Number(name="documents.largest_mb", usual=10, least=1, most=40)
"""How large one document may be, in megabytes, where nothing else is said of it."""


class Choice(Base):
    """One choice; the latest of its name is in force."""

    __tablename__ = "choices"
    __table_args__ = (sa.Index("ix_choices_name_id", "name", "id"),)

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(60))
    value: Mapped[Any] = mapped_column(sa.JSON)
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None]
    reason: Mapped[str] = mapped_column(sa.Text, default="")


LATEST = sa.select(sa.func.max(Choice.id)).group_by(Choice.name).correlate(None)
"""The numbers of the choices in force."""


_C = table(Choice)
IN_FORCE = sa.select(_C.c.name, _C.c.value).where(_C.c.id.in_(LATEST))
"""What ``in_force`` asks."""


def in_force() -> Mapping[str, Any]:
    """Every choice that is in force, by its name; one statement a transaction, however often it is asked for."""
    session = db.session()
    kept: Mapping[str, Any] | None = session.info.get(_KEPT)
    if kept is None:
        kept = session.info[_KEPT] = {row.name: row.value for row in session.execute(IN_FORCE)}
    return kept


@sa.event.listens_for(Session, "after_transaction_end")
def _forget(session: Session, _transaction: Any) -> None:
    session.info.pop(_KEPT, None)


def choose(*, name: str, value: Any, reason: str, actor: Actor, now: datetime) -> Choice:
    """Put a choice in force; the caller has judged its value."""
    made = Choice(name=name, value=value, made_at=now, made_by_id=actor.id, reason=reason)
    db.session.add(made)
    db.session.flush()
    db.session().info.pop(_KEPT, None)
    audit.record(actor=actor, action="choices.choose", obj=made, now=now, after=name, reason=reason)
    return made
