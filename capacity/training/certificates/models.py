"""Certificates: what was attested, frozen as it was printed."""

from __future__ import annotations

from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.people.associations.models import Association
from capacity.training.certificates.states import CertificateState
from capacity.training.sessions.models import Enrolment, Session

_STANDS = sa.text("state = 'issued'")


class Certificate(Versioned, Base):
    """A delegate's certificate for one session; ``replaces_id`` is the one it corrects."""

    __tablename__ = "certificates"
    __table_args__ = (
        sa.UniqueConstraint("phase_id", "count"),
        sa.Index(
            "uq_certificates_standing", "enrolment_id", unique=True, sqlite_where=_STANDS, postgresql_where=_STANDS
        ),
    )

    id: Mapped[Id]
    number: Mapped[str] = mapped_column(sa.String(20), unique=True)
    phase_id: Mapped[int] = fk("phases.id", index=False)
    count: Mapped[int]
    code: Mapped[str] = mapped_column(sa.String(40), unique=True)
    enrolment_id: Mapped[int] = fk("enrolments.id", index=False)
    session_id: Mapped[int] = fk("sessions.id")
    association_id: Mapped[int] = fk("associations.id")
    state: Mapped[CertificateState] = enum_column(CertificateState, default=CertificateState.ISSUED)
    name: Mapped[str] = mapped_column(sa.String(120))
    name_ar: Mapped[str] = mapped_column(sa.String(120), default="")
    module_name: Mapped[Localized] = mapped_column(LocalizedText)
    first_day: Mapped[date]
    last_day: Mapped[date]
    attended: Mapped[int]
    half_days: Mapped[int]
    issued_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    replaces_id: Mapped[int | None] = fk("certificates.id")

    enrolment: Mapped[Enrolment] = relationship()
    session: Mapped[Session] = relationship()
    association: Mapped[Association] = relationship()
    replaces: Mapped[Certificate | None] = relationship(remote_side="Certificate.id", foreign_keys=[replaces_id])

    @property
    def names(self) -> Localized:
        """The name in both scripts, as printed."""
        return Localized(ar=self.name_ar or self.name, fr=self.name, en=self.name)

    @property
    def stands(self) -> bool:
        """It was not revoked."""
        return self.state is CertificateState.ISSUED
