"""The links of the audit log: each entry's hash is made of what it says and of the hash before it.

On PostgreSQL an entry that comes alone, as most do, is added by one statement that makes its hash: the head of the
chain, for which all who write wait, is held for no longer than that statement and the commit.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.orm import Session

from capacity.core.asking import UNAWAITED
from capacity.core.db import Base, Id, Mapped, insert_once, is_sqlite, mapped_column, table

GENESIS = "0" * 64


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


def append(session: Session, told: Sequence[Mapping[str, Any]]) -> list[int]:
    """Add entries (their columns but number and hash) to the chain, under the lock of its head; their numbers."""
    if len(told) == 1 and not is_sqlite(session):
        return [session.execute(_LINK, {**told[0], **_around(told[0])}).scalar_one()]
    count, last = _locked_head(session)
    entries = []
    for values in told:
        count += 1
        last = link(last, {"id": count, **values})
        entries.append({"id": count, **values, "hash": last})
    session.execute(_INSERT, entries)
    session.execute(_MOVE_HEAD, {"count": count, "last": last})
    return [int(entry["id"]) for entry in entries]


def append_last(session: Session, told: Mapping[str, Any]) -> None:
    """Add one entry whose number nobody asks for, right before the commit, with which it travels where it can."""
    if is_sqlite(session):
        append(session, [told])
    else:
        session.execute(_LAST_LINK, {**told, **_around(told)})


def link(previous: str, values: Mapping[str, Any]) -> str:
    """The hash of an entry that says this and follows upon the ``previous`` hash."""
    return hashlib.sha256(_as_json({**values, "previous": previous}).encode()).hexdigest()


def _around(values: Mapping[str, Any]) -> dict[str, str]:
    """What ``link`` reads before the entry's number, between it and the previous hash, and behind that."""
    ahead, rest = _as_json({**values, "id": 0, "previous": ""}).split('"id":0', 1)
    between, behind = rest.split('"previous":""', 1)
    return {"ahead": f'{ahead}"id":', "between": f'{between}"previous":"', "behind": f'"{behind}'}


def _as_json(values: Mapping[str, Any]) -> str:
    content = {**values, "at": values["at"].isoformat(timespec="microseconds")}
    return json.dumps(content, sort_keys=True, separators=(",", ":"))


def _locked_head(session: Session) -> tuple[int, str]:
    """How many entries there are and the hash of the last one; nobody else adds any until this transaction ends."""
    head = session.execute(_HEAD).first()
    if head is None:  # the very first entry: whoever is quicker puts the head there, and the others wait for it
        insert_once(session, AuditHead, {"id": 1, "entries": 0, "hash": GENESIS}, key="id")
        head = session.execute(_HEAD).one()
    return head.entries, head.hash


_E, _H = table(AuditEntry), table(AuditHead)
_INSERT = sa.insert(_E)
_HEAD = sa.select(_H.c.entries, _H.c.hash).where(_H.c.id == 1).with_for_update()
_MOVE_HEAD = sa.update(_H).where(_H.c.id == 1).values(entries=sa.bindparam("count"), hash=sa.bindparam("last"))


def _linking() -> sa.Insert:
    """Move the head on, or put it there, and write the entry that it stands at then."""
    ahead, between, behind = (sa.bindparam(name, type_=sa.Text) for name in ("ahead", "between", "behind"))

    def after(entries: Any, last: Any) -> Any:
        words = ahead + sa.cast(entries + 1, sa.Text) + between + last + behind
        digest = sa.func.sha256(sa.func.convert_to(words, sa.literal_column("'UTF8'")))
        return sa.func.encode(digest, sa.literal_column("'hex'"))

    first = {"id": 1, "entries": 1, "hash": after(sa.literal_column("0"), sa.literal(GENESIS, sa.Text))}
    moved = {"entries": _H.c.entries + 1, "hash": after(_H.c.entries, _H.c.hash)}
    there = postgresql.insert(_H).values(first).on_conflict_do_update(index_elements=["id"], set_=moved)
    head = there.returning(_H.c.entries.label("id"), _H.c.hash).cte("head")
    said = [head.c[one.name] if one.name in head.c else sa.bindparam(one.name, type_=one.type) for one in _E.c]
    return sa.insert(_E).from_select([one.name for one in _E.c], sa.select(*said))


_LAST_LINK = _linking().execution_options(**{UNAWAITED: True})
_LINK = _linking().returning(_E.c.id)
