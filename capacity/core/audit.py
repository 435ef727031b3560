"""The append-only log of every act, chained by hashes.

An entry holds ids and hashes only. Free words (reasons) stand beside it, salted, in a table that can be erased without
breaking the chain. Entries are gathered while the unit of work runs and written just before its commit, under the lock
of the chain's head: the shortest time that the lock can be held.
"""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core.access import Actor
from capacity.core.db import Base, Id, Mapped, db, insert_once, mapped_column, table

GENESIS = "0" * 64
_PENDING = "audit.pending"


class AuditEntry(Base):
    """One act: who, when, what, on which object, from which state to which."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        sa.Index("ix_audit_entries_object", "object_type", "object_id"),
        sa.Index("ix_audit_entries_at", "at"),
    )

    id: Mapped[Id] = mapped_column(autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(index=True)
    action: Mapped[str] = mapped_column(sa.String(80))
    object_type: Mapped[str] = mapped_column(sa.String(60))
    object_id: Mapped[int | None]
    before: Mapped[str | None] = mapped_column(sa.String(60))
    after: Mapped[str | None] = mapped_column(sa.String(60))
    words_digest: Mapped[str | None] = mapped_column(sa.String(64))
    hash: Mapped[str] = mapped_column(sa.String(64), unique=True)


class AuditWords(Base):
    """The reason somebody gave; erasable."""

    __tablename__ = "audit_words"

    entry_id: Mapped[Id] = mapped_column(sa.ForeignKey("audit_entries.id"), autoincrement=False)
    salt: Mapped[str] = mapped_column(sa.String(32))
    words: Mapped[str] = mapped_column(sa.Text)


class AuditHead(Base):
    """The last link of the chain; locked while a link is added."""

    __tablename__ = "audit_head"

    id: Mapped[Id] = mapped_column(autoincrement=False)
    entries: Mapped[int]
    hash: Mapped[str] = mapped_column(sa.String(64))


_INSERT_ENTRY = sa.insert(table(AuditEntry))
_INSERT_WORDS = sa.insert(table(AuditWords))
_H = table(AuditHead)
_HEAD = sa.select(_H.c.entries, _H.c.hash).where(_H.c.id == 1).with_for_update()
_MOVE_HEAD = sa.update(_H).where(_H.c.id == 1).values(entries=sa.bindparam("count"), hash=sa.bindparam("last"))


@dataclass(frozen=True)
class _Pending:
    at: datetime
    actor_id: int | None
    action: str
    obj: Any
    before: str | None
    after: str | None
    reason: str | None


def record(
    *,
    actor: Actor,
    action: str,
    obj: Any,
    now: datetime,
    before: object = None,
    after: object = None,
    reason: str | None = None,
) -> None:
    """Note an act on ``obj`` (a mapped object, flushed or not); it is written with the transaction, or not at all.

    ``action`` is ``room.verb``. ``before`` and ``after`` are states or short codes, never free words; those go to
    ``reason``.
    """
    entry = _Pending(now, actor.id, action, obj, _word(before), _word(after), reason or None)
    db.session.info.setdefault(_PENDING, []).append(entry)


def _word(value: object) -> str | None:
    if value is None:
        return None
    return str(value.value if isinstance(value, Enum) else value)[:60]


def forget_pending(session: Session) -> None:
    """Drop what a rolled-back transaction wanted to write."""
    session.info.pop(_PENDING, None)


def write_pending(session: Session) -> None:
    """Append the gathered entries to the chain, under the lock of its head. Called by the unit of work only."""
    pending: list[_Pending] = session.info.pop(_PENDING, [])
    if not pending:
        return
    count, last = _locked_head(session)
    entries: list[dict[str, Any]] = []
    words: list[dict[str, Any]] = []
    for item in pending:
        count += 1
        salt = secrets.token_hex(16) if item.reason else ""
        values: dict[str, Any] = {
            "id": count,
            "at": item.at,
            "actor_id": item.actor_id,
            "action": item.action,
            "object_type": item.obj.__tablename__,
            "object_id": item.obj.id,
            "before": item.before,
            "after": item.after,
            "words_digest": _digest(salt, item.reason) if item.reason else None,
        }
        last = _link(last, values)
        entries.append({**values, "hash": last})
        if item.reason:
            words.append({"entry_id": count, "salt": salt, "words": item.reason})
    session.execute(_INSERT_ENTRY, entries)
    if words:
        session.execute(_INSERT_WORDS, words)
    session.execute(_MOVE_HEAD, {"count": count, "last": last})


def _locked_head(session: Session) -> tuple[int, str]:
    """How many entries there are and the hash of the last one; nobody else adds any until this transaction ends."""
    head = session.execute(_HEAD).first()
    if head is None:  # the very first entry: whoever is quicker puts the head there, and the others wait for it
        insert_once(session, AuditHead, {"id": 1, "entries": 0, "hash": GENESIS}, key="id")
        head = session.execute(_HEAD).one()
    return head.entries, head.hash


def _digest(salt: str, words: str) -> str:
    return hashlib.sha256((salt + words).encode()).hexdigest()


def _link(previous: str, values: dict[str, Any]) -> str:
    content = {**values, "at": values["at"].isoformat(timespec="microseconds"), "previous": previous}
    return hashlib.sha256(json.dumps(content, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


_COLUMNS = ("id", "at", "actor_id", "action", "object_type", "object_id", "before", "after", "words_digest")


@dataclass(frozen=True)
class Verdict:
    """What ``verify`` found: how many entries were read and, if the chain is broken, where and how."""

    entries: int
    problem: str | None = None

    @property
    def sound(self) -> bool:
        """Nothing was altered or removed."""
        return self.problem is None


def verify(session: Session) -> Verdict:
    """Walk the whole chain and recompute every hash; reasons that were not erased are compared with their digests."""
    last, count = GENESIS, 0
    words = {
        row.entry_id: row for row in session.execute(sa.select(AuditWords.entry_id, AuditWords.salt, AuditWords.words))
    }
    for entry in session.scalars(sa.select(AuditEntry).order_by(AuditEntry.id).execution_options(yield_per=1000)):
        count += 1
        if entry.id != count:
            return Verdict(count - 1, f"entry {count} is missing")
        last = _link(last, {name: getattr(entry, name) for name in _COLUMNS})
        if entry.hash != last:
            return Verdict(count - 1, f"entry {count} was altered")
        said = words.pop(entry.id, None)
        if said is not None and _digest(said.salt, said.words) != entry.words_digest:
            return Verdict(count, f"the reason of entry {count} was altered")
    head = session.get(AuditHead, 1, populate_existing=True)
    if words:
        return Verdict(count, f"a reason belongs to no entry: {min(words)}")
    if (head.entries if head else 0, head.hash if head else GENESIS) != (count, last):
        return Verdict(count, f"entries after {count} are missing")
    return Verdict(count)


@dataclass(frozen=True)
class Event:
    """One line of an object's history, as the record page shows it."""

    at: datetime
    actor_id: int | None
    action: str
    before: str | None
    after: str | None
    reason: str | None
    object_type: str = ""
    object_id: int = 0


def history(session: Session, objects: Sequence[Any], limit: int = 50) -> list[Event]:
    """What happened to these objects, latest first."""
    named = sa.or_(*(sa.and_(AuditEntry.object_type == o.__tablename__, AuditEntry.object_id == o.id) for o in objects))
    statement = (
        sa.select(AuditEntry, AuditWords.words)
        .outerjoin(AuditWords, AuditWords.entry_id == AuditEntry.id)
        .where(named)
        .order_by(AuditEntry.id.desc())
        .limit(limit)
    )
    return [
        Event(
            entry.at,
            entry.actor_id,
            entry.action,
            entry.before,
            entry.after,
            words,
            entry.object_type or "",
            entry.object_id or 0,
        )
        for entry, words in session.execute(statement)
    ]
