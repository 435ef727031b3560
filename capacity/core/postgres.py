"""PostgreSQL through psycopg, which asks the server no more than it has to.

Two things are told here without a word over the wire: that a connection lives, and that what was prepared on it stays.
A server that is being started again is waited for.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

PREPARED_AFTER = 2
"""So often a statement is put together before the server keeps it: nearly all of ours come again and again."""
MOST_PREPARED = 300
RETURNS_WITHIN = 30
"""Seconds for which a page waits for a database that was there and is being started again."""
_IN_TRANSACTION = frozenset({2, 3})
"""As libpq counts: in a transaction, or in one that failed."""
_DONE = 1
"""As libpq counts: a command that gives no rows has succeeded."""


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's own for psycopg."""

    supports_statement_cache = True
    was_there = False

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """A connection that keeps as many prepared statements as our pages have.

        A PostgreSQL that is being started again is waited for; one that was never there is not.
        """
        refused = self.loaded_dbapi.OperationalError if self.was_there else ()
        begin = super().connect
        connection = patiently(lambda: begin(*arguments, **options), refused)
        self.was_there = True
        connection.prepare_threshold, connection.prepared_max = PREPARED_AFTER, MOST_PREPARED
        return connection

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the connection lives.

        A server that goes away says so or closes its end: either is there to be read on a connection that nobody has
        asked anything. Only then is the server asked.
        """
        return _is_quiet(dbapi_connection) or bool(super().do_ping(dbapi_connection))  # type: ignore[no-untyped-call]

    def do_rollback(self, dbapi_connection: Any) -> None:
        """End the transaction in vain, as every page that only reads does.

        psycopg has the server forget all prepared statements then, in case a table they need was made in the same
        transaction. Ours are not; planning the statements of each page anew took longer than running them.
        """
        server = dbapi_connection.pgconn
        if server.transaction_status not in _IN_TRANSACTION or server.exec_(b"ROLLBACK").status != _DONE:
            super().do_rollback(dbapi_connection)  # type: ignore[no-untyped-call]


def patiently(connect: Callable[[], Any], refused: Any, *, seconds: float = RETURNS_WITHIN, pause: float = 0.25) -> Any:
    """Connect, again and again while it is refused in this way, until the seconds are over."""
    until = time.monotonic() + seconds
    while True:
        try:
            return connect()
        except refused:
            if time.monotonic() >= until:
                raise
            time.sleep(pause)


def _is_quiet(connection: Any) -> bool:
    """Whether it is open and nothing has come on it."""
    if connection.closed:
        return False
    waiting = select.poll()
    waiting.register(connection.fileno(), select.POLLIN)
    return not waiting.poll(0)
