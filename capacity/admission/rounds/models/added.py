"""Decisions added after the announcement."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.rounds.models.rounds import Outcome
from capacity.admission.rounds.states import OutcomeKind
from capacity.admission.rounds.states.remedies import Given
from capacity.core.db import Base, Id, Mapped, enum_column, fk, mapped_column

_KIND = sa.Enum(OutcomeKind, native_enum=False, length=40, values_callable=lambda kinds: [kind.value for kind in kinds])


class AddedDecision(Base):
    """A decision added to an outcome: what stood before, what stands since, and the quotas counted again.

    ``remedy`` is the rule of the call, ``given`` what it gave. ``source`` says where it comes from (``complaint:12``;
    ``correction:3:12``; ``end:12`` when a round ended before an outcome had its seat; ``freed:12:…`` when a seat was
    given up afterwards): one source adds one decision, however often it is asked. Rows are never changed.
    """

    __tablename__ = "added_decisions"

    id: Mapped[Id]
    outcome_id: Mapped[int] = fk("outcomes.id")
    source: Mapped[str] = mapped_column(sa.String(60), unique=True)
    remedy: Mapped[Remedy] = enum_column(Remedy)
    given: Mapped[Given] = enum_column(Given)
    kind_before: Mapped[OutcomeKind] = enum_column(OutcomeKind)
    rank_before: Mapped[int | None]
    kind_after: Mapped[OutcomeKind] = mapped_column(_KIND)
    quotas: Mapped[list[dict[str, Any]]] = mapped_column(sa.JSON, default=list)
    decided_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    outcome: Mapped[Outcome] = relationship()
