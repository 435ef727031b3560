"""Several associations that apply together."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models.applications import Application
from capacity.admission.applications.states.coalitions import NAME_MAX, MembershipState
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.people.associations.models import Association


class Coalition(Versioned, Base):
    """What makes an application one of several associations: a name, and the provinces in which they work together.

    The application's own association leads. Its territory is the provinces named here and those of the seats.
    """

    __tablename__ = "coalitions"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    name: Mapped[str] = mapped_column(sa.String(NAME_MAX), default="")
    province_codes: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    created_at: Mapped[datetime]

    application: Mapped[Application] = relationship()
    members: Mapped[list[CoalitionMember]] = relationship(
        back_populates="coalition", cascade="all, delete-orphan", order_by="CoalitionMember.id"
    )


class CoalitionMember(Versioned, Base):
    """An association that was asked into a coalition, and what its representative answered and signed.

    ``call_id`` is the application's: of one call, an association confirms one coalition only.
    """

    __tablename__ = "coalition_members"
    __table_args__ = (
        sa.UniqueConstraint("coalition_id", "association_id"),
        sa.Index(
            "uq_coalition_members_confirmed",
            "call_id",
            "association_id",
            unique=True,
            sqlite_where=sa.text("state = 'confirmed'"),
            postgresql_where=sa.text("state = 'confirmed'"),
        ),
    )

    id: Mapped[Id]
    coalition_id: Mapped[int] = fk("coalitions.id", index=False)
    call_id: Mapped[int] = mapped_column(sa.ForeignKey("calls.id"))
    association_id: Mapped[int] = fk("associations.id")
    state: Mapped[MembershipState] = enum_column(MembershipState, default=MembershipState.INVITED)
    invited_at: Mapped[datetime]
    invited_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    answered_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    signed_name: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_role: Mapped[str] = mapped_column(sa.String(120), default="")
    signed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))

    coalition: Mapped[Coalition] = relationship(back_populates="members")
    association: Mapped[Association] = relationship()
