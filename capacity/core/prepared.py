"""psycopg's cursor, with fewer steps for what a page asks again and again.

psycopg waits in ways that suit threads and event loops alike, a step at a time. Here a thread waits for its answer and
for nothing else: what the server has prepared is asked for with one call of libpq, and a transaction begins in the same
message as its first statement. Whatever else there is, psycopg does as ever. This leans on names of psycopg that are
not public, so the pinned version counts; ``tests/core/test_postgres.py`` says whether it still holds.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any

import psycopg
from psycopg import adapt, errors
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.rows import TupleRow

_READY = frozenset({TransactionStatus.IDLE, TransactionStatus.INTRANS})
_SOUND = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})


class _Columns(Sequence[psycopg.Column]):
    """The columns of a result, described when somebody asks."""

    def __init__(self, cursor: psycopg.Cursor[TupleRow], count: int) -> None:
        self._cursor, self._count = cursor, count

    @cached_property
    def _described(self) -> list[psycopg.Column]:
        return [psycopg.Column(self._cursor, number) for number in range(self._count)]

    def __getitem__(self, index: Any) -> Any:
        return self._described[index]

    def __len__(self) -> int:
        return self._count


class Cursor(psycopg.Cursor[TupleRow]):
    """One that asks at once for what is prepared, and does not describe each column of each answer: SQLAlchemy knows
    them from the first time."""

    @property
    def description(self) -> Any:
        """The columns of the answer; None where it has no rows."""
        answer = self.pgresult
        return _Columns(self, answer.nfields) if answer is not None and answer.nfields else super().description

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """As psycopg's."""
        if params is not None and not how and not self._closed and self._conn._pipeline is None:
            with self._conn.lock:
                if self._answered(query, params):
                    return self
        return super().execute(query, params, **how)

    def _answered(self, query: Any, params: Any) -> bool:
        """Ask for it, if the server has prepared it on this connection; whether it has."""
        connection, server = self._conn, self._pgconn
        prepared = connection._prepared
        self._reset()
        self._tx = adapt.Transformer(self)
        wanted = self._convert_query(query, params)
        key = (wanted.query, wanted.types)
        name = prepared._names.get(key)
        if name is None or prepared._to_flush or (now := server.transaction_status) not in _READY:
            return False
        prepared._names.move_to_end(key)
        if now == TransactionStatus.INTRANS or connection.autocommit:
            answer = server.exec_prepared(name, wanted.params, wanted.formats, self.format)  # type: ignore[arg-type] # None is NULL
        else:
            answer = self._begun_with(name, wanted)
        if answer.status not in _SOUND:
            raise problem_of(server, answer)
        self._last_query = query
        self._set_results([answer])
        return True

    def _begun_with(self, name: bytes, wanted: Any) -> Any:
        """Begin a transaction and ask for this in it, in one message; what was answered, or what went wrong first."""
        server = self._pgconn
        server.enter_pipeline_mode()
        server.send_query_params(self._conn._get_tx_start_command(), None)
        server.send_query_prepared(name, wanted.params, wanted.formats, result_format=self.format)
        server.pipeline_sync()
        answers = [*_answers_of(server)]
        if server.status != ConnStatus.BAD:
            server.exit_pipeline_mode()
        return next((one for one in answers if one.status not in _SOUND), answers[-1])


def problem_of(server: Any, answer: Any) -> errors.Error:
    """What went wrong, of an answer that says so: an OperationalError where the line is broken."""
    if server.status == ConnStatus.BAD:
        return errors.OperationalError(server.get_error_message())
    return errors.error_from_result(answer, encoding=server._encoding)


def _answers_of(server: Any) -> Iterator[Any]:
    """What is answered until the two sides are in step again, or the line is broken; other threads go on meanwhile."""
    line = select.poll()
    while server.flush():
        line.register(server.socket, select.POLLIN | select.POLLOUT)
        line.poll()
        server.consume_input()
    line.register(server.socket, select.POLLIN)
    while True:
        while server.is_busy():
            line.poll()
            server.consume_input()
        answer = server.get_result()
        if answer is not None and answer.status == ExecStatus.PIPELINE_SYNC:
            return
        if answer is not None:
            yield answer
        elif server.status == ConnStatus.BAD:
            return
