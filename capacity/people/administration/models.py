"""What staff noted about letters that did not arrive."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.core.db import Base, Id, Mapped, mapped_column


class ToldByPhone(Base):
    """Somebody was told on the telephone what a letter says."""

    __tablename__ = "letters_told"

    letter_id: Mapped[Id] = mapped_column(sa.ForeignKey("letters.id"), autoincrement=False)
    told_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    told_at: Mapped[datetime]
    note: Mapped[str] = mapped_column(sa.String(300), default="")
