"""SQLite as a server of pages needs it: written ahead, flushed, its transactions begun by us.

This is told by a dialect rather than by listening to the engine: whoever listens to one thing slows all the others.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

from capacity.core.sqlite_queue import Place, Queue, queue_of

PATIENCE_MS = 30_000
"""For so long who is about to write waits for other writers, in the queue and then for SQLite; then it is said that
nothing was kept."""
PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",
    "foreign_keys=ON",
    "temp_store=MEMORY",
)
LOOKED_AT = 1000
"""Rows of an index that are looked at when they are counted."""


class _Compiler(SQLiteCompiler):
    def get_from_hint_text(self, table: Any, text: str | None) -> str | None:
        """``INDEXED BY …``: which index a table is read by."""
        return text


class Connection(sqlite3.Connection):
    """A connection that waits in a queue before it writes, and leaves it when its transaction ends, however it ends."""

    queue: Queue | None = None
    """None for a database in memory."""
    _place: Place | None = None

    def await_turn(self) -> int:
        """Wait for those who came before, at most ``PATIENCE_MS``; what is left of that for SQLite, in milliseconds.

        Less than a hundredth of it is not counted as waited.
        """
        if self.queue is None:
            return PATIENCE_MS
        began = monotonic()
        self._place = Place(self.queue)
        self._place.wait(began + PATIENCE_MS / 1000)
        waited = (monotonic() - began) * 1000
        return PATIENCE_MS if waited < PATIENCE_MS / 100 else max(0, PATIENCE_MS - int(waited))

    def leave(self) -> None:
        """Let the next one write."""
        if self._place is not None:
            self._place.leave()
            self._place = None

    def rollback(self) -> None:
        """Keep nothing."""
        try:
            super().rollback()
        finally:
            self.leave()

    def close(self) -> None:
        """Keep nothing, and write no more."""
        try:
            super().close()
        finally:
            self.leave()


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own for Python's sqlite3, which may be told an index to read a table by."""

    supports_statement_cache = True
    statement_compiler = _Compiler

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """A connection that begins no transaction by itself."""
        connection: Any = super().connect(*arguments, factory=Connection, **options)
        connection.isolation_level = None
        _number, _name, path = connection.execute("PRAGMA database_list").fetchone()
        connection.queue = queue_of(path) if path else None
        for pragma in (f"busy_timeout={PATIENCE_MS}", *PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin to read: what a page shows is of one moment."""
        dbapi_connection.driver_connection.execute("BEGIN")

    def do_commit(self, dbapi_connection: Any) -> None:
        """Keep what was written, and let the next one write."""
        try:
            super().do_commit(dbapi_connection)  # type: ignore[no-untyped-call]
        finally:
            dbapi_connection.driver_connection.leave()


def begin_immediately(session: Any) -> None:
    """Begin to write, in place of whatever the session has begun; wait for other writers, at most ``PATIENCE_MS``.

    The connection stays the same: giving it back and asking for it again takes longer than what is asked of it. When
    the other writers take longer than that, the session is left as if nothing had been begun.
    """
    if session.new or session.dirty or session.deleted:
        session.rollback()
    session.expire_all()
    connection = session.connection()
    driver: Connection = connection.connection.driver_connection
    driver.rollback()
    try:
        with _patience(driver, driver.await_turn()):
            connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        session.rollback()
        raise


@contextmanager
def _patience(driver: Connection, milliseconds: int) -> Iterator[None]:
    if milliseconds == PATIENCE_MS:
        yield
        return
    driver.execute(f"PRAGMA busy_timeout={milliseconds}")
    try:
        yield
    finally:
        driver.execute(f"PRAGMA busy_timeout={PATIENCE_MS}")


def count_what_is_there(session: Any) -> None:
    """Let SQLite look how many rows of which kind there are: by that it chooses the way to them.

    PostgreSQL does so by itself. Each index is looked at in part only, so that nobody who writes waits for it.
    """
    session.execute(sa.text(f"PRAGMA analysis_limit={LOOKED_AT}"))
    session.execute(sa.text("ANALYZE"))
