"""The charter of commitment: versions of its text, and who signed it with their seat."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.rounds.models.rounds import Outcome
from capacity.core.db import Base, Id, Mapped, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person


class CharterText(Base):
    """A version of the text that was written here; the first version is the one that ships."""

    __tablename__ = "charter_texts"

    id: Mapped[Id]
    version: Mapped[int] = mapped_column(unique=True)
    text: Mapped[Localized] = mapped_column(LocalizedText)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    written_by: Mapped[Person | None] = relationship()


class CharterSignature(Base):
    """A signature, with the whole text as it was read: what was signed does not change with a later version."""

    __tablename__ = "charter_signatures"

    id: Mapped[Id]
    outcome_id: Mapped[int] = fk("outcomes.id")
    version: Mapped[int]
    language: Mapped[str] = mapped_column(sa.String(2))
    text: Mapped[str] = mapped_column(sa.Text)
    name: Mapped[str] = mapped_column(sa.String(120))
    role: Mapped[str] = mapped_column(sa.String(120))
    signed_at: Mapped[datetime]
    person_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    sha256: Mapped[str] = mapped_column(sa.String(64))

    outcome: Mapped[Outcome] = relationship()
