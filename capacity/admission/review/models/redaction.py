"""Copies of documents without names, for readers of a blind call."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import ApplicationDocument
from capacity.core.db import Base, Id, Mapped, fk, mapped_column
from capacity.core.files import StoredFile


class RedactedCopy(Base):
    """A document of an application with its names and letterheads hidden; a replaced one is kept."""

    __tablename__ = "redacted_copies"
    __table_args__ = (
        sa.Index(
            "uq_redacted_copies_document_id",
            "document_id",
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL"),
            postgresql_where=sa.text("replaced_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    document_id: Mapped[int] = fk("application_documents.id", index=False)
    file_id: Mapped[int] = fk("stored_files.id")
    made_at: Mapped[datetime]
    made_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    replaced_at: Mapped[datetime | None]

    document: Mapped[ApplicationDocument] = relationship()
    file: Mapped[StoredFile] = relationship()
