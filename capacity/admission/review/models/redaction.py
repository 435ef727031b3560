"""Copies of documents without names, for readers of a blind call."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.admission.applications.models import ApplicationDocument
from capacity.core.db import Base, Id, Mapped, Versioned, fk, mapped_column
from capacity.core.files import StoredFile


class RedactedCopy(Base):
    """A document of an application with its names and letterheads hidden; a replaced one is kept.

    ``as_pictures`` says that it was made of pictures of its pages, under which nothing lies. One ``of_words`` was made
    by the service of a Word document (``source``, None for the document that the association sent): it reaches readers
    when somebody has read it through.
    """

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
    as_pictures: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    of_words: Mapped[bool] = mapped_column(default=False, server_default=sa.false())
    source_id: Mapped[int | None] = mapped_column(sa.ForeignKey("stored_files.id"))
    checked_at: Mapped[datetime | None]
    checked_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    replaced_at: Mapped[datetime | None]

    document: Mapped[ApplicationDocument] = relationship()
    file: Mapped[StoredFile] = relationship(foreign_keys=[file_id])
    source: Mapped[StoredFile | None] = relationship(foreign_keys=[source_id])

    @property
    def is_open(self) -> bool:
        """Readers may see it: a person hid the names, or has read what the service made."""
        return not self.of_words or self.checked_at is not None


class HiddenWords(Versioned, Base):
    """What a person adds to the names that are hidden in an application: ``words`` that are hidden too, and words that
    are ``ordinary``, though they are somebody's family name as well."""

    __tablename__ = "hidden_words"

    id: Mapped[Id]
    application_id: Mapped[int] = mapped_column(sa.ForeignKey("applications.id"), unique=True)
    words: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    ordinary: Mapped[list[str]] = mapped_column(sa.JSON, default=list)
    changed_at: Mapped[datetime]
    changed_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
