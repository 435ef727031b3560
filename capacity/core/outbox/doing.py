"""What was posted is done after the commit, at least once.

The table is the truth: a row is claimed with a lease, handled, and marked done; a worker that dies leaves a lease that
runs out. Handlers are therefore written so that doing them twice changes nothing.
"""

from __future__ import annotations

import time
from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
import structlog

from capacity.core.clock import now as clock_now
from capacity.core.db import db, is_sqlite
from capacity.core.errors import Away, RefusedForGood
from capacity.core.outbox.posting import DELIVER, Letter, OutboxItem, handlers_of
from capacity.core.unit_of_work import unit_of_work

LEASE = timedelta(minutes=5)
ATTEMPTS = 12
PAUSE = timedelta(minutes=5)
"""For so long everything of one kind waits when what it goes through is away; it waits again for as long as need be."""
LONGEST_PAUSE = timedelta(hours=6)
"""No failed item waits longer than this for its next try."""
CLOCKS_APART = timedelta(hours=1)
"""Two machines' clocks are never so far apart: a lease that ends later was taken by a clock that has been put back."""
LOOKS_EVERY = 60
"""Seconds, by no clock that can be set, after which a worker looks again for what such a clock put off."""

log = structlog.get_logger("outbox")
_looked = float("-inf")


def run_due(now: datetime | None = None, *, limit: int = 1000, leaving: Collection[str] = ()) -> int:
    """Handle what is due, oldest first; how many items were taken. Call without an open transaction.

    Items named in ``leaving`` are left where they are.
    """
    taken = 0
    _catch_up(now)
    while taken < limit:
        moment = now or clock_now()
        item = _claim(moment, leaving)
        if item is None:
            break
        taken += 1
        _handle(item, moment)
    return taken


def _catch_up(now: datetime | None) -> None:
    """Make due what was to be done at once, tried again or let go of by now, if a clock that was ahead wrote the moment
    down: its letters would wait until that moment comes.

    What was meant for later is left alone; each handler judges by the clock whether its time has come.
    """
    global _looked
    beat = time.monotonic()
    if now is None and beat - _looked < LOOKS_EVERY:
        return
    _looked, moment = beat, now or clock_now()
    open_ = sa.and_(OutboxItem.done_at.is_(None), OutboxItem.failed_at.is_(None))
    at_once = OutboxItem.run_at <= OutboxItem.created_at
    tried = sa.and_(OutboxItem.attempts > 0, OutboxItem.run_at > moment + LONGEST_PAUSE)
    put_off = sa.and_(open_, OutboxItem.run_at > moment, sa.or_(at_once, tried))
    held = sa.and_(open_, OutboxItem.leased_until > moment + LEASE + CLOCKS_APART)
    if db.session.scalar(sa.select(OutboxItem.id).where(sa.or_(put_off, held)).limit(1)) is None:
        db.session.rollback()
        return
    log.warning("the clock was put back")
    with unit_of_work() as session:
        unsynchronised = {"synchronize_session": False}
        session.execute(sa.update(OutboxItem).where(put_off).values(run_at=moment), execution_options=unsynchronised)
        session.execute(sa.update(OutboxItem).where(held).values(leased_until=None), execution_options=unsynchronised)


def _claim(now: datetime, leaving: Collection[str]) -> tuple[int, str, dict[str, Any], int] | None:
    with unit_of_work() as session:
        due = (
            sa.select(OutboxItem.id)
            .where(OutboxItem.done_at.is_(None), OutboxItem.failed_at.is_(None), OutboxItem.run_at <= now)
            .where(sa.or_(OutboxItem.leased_until.is_(None), OutboxItem.leased_until < now))
            .where(OutboxItem.name.not_in(leaving))
            .order_by(OutboxItem.run_at, OutboxItem.id)
            .limit(1)
        )
        if not is_sqlite(session):
            due = due.with_for_update(skip_locked=True)
        row = session.execute(
            sa.update(OutboxItem)
            .where(OutboxItem.id == due.scalar_subquery())
            .values(leased_until=now + LEASE, attempts=OutboxItem.attempts + 1)
            .returning(OutboxItem.id, OutboxItem.name, OutboxItem.payload, OutboxItem.attempts)
            .execution_options(synchronize_session=False)
        ).first()
        return None if row is None else (row.id, row.name, row.payload, row.attempts)


def _handle(item: tuple[int, str, dict[str, Any], int], now: datetime) -> None:
    number, name, payload, attempts = item
    if attempts > ATTEMPTS:  # each time the worker died before it could say how it ended
        _end_in_vain(item, "the worker did not survive it", now)
        return
    try:
        for handler in handlers_of(name):
            handler(payload)
    except Away as problem:
        db.session.rollback()
        log.warning("outbox waits", name=name, error=str(problem))
        _wait(number, name, now)
    except RefusedForGood as problem:
        db.session.rollback()
        log.warning("outbox item refused", item=number, name=name, error=str(problem))
        _end_in_vain((number, name, payload, ATTEMPTS), str(problem), now)
    except Exception as problem:  # noqa: BLE001 - one bad letter must not stop the others; it is logged and tried again
        db.session.rollback()
        log.warning("outbox item failed", item=number, name=name, attempts=attempts, error=type(problem).__name__)
        _end_in_vain(item, f"{type(problem).__name__}: {problem}"[:500], now)
    else:
        _mark(number, error=None, attempts=attempts, now=now)


def _end_in_vain(item: tuple[int, str, dict[str, Any], int], error: str, now: datetime) -> None:
    number, name, payload, attempts = item
    _mark(number, error=error, attempts=attempts, now=now)
    if name == DELIVER and attempts >= ATTEMPTS:
        _give_up(payload["letter"], now)


def _wait(number: int, name: str, now: datetime) -> None:
    """Leave everything of this name for later, in its order: each of them would only be kept waiting in vain, and all
    that stands behind them with it."""
    due = sa.and_(OutboxItem.name == name, OutboxItem.done_at.is_(None), OutboxItem.failed_at.is_(None))
    alike = sa.and_(due, OutboxItem.run_at <= now, OutboxItem.leased_until.is_(None))
    with unit_of_work() as session:
        session.execute(sa.update(OutboxItem).where(alike).values(run_at=now + PAUSE))
        mine = sa.update(OutboxItem).where(OutboxItem.id == number)
        session.execute(mine.values(run_at=now + PAUSE, leased_until=None, attempts=OutboxItem.attempts - 1))


def _mark(number: int, *, error: str | None, attempts: int, now: datetime) -> None:
    with unit_of_work() as session:
        values: dict[str, Any] = {"leased_until": None, "error": error}
        if error is None:
            values["done_at"] = now
        elif attempts >= ATTEMPTS:
            values["failed_at"] = now
        else:
            values["run_at"] = now + timedelta(seconds=min(30 * 2**attempts, LONGEST_PAUSE.total_seconds()))
        session.execute(sa.update(OutboxItem).where(OutboxItem.id == number).values(**values))


def _give_up(key: str, now: datetime) -> None:
    with unit_of_work() as session:
        session.execute(sa.update(Letter).where(Letter.key == key, Letter.sent_at.is_(None)).values(failed_at=now))
