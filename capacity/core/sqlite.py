"""SQLite as a server of pages needs it: written ahead, flushed, its transactions begun by us.

This is told by a dialect rather than by listening to the engine: whoever listens to one thing slows all the others.
"""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.sqlite.base import SQLiteCompiler
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite

PATIENCE_MS = 30_000
"""For so long who is about to write waits for another writer; then it is said that nothing was kept. In the last hour
before a closing writers wait in no order: whoever waited long looks ten times a second, who comes anew more often."""
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


class Dialect(SQLiteDialect_pysqlite):
    """SQLAlchemy's own for Python's sqlite3, which may be told an index to read a table by."""

    supports_statement_cache = True
    statement_compiler = _Compiler

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """A connection that begins no transaction by itself."""
        connection: Any = super().connect(*arguments, **options)
        connection.isolation_level = None
        for pragma in (f"busy_timeout={PATIENCE_MS}", *PRAGMAS):
            connection.execute(f"PRAGMA {pragma}")
        return connection

    def do_begin(self, dbapi_connection: Any) -> None:
        """Begin to read: what a page shows is of one moment."""
        dbapi_connection.driver_connection.execute("BEGIN")


def begin_immediately(session: Any) -> None:
    """Begin to write, in place of whatever the session has begun; wait for another writer, at most ``PATIENCE_MS``.

    The connection stays the same: giving it back and asking for it again takes longer than what is asked of it. When
    the other writer takes longer than that, the session is left as if nothing had been begun.
    """
    if session.new or session.dirty or session.deleted:
        session.rollback()
    session.expire_all()
    connection = session.connection()
    connection.connection.driver_connection.execute("ROLLBACK")
    try:
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    except BaseException:
        session.rollback()
        raise


def count_what_is_there(session: Any) -> None:
    """Let SQLite look how many rows of which kind there are: by that it chooses the way to them.

    PostgreSQL does so by itself. Each index is looked at in part only, so that nobody who writes waits for it.
    """
    session.execute(sa.text(f"PRAGMA analysis_limit={LOOKED_AT}"))
    session.execute(sa.text("ANALYZE"))
