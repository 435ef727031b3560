"""Associations: identity, members who sign in, officers who need not."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.files import StoredFile
from capacity.core.languages import Localized, LocalizedText
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender
from capacity.people.associations.states import (
    ClaimKind,
    ClaimState,
    Office,
    PaperStanding,
    Standing,
    paper_standing,
)
from capacity.people.associations.states.doubles import SuspicionState
from capacity.rollout.territory.models import PriorityPlace, Province


class Association(Versioned, Base):
    """An association of one seat. The keys are folded spellings, by which doubles are noticed."""

    __tablename__ = "associations"
    __table_args__ = (
        sa.UniqueConstraint("receipt_key"),
        sa.Index("ix_associations_name_ar", "name_ar", "id"),
        sa.Index("ix_associations_name_fr", "name_fr", "id"),
    )

    id: Mapped[Id]
    name_ar: Mapped[str] = mapped_column(sa.String(200))
    name_fr: Mapped[str] = mapped_column(sa.String(200))
    key_ar: Mapped[str] = mapped_column(sa.String(200), index=True)
    key_fr: Mapped[str] = mapped_column(sa.String(200), index=True)
    acronym: Mapped[str] = mapped_column(sa.String(30), default="")
    province_code: Mapped[str] = fk("provinces.code")
    priority_place_id: Mapped[int | None] = fk("priority_places.id")
    locality: Mapped[str] = mapped_column(sa.String(120), default="")
    rural: Mapped[bool] = mapped_column(default=False)
    address: Mapped[str] = mapped_column(sa.String(300), default="")
    phone: Mapped[str] = mapped_column(sa.String(20), default="")
    email: Mapped[str] = mapped_column(sa.String(254), default="")
    founded_year: Mapped[int | None]
    receipt_number: Mapped[str] = mapped_column(sa.String(60))
    receipt_key: Mapped[str] = mapped_column(sa.String(200))
    receipt_date: Mapped[date | None]
    women_led: Mapped[bool] = mapped_column(default=False)
    youth_led: Mapped[bool] = mapped_column(default=False)
    merged_into_id: Mapped[int | None] = fk("associations.id")
    created_at: Mapped[datetime]

    province: Mapped[Province] = relationship()
    priority_place: Mapped[PriorityPlace | None] = relationship()
    themes: Mapped[list[AssociationTheme]] = relationship(
        cascade="all, delete-orphan", order_by="AssociationTheme.theme"
    )
    members: Mapped[list[Member]] = relationship(back_populates="association", order_by="Member.id")
    officers: Mapped[list[Officer]] = relationship(cascade="all, delete-orphan", order_by="Officer.id")

    @property
    def name(self) -> Localized:
        """Both names; English readers read the French one."""
        return Localized(ar=self.name_ar, fr=self.name_fr, en=self.name_fr)

    @property
    def registered_as(self) -> str:
        """Its name and, as two that are doubles often have one name, its receipt, set apart in Arabic lines."""
        return f"{self.name.text()} · \u2066{self.receipt_number}\u2069"

    @property
    def region_code(self) -> str:
        """The region of its seat."""
        return self.province.region_code

    @property
    def present_members(self) -> list[Member]:
        """Those who act for it now, the representative first."""
        here = [member for member in self.members if member.ended_at is None]
        return sorted(here, key=lambda member: (member.standing is not Standing.REPRESENTATIVE, member.id))

    @property
    def representative(self) -> Member | None:
        """Who signs for it."""
        return next((m for m in self.present_members if m.standing is Standing.REPRESENTATIVE), None)


class AssociationTheme(Base):
    """A theme of work, by its code in ``data/themes.toml``."""

    __tablename__ = "association_themes"

    association_id: Mapped[int] = mapped_column(sa.ForeignKey("associations.id"), primary_key=True)
    theme: Mapped[str] = mapped_column(sa.String(40), primary_key=True, index=True)


class Member(Base):
    """A person who acts for the association on the site; ended, never deleted.

    ``placed_at`` is when somebody from outside put them beside the members it had: what those write opens to them once
    a member has said a word for them, and not before. ``known_in`` is the association in which they were known when a
    merge put two groups beside each other: those of one group go on knowing each other. ``known_to`` are the other
    groups of which somebody said a word for them since.
    """

    __tablename__ = "members"
    __table_args__ = (sa.UniqueConstraint("association_id", "person_id"),)

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id", index=False)
    person_id: Mapped[int] = fk("people.id")
    standing: Mapped[Standing] = enum_column(Standing, default=Standing.MEMBER)
    joined_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    placed_at: Mapped[datetime | None]
    known_in: Mapped[int | None]
    known_to: Mapped[list[int] | None] = mapped_column(sa.JSON(none_as_null=True))

    association: Mapped[Association] = relationship(back_populates="members")
    person: Mapped[Person] = relationship()

    def knows(self, other: Member) -> bool:
        """Whether what this member writes opens to another one of the association from its start."""
        if other.placed_at is None:
            return True
        here = self.known_in if self.placed_at is not None else None
        return here is not None and (other.known_in == here or here in (other.known_to or ()))


class Officer(Base):
    """Somebody of the bureau; needs no sign-in."""

    __tablename__ = "officers"

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id")
    name: Mapped[str] = mapped_column(sa.String(120))
    name_ar: Mapped[str] = mapped_column(sa.String(120), default="")
    office: Mapped[Office] = enum_column(Office, default=Office.OTHER)
    gender: Mapped[Gender] = enum_column(Gender, default=Gender.UNSTATED)
    phone: Mapped[str] = mapped_column(sa.String(20), default="")


class MemberInvitation(Base):
    """An invitation by letter to write with the association."""

    __tablename__ = "member_invitations"

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id")
    email: Mapped[str] = mapped_column(sa.String(254))
    standing: Mapped[Standing] = enum_column(Standing, default=Standing.MEMBER)
    token_hash: Mapped[str | None] = mapped_column(sa.String(64), unique=True)
    invited_by_id: Mapped[int] = mapped_column(sa.ForeignKey("people.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()


class Claim(Base):
    """Somebody asks to join an association that is registered already, or says that they represent it."""

    __tablename__ = "association_claims"

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id")
    person_id: Mapped[int] = fk("people.id")
    kind: Mapped[ClaimKind] = enum_column(ClaimKind)
    words: Mapped[str] = mapped_column(sa.Text, default="")
    state: Mapped[ClaimState] = enum_column(ClaimState, default=ClaimState.ASKED)
    asked_at: Mapped[datetime]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()
    person: Mapped[Person] = relationship(foreign_keys=[person_id])


class LastingPaper(Base):
    """A paper of the association's own folder (statutes, receipt, minutes): one version of it.

    ``kind`` is the key under which calls ask for it. ``replaced_at`` is when a later version took its place, or when it
    was taken away: from then on it is offered no longer, but what was sent with it still names it.
    """

    __tablename__ = "lasting_papers"
    __table_args__ = (sa.UniqueConstraint("association_id", "kind", "version"),)

    id: Mapped[Id]
    association_id: Mapped[int] = fk("associations.id", index=False)
    kind: Mapped[str] = mapped_column(sa.String(60))
    label: Mapped[Localized] = mapped_column(LocalizedText)
    version: Mapped[int]
    file_id: Mapped[int] = fk("stored_files.id")
    dated: Mapped[date | None]
    expires_on: Mapped[date | None] = mapped_column(index=True)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    replaced_at: Mapped[datetime | None]

    association: Mapped[Association] = relationship()
    file: Mapped[StoredFile] = relationship()
    added_by: Mapped[Person | None] = relationship()

    def standing(self, today: date) -> PaperStanding:
        """Whether it can be used, and for how long."""
        return paper_standing(self.expires_on, today)


class Suspicion(Versioned, Base):
    """Two associations that may be one, the lower number first; ``reasons`` are codes with a blank around each."""

    __tablename__ = "suspicions"
    __table_args__ = (
        sa.UniqueConstraint("first_id", "second_id"),
        sa.CheckConstraint("first_id < second_id", name="order"),
    )

    id: Mapped[Id]
    first_id: Mapped[int] = fk("associations.id", index=False)
    second_id: Mapped[int] = fk("associations.id")
    reasons: Mapped[str] = mapped_column(sa.String(80), default="")
    state: Mapped[SuspicionState] = enum_column(SuspicionState, default=SuspicionState.OPEN, index=True)
    noticed_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    first: Mapped[Association] = relationship(foreign_keys=[first_id])
    second: Mapped[Association] = relationship(foreign_keys=[second_id])
