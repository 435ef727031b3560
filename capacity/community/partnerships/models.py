"""Agreements with their parties, commitments, places and activities, and the partners who may read them."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.community.partnerships.states import (
    AgreementState,
    CommitmentState,
    Progress,
    ScopeKind,
    progress_of,
)
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.core.numbering import NumberedOnce
from capacity.people.accounts.models import Person
from capacity.rollout.territory.models import PriorityPlace


class Agreement(Versioned, Base):
    """An agreement, convention or plan. What is known of its date is a day, a month (``2024-12``) or a period."""

    __tablename__ = "agreements"

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(60), unique=True)
    kind: Mapped[Localized] = mapped_column(LocalizedText)
    title: Mapped[Localized] = mapped_column(LocalizedText)
    state: Mapped[AgreementState] = enum_column(AgreementState, default=AgreementState.SIGNED)
    signed_on: Mapped[date | None]
    signed_month: Mapped[str | None] = mapped_column(sa.String(7))
    period: Mapped[str | None] = mapped_column(sa.String(20))
    position: Mapped[int] = mapped_column(default=0)

    parties: Mapped[list[AgreementParty]] = relationship(
        cascade="all, delete-orphan", order_by="AgreementParty.position"
    )
    commitments: Mapped[list[Commitment]] = relationship(
        back_populates="agreement", cascade="all, delete-orphan", order_by="Commitment.position"
    )
    scopes: Mapped[list[AgreementScope]] = relationship(
        cascade="all, delete-orphan", order_by="AgreementScope.position"
    )
    places: Mapped[list[PriorityPlace]] = relationship(secondary="agreement_places", order_by=PriorityPlace.id)
    activities: Mapped[list[Activity]] = relationship(
        cascade="all, delete-orphan", order_by="Activity.held_on.desc(), Activity.id.desc()"
    )
    accesses: Mapped[list[AgreementAccess]] = relationship(cascade="all, delete-orphan", order_by="AgreementAccess.id")

    @property
    def signed_day(self) -> date | None:
        """The first day of the month of its signature, when only the month is known."""
        return date.fromisoformat(f"{self.signed_month}-01") if self.signed_month else None

    @property
    def reader_ids(self) -> frozenset[int]:
        """The partners who may read it."""
        return frozenset(access.person_id for access in self.accesses)

    @property
    def progress(self) -> Progress:
        """How far its commitments are."""
        return progress_of(commitment.state for commitment in self.commitments)

    def commitments_of(self, party: AgreementParty) -> list[Commitment]:
        """What this party promised, alone or with the others."""
        return [one for one in self.commitments if one.party_id in {party.id, None}]

    def progress_of(self, party: AgreementParty) -> Progress:
        """How far this party's commitments are."""
        return progress_of(commitment.state for commitment in self.commitments_of(party))

    def scope(self, kind: str) -> list[Localized]:
        """Its target groups, themes, audiences or legal references."""
        return [scope.name for scope in self.scopes if scope.kind == kind]


class AgreementParty(Base):
    """Who signed."""

    __tablename__ = "agreement_parties"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "key"),)

    id: Mapped[Id]
    agreement_id: Mapped[int] = fk("agreements.id", index=False)
    key: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[Localized] = mapped_column(LocalizedText)
    position: Mapped[int] = mapped_column(default=0)


class Commitment(Versioned, Base):
    """What a party promised; without a party, what all of them promised. The reason of a drop stands in the audit log
    and, for the parties to read, in ``reason``."""

    __tablename__ = "commitments"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "key"),)

    id: Mapped[Id]
    agreement_id: Mapped[int] = fk("agreements.id", index=False)
    party_id: Mapped[int | None] = fk("agreement_parties.id")
    key: Mapped[str] = mapped_column(sa.String(60))
    name: Mapped[Localized] = mapped_column(LocalizedText)
    state: Mapped[CommitmentState] = enum_column(CommitmentState, default=CommitmentState.NOT_STARTED)
    reason: Mapped[str] = mapped_column(sa.Text, default="")
    changed_at: Mapped[datetime | None]
    position: Mapped[int] = mapped_column(default=0)

    agreement: Mapped[Agreement] = relationship(back_populates="commitments")
    party: Mapped[AgreementParty | None] = relationship()


class AgreementScope(Base):
    """A target group, theme, audience or legal reference of an agreement."""

    __tablename__ = "agreement_scopes"

    id: Mapped[Id]
    agreement_id: Mapped[int] = fk("agreements.id")
    kind: Mapped[ScopeKind] = enum_column(ScopeKind)
    name: Mapped[Localized] = mapped_column(LocalizedText)
    position: Mapped[int] = mapped_column(default=0)


class AgreementPlace(Base):
    """A priority place that an agreement names."""

    __tablename__ = "agreement_places"

    agreement_id: Mapped[int] = mapped_column(sa.ForeignKey("agreements.id"), primary_key=True)
    place_id: Mapped[int] = mapped_column(sa.ForeignKey("priority_places.id"), primary_key=True)


class Activity(NumberedOnce, Base):
    """Something that was done, as evidence of progress on the agreement or on one of its commitments."""

    __tablename__ = "agreement_activities"

    id: Mapped[Id]
    agreement_id: Mapped[int] = fk("agreements.id")
    commitment_id: Mapped[int | None] = fk("commitments.id")
    held_on: Mapped[date]
    text: Mapped[str] = mapped_column(sa.Text)
    language: Mapped[str] = mapped_column(sa.String(2))
    noted_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    noted_at: Mapped[datetime]

    commitment: Mapped[Commitment | None] = relationship()


class AgreementAccess(Base):
    """A partner who may read this agreement."""

    __tablename__ = "agreement_accesses"
    __table_args__ = (sa.UniqueConstraint("agreement_id", "person_id"),)

    id: Mapped[Id]
    agreement_id: Mapped[int] = fk("agreements.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    given_at: Mapped[datetime]
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    person: Mapped[Person] = relationship(foreign_keys=[person_id])
