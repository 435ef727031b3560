"""What was asked once is done once: a button pressed twice, a page sent again because its answer was lost on the way.

Kept for a day is only a print of what was asked, which tells nothing of its words, and the number of what came of it.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core.db import Base, Id, Mapped, db, insert_once, mapped_column

KEPT_FOR = timedelta(days=1)


class Answered(Base):
    """A request that was answered, and the number that its act led to."""

    __tablename__ = "answered_requests"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(64), unique=True)
    number: Mapped[int | None]
    answered_at: Mapped[datetime] = mapped_column(index=True)


def once(key: str, act: Callable[[], Any], *, now: datetime) -> Any:
    """What the act comes to; of a request that was answered before, the number it came to then (None without one).

    Call it in the unit of work of the act: a request that is answered at this very moment is waited for.
    """
    session = db.session()
    session.execute(sa.delete(Answered).where(Answered.answered_at < now - KEPT_FOR))
    if not insert_once(session, Answered, {"key": key, "answered_at": now}, key="key"):
        return session.scalar(sa.select(Answered.number).where(Answered.key == key))
    came_to = act()
    if type(came_to) is int:
        session.execute(sa.update(Answered).where(Answered.key == key).values(number=came_to))
    return came_to
