"""Who can open what: a ring of text keys, and each key's shares.

A ring belongs to one thing that is written together (the notes of a mentorship, a report). It has a new text key, a
*generation*, each time somebody lost the right to read: what was written before stays under the older key, what comes
after is sealed by the new one. A share is a text key sealed to one person's public key; without that person's private
key it opens nothing. A share without a person is for the printed recovery code.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import relationship

from capacity.core import vault
from capacity.core.db import Base, Id, Mapped, fk, mapped_column


class KeyRing(Base):
    """The keys of one thing; ``generation`` is the one that seals now."""

    __tablename__ = "key_rings"

    id: Mapped[Id]
    generation: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    shares: Mapped[list[KeyShare]] = relationship(cascade="all, delete-orphan", order_by="KeyShare.id")

    def holds(self, person_id: int | None, public_key: bytes | None) -> bool:
        """Whether this pair opens the present generation; a pair made after a reset does not."""
        return public_key is not None and any(
            share.person_id == person_id and share.generation == self.generation and share.public_key == public_key
            for share in self.shares
        )

    @property
    def holder_ids(self) -> set[int]:
        """Everybody who has any share, whether it still opens or not."""
        return {share.person_id for share in self.shares if share.person_id is not None}


class KeyShare(Base):
    """One generation's key, sealed to one public key; deleted when its holder loses the right to read."""

    __tablename__ = "key_shares"
    __table_args__ = (sa.UniqueConstraint("ring_id", "generation", "person_id"),)

    id: Mapped[Id]
    ring_id: Mapped[int] = fk("key_rings.id", index=False)
    generation: Mapped[int]
    person_id: Mapped[int | None] = fk("people.id")
    public_key: Mapped[bytes]
    sealed: Mapped[bytes]
    given_by_id: Mapped[int | None] = mapped_column(sa.ForeignKey("people.id"))
    given_at: Mapped[datetime]


@dataclass(frozen=True)
class Sealed:
    """Sealed bytes and the generation of the key that opens them."""

    generation: int
    content: bytes


@dataclass(frozen=True)
class OpenRing:
    """The keys of a ring that somebody could open, in memory for one request only."""

    ring_id: int
    current: int
    keys: Mapping[int, vault.TextKey]

    def seal(self, content: str | bytes, context: str) -> Sealed:
        """Seal for a place, under the present generation."""
        place, key = self._place(context), self.keys[self.current]
        plain = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
        return Sealed(self.current, vault.seal_bytes(key, plain, place))

    def open_bytes(self, generation: int, content: bytes, context: str) -> bytes | None:
        """The content again; None when that generation's key was not shared."""
        key = self.keys.get(generation)
        return None if key is None else vault.open_bytes(key, content, self._place(context))

    def open_text(self, generation: int, content: bytes, context: str) -> str | None:
        """The text again; None when that generation's key was not shared."""
        plain = self.open_bytes(generation, content, context)
        return None if plain is None else plain.decode("utf-8", "surrogatepass")

    def _place(self, context: str) -> bytes:
        return f"ring:{self.ring_id}:{context}".encode()
