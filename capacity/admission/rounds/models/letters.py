"""What is written to applicants: the wording of a round's letters, and the reasons that people give."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.rounds.states.wording import LetterKind
from capacity.core.db import Base, Id, Mapped, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person


class Wording(Base):
    """One edition of the words of one letter, of a whole call or of one of its rounds; the last one counts, the others
    are kept. An edition of a round without words takes those of the call again."""

    __tablename__ = "letter_wordings"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "kind", "edition"),
        sa.UniqueConstraint("call_id", "kind", "edition"),
        sa.CheckConstraint("(round_id IS NULL) <> (call_id IS NULL)", name="one_owner"),
    )

    id: Mapped[Id]
    round_id: Mapped[int | None] = mapped_column(sa.ForeignKey("rounds.id"))
    call_id: Mapped[int | None] = mapped_column(sa.ForeignKey("calls.id"))
    kind: Mapped[LetterKind] = enum_column(LetterKind)
    edition: Mapped[int]
    subject: Mapped[Localized] = mapped_column(LocalizedText)
    text: Mapped[Localized] = mapped_column(LocalizedText)
    written_at: Mapped[datetime]
    written_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    written_by: Mapped[Person | None] = relationship()


class GivenReasons(Base):
    """The reasons from the library that were given for the outcome of one application; told with its announcement."""

    __tablename__ = "given_reasons"

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id")
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    given_at: Mapped[datetime]
