"""Corrections of an announcement: each is an edition of its own, beside the ones before."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.rounds.models.rounds import Round
from capacity.admission.rounds.states.correcting import CorrectionState
from capacity.core.db import Base, Id, Mapped, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person


class ResultCorrection(Base):
    """``changes`` is a list of ``{"application", "number", "from", "to"}``, with ``reserve_rank`` once issued.

    ``edition`` counts from 2, the announcement itself being the first; ``earlier`` is what stood before, kept to be
    shown: ``{"application", "kind", "reserve_rank", "state"}``; ``content`` is the public file of the correction.
    """

    __tablename__ = "result_corrections"
    __table_args__ = (
        sa.UniqueConstraint("round_id", "edition"),
        sa.Index(
            "ux_result_corrections_open",
            "round_id",
            unique=True,
            sqlite_where=sa.text("state = 'proposed'"),
            postgresql_where=sa.text("state = 'proposed'"),
        ),
    )

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id", index=False)
    state: Mapped[CorrectionState] = enum_column(CorrectionState, default=CorrectionState.PROPOSED)
    edition: Mapped[int | None]
    reason: Mapped[Localized] = mapped_column(LocalizedText)
    changes: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON)
    earlier: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    content: Mapped[str] = mapped_column(sa.Text, default="")
    sha256: Mapped[str] = mapped_column(sa.String(64), default="")
    proposed_at: Mapped[datetime]
    proposed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    capacity: Mapped[str] = mapped_column(sa.String(20))
    issued_at: Mapped[datetime | None]
    issued_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    round: Mapped[Round] = relationship()
    proposed_by: Mapped[Person | None] = relationship(foreign_keys=[proposed_by_id])
    issued_by: Mapped[Person | None] = relationship(foreign_keys=[issued_by_id])
