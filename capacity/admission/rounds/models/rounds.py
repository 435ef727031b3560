"""A sitting per region: proposals, seal, outcomes, offers."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.review.models import Panel
from capacity.admission.review.states.presiding import presiding
from capacity.admission.rounds.states import OfferState, OutcomeKind, ProposalKind, RoundState
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.people.accounts.models import Person
from capacity.rollout.territory.models import Region


class Round(Versioned, Base):
    """The selection in one region of a call."""

    __tablename__ = "rounds"
    __table_args__ = (sa.UniqueConstraint("call_id", "region_code"), sa.CheckConstraint("seats > 0", name="seats"))

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id", index=False)
    region_code: Mapped[str] = mapped_column(sa.ForeignKey("regions.code"))
    panel_id: Mapped[int] = mapped_column(sa.ForeignKey("panels.id"), unique=True)
    state: Mapped[RoundState] = enum_column(RoundState, default=RoundState.SCREENING)
    seats: Mapped[int]
    reserve_size: Mapped[int] = mapped_column(default=10)
    offer_days: Mapped[int] = mapped_column(default=10)
    sitting_at: Mapped[datetime | None]
    sealed_at: Mapped[datetime | None]
    sealed_content: Mapped[str | None] = mapped_column(sa.Text)
    sealed_sha256: Mapped[str | None] = mapped_column(sa.String(64))
    announced_at: Mapped[datetime | None]
    quotas_noted: Mapped[str | None] = mapped_column(sa.String(64))
    """What of the quotas cannot be met, as somebody took note of it: its fingerprint, when, and who."""
    quotas_noted_at: Mapped[datetime | None]
    quotas_noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    call: Mapped[Call] = relationship()
    region: Mapped[Region] = relationship()
    panel: Mapped[Panel] = relationship()
    quotas_noted_by: Mapped[Person | None] = relationship()
    proposals: Mapped[list[Proposal]] = relationship(cascade="all, delete-orphan", order_by="Proposal.rank")
    decisions: Mapped[list[Proposal]] = relationship(
        primaryjoin="and_(Round.id == Proposal.round_id, Proposal.decided)",
        order_by="Proposal.application_id",
        viewonly=True,
    )
    signatures: Mapped[list[SealSignature]] = relationship(cascade="all, delete-orphan", order_by="SealSignature.id")

    if TYPE_CHECKING:  # what the database lists of people: ``models.presiding``
        stepped_back_before: Mapped[str | None]
        stepped_out: Mapped[str | None]

    @property
    def stepped_back(self) -> frozenset[int]:
        """Who stepped back from an eligible application of the region, before reading it or in the sitting."""
        listed = f"{self.stepped_back_before or ''},{self.stepped_out or ''}"
        return frozenset(int(one) for one in listed.split(",") if one)

    @property
    def presiding(self) -> Person | None:
        """Who presides, and signs beside the coordinator."""
        chair, deputy = self.panel.in_the_chair, self.panel.deputy
        found = presiding(
            chair=chair.id if chair is not None else None,
            deputy=deputy.id if deputy is not None else None,
            stepped_back=self.stepped_back,
        )
        return next((one for one in (chair, deputy) if one is not None and one.id == found), None)


class Proposal(Base):
    """What is proposed for one application, with its rank and its points in hundredths of a point out of 100.

    It follows from the ranking, unless the sitting ``decided`` it otherwise, for the reason in ``note``.
    """

    __tablename__ = "proposals"
    __table_args__ = (sa.UniqueConstraint("round_id", "rank"),)

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id", index=False)
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    kind: Mapped[ProposalKind] = enum_column(ProposalKind)
    rank: Mapped[int]
    points: Mapped[int]
    decided: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(sa.Text, default="")

    application: Mapped[Application] = relationship()


class SealSignature(Base):
    """Two people seal a round: a coordinator and the chair, over the same content."""

    __tablename__ = "seal_signatures"
    __table_args__ = (sa.UniqueConstraint("round_id", "capacity"),)

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id", index=False)
    person_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    capacity: Mapped[str] = mapped_column(sa.String(20))
    sha256: Mapped[str] = mapped_column(sa.String(64))
    signed_at: Mapped[datetime]

    person: Mapped[Person] = relationship()


class Outcome(Versioned, Base):
    """What was announced to one applicant, and its offer where there is one; made by the announcement only.

    ``reasons`` are codes, as ``states.reasons`` makes them; ``corrected_at`` is when a correction last changed it;
    ``remedy`` and ``added_at`` are those of a decision added after a complaint (``AddedDecision`` keeps what it was).
    """

    __tablename__ = "outcomes"

    id: Mapped[Id]
    round_id: Mapped[int] = fk("rounds.id")
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    kind: Mapped[OutcomeKind] = enum_column(OutcomeKind)
    reserve_rank: Mapped[int | None]
    points: Mapped[int]
    announced_at: Mapped[datetime]
    state: Mapped[OfferState | None] = enum_column(OfferState)
    offer_due_at: Mapped[datetime | None]
    answered_at: Mapped[datetime | None]
    promoted_at: Mapped[datetime | None]
    contact_name: Mapped[str] = mapped_column(sa.String(120), default="")
    contact_phone: Mapped[str] = mapped_column(sa.String(20), default="")
    contact_email: Mapped[str] = mapped_column(sa.String(254), default="", server_default="")
    reasons: Mapped[list[str]] = mapped_column(sa.JSON, default=list, server_default="[]")
    corrected_at: Mapped[datetime | None]
    remedy: Mapped[Remedy | None] = enum_column(Remedy)
    added_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship()
    application: Mapped[Application] = relationship()
