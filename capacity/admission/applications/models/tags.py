"""The desk's own words on an application."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.core.db import Base, Mapped, mapped_column


class ApplicationTag(Base):
    """A word that coordinators put on an application to find it again; applicants never see it.

    ``key`` is its folded spelling, so that one word written twice is one tag.
    """

    __tablename__ = "application_tags"

    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)
    words: Mapped[str] = mapped_column(sa.String(40))
    tagged_at: Mapped[datetime]
    tagged_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
