"""Letters and jobs that join the transaction, to be done after it; by what names their handlers are known."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core.db import Base, Id, Mapped, db, insert_once, mapped_column
from capacity.core.later import insert_once_later

KEPT_DONE = timedelta(days=90)
"""For so long what was done can still be looked up; a letter has a record of its own."""
DELIVER = "letter.deliver"

Handler = Callable[[Mapping[str, Any]], None]
_handlers: dict[str, list[Handler]] = {}


class OutboxItem(Base):
    """Something to do after the commit: an event for a later room, or a letter to deliver."""

    __tablename__ = "outbox_items"
    __table_args__ = (
        sa.Index(
            "ix_outbox_items_due",
            "run_at",
            sqlite_where=sa.text("done_at IS NULL"),
            postgresql_where=sa.text("done_at IS NULL"),
        ),
    )

    id: Mapped[Id]
    name: Mapped[str] = mapped_column(sa.String(80))
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    payload: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime]
    run_at: Mapped[datetime]
    leased_until: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    error: Mapped[str | None] = mapped_column(sa.Text)


class Letter(Base):
    """A letter, frozen when it was decided: template and data. It can be read on the site by whom it was written to."""

    __tablename__ = "letters"
    __table_args__ = (sa.Index("ix_letters_about", "about_type", "about_id"),)

    id: Mapped[Id]
    key: Mapped[str] = mapped_column(sa.String(200), unique=True)
    template: Mapped[str] = mapped_column(sa.String(120))
    language: Mapped[str] = mapped_column(sa.String(2))
    person_id: Mapped[int | None] = mapped_column(index=True)
    association_id: Mapped[int | None] = mapped_column(index=True)
    address: Mapped[str] = mapped_column(sa.String(254))
    data: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    about_type: Mapped[str | None] = mapped_column(sa.String(60))
    about_id: Mapped[int | None]
    created_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    superseded_at: Mapped[datetime | None]
    failed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]

    @property
    def message_id(self) -> str:
        """The same for every delivery of this letter, so that a repeated one is recognised."""
        return message_id_of(self.key)


def message_id_of(key: str) -> str:
    """By which a letter is known outside: it tells nothing of how many there are."""
    return hashlib.sha256(key.encode()).hexdigest()[:32]


def handles(name: str) -> Callable[[Handler], Handler]:
    """Register a handler for items of this name; several rooms may handle one event."""

    def register(handler: Handler) -> Handler:
        known = _handlers.setdefault(name, [])
        if handler not in known:
            known.append(handler)
        return handler

    return register


def handlers_of(name: str) -> Sequence[Handler]:
    """Those that handle items of this name, in the order in which they were registered."""
    return _handlers.get(name, ())


def heard() -> frozenset[str]:
    """The names that some room handles; an event of another name is done as soon as it is taken."""
    return frozenset(_handlers)


def post(name: str, payload: Mapping[str, Any], *, key: str, now: datetime, run_at: datetime | None = None) -> None:
    """Ask for ``name`` to be handled after the commit; a key that exists already changes nothing."""
    item = {"name": name, "key": key, "payload": dict(payload), "created_at": now, "run_at": run_at or now}
    insert_once_later(db.session(), OutboxItem, item, key="key")


def letter(
    template: str,
    *,
    key: str,
    now: datetime,
    address: str,
    language: str,
    data: Mapping[str, Any],
    person_id: int | None = None,
    association_id: int | None = None,
    about: Any = None,
    is_first: bool = False,
) -> None:
    """Write a letter that leaves after the commit.

    ``template`` is ``wing/room/name`` (found in that room's ``letters`` folder); ``key`` makes it unique, so that a
    decision writes one letter however often its action is repeated; ``data`` is plain JSON. ``is_first``: nobody can
    have written it, since what its key names was made in this very transaction; then its row waits for the end.
    """
    written = {
        "key": key,
        "template": template,
        "language": language,
        "person_id": person_id,
        "association_id": association_id,
        "address": address,
        "data": dict(data),
        "about_type": about.__tablename__ if about is not None else None,
        "about_id": about.id if about is not None else None,
        "created_at": now,
    }
    if is_first:
        insert_once_later(db.session(), Letter, written, key="key")
    if is_first or insert_once(db.session(), Letter, written, key="key"):
        post(DELIVER, {"letter": key}, key=f"letter:{key}", now=now)


def supersede(about: Any, *, now: datetime) -> int:
    """Stop the letters about this object that have not left yet; how many they were."""
    stopped = db.session.execute(
        sa.update(Letter)
        .where(Letter.about_type == about.__tablename__, Letter.about_id == about.id)
        .where(Letter.sent_at.is_(None), Letter.superseded_at.is_(None))
        .values(superseded_at=now)
        .returning(Letter.id)
    )
    return len(stopped.all())


def sweep(now: datetime) -> int:
    """Forget what was done long ago, in the current unit of work; how many items. What failed stays to be seen."""
    old = sa.delete(OutboxItem).where(OutboxItem.done_at < now - KEPT_DONE).returning(OutboxItem.id)
    return len(db.session.execute(old, execution_options={"synchronize_session": False}).all())


def waiting(session: Session) -> int:
    """How many items are neither done nor given up."""
    statement = sa.select(sa.func.count()).select_from(OutboxItem)
    return session.scalar(statement.where(OutboxItem.done_at.is_(None), OutboxItem.failed_at.is_(None))) or 0
