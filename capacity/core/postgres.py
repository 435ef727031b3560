"""PostgreSQL through psycopg, which asks the server no more than it has to.

Two things are told here without a word over the wire: that a connection lives, and that what was prepared on it stays.
A server that is being started again is waited for; a lock that somebody else holds is waited for as long as SQLite's
is, and a machine that fell silent is given up.
"""

from __future__ import annotations

import select
import time
from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from sqlalchemy.dialects.postgresql.psycopg import PGDialect_psycopg

from capacity.core.asking import AHEAD, UNAWAITED
from capacity.core.prepared import Connection, Cursor

PREPARED_AFTER = 2
"""So often a statement is put together before the server keeps it: nearly all of ours come again and again."""
MOST_PREPARED = 300
RETURNS_WITHIN = 30
"""Seconds for which a page waits for a database that was there and is being started again."""
PATIENCE_MS = 15_000
"""For so long a statement waits for a lock that somebody else holds; then it is said that nothing was kept."""
LEFT_OPEN_MS = 600_000
"""A transaction in which nothing is asked for so long belongs to nobody any more: the server gives its locks back."""
SILENT = {
    "connect_timeout": 10,
    "keepalives_idle": 20,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
"""A server that says nothing, not even that it is gone, is noticed within half a minute."""
OF_A_PAGE = "-c max_parallel_workers_per_gather=0 -c jit=off"
"""Pages ask for little of much. A server that expects to meet more would start other processes for it, or compile what
is asked: either takes longer than the answer."""
_NOTHING: Mapping[str, Any] = {}


class Dialect(PGDialect_psycopg):
    """SQLAlchemy's own for psycopg."""

    supports_statement_cache = True
    was_there = False

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)  # type: ignore[no-untyped-call]
        self._said: dict[Any, Any] = {}

    def connect(self, *arguments: Any, **options: Any) -> Any:
        """A connection that keeps as many prepared statements as our pages have.

        A PostgreSQL that is being started again is waited for; one that was never there is not. What the address of
        the database says of the limits (``?options=-c lock_timeout=…``) stands above ours.
        """
        refused = self.loaded_dbapi.OperationalError if self.was_there else ()
        begin = Connection.connect
        limits = f"-c lock_timeout={PATIENCE_MS} -c idle_in_transaction_session_timeout={LEFT_OPEN_MS}"
        options = SILENT | options | {"options": f"{limits} {OF_A_PAGE} {options.get('options', '')}".rstrip()}
        connection = patiently(lambda: begin(*arguments, **options), refused)
        self.was_there = True
        connection.cursor_factory = Cursor
        connection.prepare_threshold, connection.prepared_max = PREPARED_AFTER, MOST_PREPARED
        return connection

    def do_ping(self, dbapi_connection: Any) -> bool:
        """Whether the connection lives.

        A server that goes away says so or closes its end: either is there to be read on a connection that nobody has
        asked anything. Only then is the server asked.
        """
        try:
            dbapi_connection.catch_up()
        except self.loaded_dbapi.Error:
            return False
        return _is_quiet(dbapi_connection) or bool(super().do_ping(dbapi_connection))  # type: ignore[no-untyped-call]

    def do_execute(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """Ask for it, together with what belongs to it (``core.asking``)."""
        options = context.execution_options if context is not None else _NOTHING
        if type(cursor) is not Cursor:
            cursor.connection.settle()
            cursor.execute(statement, parameters)
            return
        ahead = [self._told(*one) for one in options.get(AHEAD, ())]
        is_asked = cursor.put_off if UNAWAITED in options else partial(cursor.ask, ahead=ahead)
        if not is_asked(statement, parameters):
            cursor.as_ever(statement, parameters)

    def do_executemany(self, cursor: Any, statement: str, parameters: Any, context: Any = None) -> None:
        """The same with several rows of values."""
        if context is None or UNAWAITED not in context.execution_options or type(cursor) is not Cursor:
            cursor.connection.settle()
            super().do_executemany(cursor, statement, parameters, context)  # type: ignore[no-untyped-call]
            return
        for values in parameters:
            if not cursor.put_off(statement, values):
                cursor.as_ever(statement, values)

    def _told(self, statement: Any, values: Mapping[str, Any]) -> tuple[str, dict[str, Any]]:
        """The statement as SQLAlchemy asks for it, with its values as psycopg takes them."""
        said = self._said.get(statement)
        if said is None:
            said = self._said[statement] = statement.compile(dialect=self)
        if said.post_compile_params:  # lists of values, which stand in it one by one
            listed = said.construct_expanded_state(values)
            text, made, processors = listed.statement, listed.parameters, listed.processors
        else:
            text, made, processors = said.string, said.construct_params(values), said._bind_processors
        return text, {name: processors.get(name, _as_it_is)(value) for name, value in made.items()}

    def do_commit(self, dbapi_connection: Any) -> None:
        """Keep what was written, in one step."""
        if not dbapi_connection.end_at_once():
            super().do_commit(dbapi_connection)  # type: ignore[no-untyped-call]

    def do_rollback(self, dbapi_connection: Any) -> None:
        """End the transaction in vain, as every page that only reads does.

        psycopg has the server forget all prepared statements then, in case a table they need was made in the same
        transaction. Ours are not; planning the statements of each page anew took longer than running them. Nor does
        anybody wait until it has ended.
        """
        if not dbapi_connection.end_in_vain():
            super().do_rollback(dbapi_connection)  # type: ignore[no-untyped-call]


def _as_it_is(value: Any) -> Any:
    return value


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
