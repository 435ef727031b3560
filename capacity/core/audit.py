"""The append-only log of every act, chained by hashes.

An entry holds ids and hashes only. Free words (reasons) stand beside it, salted, in a table that can be erased without
breaking the chain. Entries are gathered while the unit of work runs and written just before its commit, under the lock
of the chain's head: the shortest time that the lock can be held.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core.access import Actor
from capacity.core.chain import GENESIS, AuditEntry, AuditHead, AuditWords, append, append_last, link
from capacity.core.db import db, table

_PENDING = "audit.pending"


_INSERT_WORDS = sa.insert(table(AuditWords))


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
    if len(pending) == 1 and not pending[0].reason:
        append_last(session, _told(pending[0], ""))
        return
    salts = [secrets.token_hex(16) if item.reason else "" for item in pending]
    numbers = append(session, [_told(item, salt) for item, salt in zip(pending, salts, strict=True)])
    words = [
        {"entry_id": number, "salt": salt, "words": item.reason}
        for item, salt, number in zip(pending, salts, numbers, strict=True)
        if item.reason
    ]
    if words:
        session.execute(_INSERT_WORDS, words)


def _told(item: _Pending, salt: str) -> dict[str, Any]:
    """What an entry says, without its place in the chain."""
    return {
        "at": item.at,
        "actor_id": item.actor_id,
        "action": item.action,
        "object_type": item.obj.__tablename__,
        "object_id": item.obj.id,
        "before": item.before,
        "after": item.after,
        "words_digest": _digest(salt, item.reason) if item.reason else None,
    }


def _digest(salt: str, words: str) -> str:
    return hashlib.sha256((salt + words).encode()).hexdigest()


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
        last = link(last, {name: getattr(entry, name) for name in _COLUMNS})
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


__all__ = [
    "AuditEntry",
    "AuditHead",
    "AuditWords",
    "Event",
    "Verdict",
    "forget_pending",
    "history",
    "record",
    "verify",
    "write_pending",
]
