"""What is kept beside calls: the library, and the parts that were taken out of a draft."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.states import LibraryKind, PartKind
from capacity.core.db import Base, Id, Mapped, Versioned, enum_column, fk, mapped_column
from capacity.core.languages import Localized, LocalizedText
from capacity.core.numbering import NumberedOnce


class LibraryItem(Versioned, Base):
    """A criterion, question, reason or kind of document that is kept for later calls; calls take copies of it.

    ``content`` holds the values of the part (``states.library``). What was retired is no longer offered, and stays
    for what was said with it.
    """

    __tablename__ = "call_library"
    __table_args__ = (sa.UniqueConstraint("kind", "key"),)

    id: Mapped[Id]
    kind: Mapped[LibraryKind] = enum_column(LibraryKind)
    key: Mapped[str] = mapped_column(sa.String(60))
    title: Mapped[Localized] = mapped_column(LocalizedText)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    retired_at: Mapped[datetime | None]


class RemovedPart(NumberedOnce, Base):
    """A part that was taken out of a call while it was a draft; it can be put back as long as the call is one.

    ``content`` holds what it said; of a question also the key of its page.
    """

    __tablename__ = "removed_parts"

    id: Mapped[Id]
    call_id: Mapped[int] = fk("calls.id")
    kind: Mapped[PartKind] = enum_column(PartKind)
    title: Mapped[Localized] = mapped_column(LocalizedText)
    content: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    removed_at: Mapped[datetime]
