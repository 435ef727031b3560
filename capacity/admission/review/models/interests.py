"""What committee members declare of themselves: their interests, the languages they read, the subjects they know."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, fk, mapped_column
from capacity.people.accounts.models import Person


class Interests(Base):
    """One declaration of a member; the latest counts, earlier ones stay.

    ``no_tie`` says that there is none to declare. Associations and people are named as the member writes them;
    ``province_code`` is where the member lives or works.
    """

    __tablename__ = "interests"

    id: Mapped[Id]
    person_id: Mapped[int] = fk("people.id")
    declared_at: Mapped[datetime]
    no_tie: Mapped[bool] = mapped_column(default=False)
    associations: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    people: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    region_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    province_code: Mapped[str | None] = mapped_column(sa.ForeignKey("provinces.code"))
    words: Mapped[str] = mapped_column(sa.Text, default="")
    languages: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    themes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)

    person: Mapped[Person] = relationship()
