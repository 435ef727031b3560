"""What was found of each document."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.review.states.screening import Judgement
from capacity.core.db import Base, Id, Mapped, enum_column, fk, mapped_column


class DocumentVerdict(Base):
    """What a person found of one document of an application; every later one is a row of its own.

    ``files`` are the numbers of the files that were judged: once others are joined, it no longer stands. ``reason`` is
    a code of the library, ``words`` what explains it; the association reads both when it is asked about the document,
    or when the document is one of the reasons for which its application is ineligible.
    """

    __tablename__ = "document_verdicts"
    __table_args__ = (
        sa.Index(
            "uq_document_verdicts_present",
            "application_id",
            "document_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    application_id: Mapped[int] = fk("applications.id")
    document_id: Mapped[int] = fk("required_documents.id")
    judgement: Mapped[Judgement] = enum_column(Judgement)
    reason: Mapped[str] = mapped_column(sa.String(60), default="")
    words: Mapped[str] = mapped_column(sa.Text, default="")
    files: Mapped[list[int]] = mapped_column(sa.JSON, default=list)
    decided_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    decided_at: Mapped[datetime]
    replaced_at: Mapped[datetime | None]

    application: Mapped[Application] = relationship()
    document: Mapped[RequiredDocument] = relationship()
