"""psycopg's cursor, with fewer steps and fewer messages for what a page asks again and again.

psycopg waits in ways that suit threads and event loops alike, a step at a time. Here a thread waits for its answer and
for nothing else: what the server has prepared is asked for with one call of libpq. Statements that belong together
travel in one message: the beginning of a transaction with its first statement, what nobody waits for with the next one
or the commit, and what is known to be asked next (``core.asking``) with what is asked now. The server does them one
after another all the same. Whatever else there is, psycopg does as ever.

This leans on names of psycopg that are not public, so the pinned version counts; ``tests/core/test_postgres.py`` says
whether it still holds.
"""

from __future__ import annotations

import select
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import psycopg
from psycopg import adapt, errors
from psycopg.pq import ConnStatus, ExecStatus, TransactionStatus
from psycopg.rows import TupleRow

_READY = frozenset({TransactionStatus.IDLE, TransactionStatus.INTRANS})
_OPEN = frozenset({TransactionStatus.INTRANS, TransactionStatus.INERROR})
_SOUND = frozenset({ExecStatus.COMMAND_OK, ExecStatus.TUPLES_OK})
MOST_PUT_OFF = 100
"""So many statements wait for the next message at most."""
Key = tuple[bytes, tuple[Any, ...]]


@dataclass(frozen=True, slots=True)
class _Message:
    """A statement that the server has prepared under this name, with its values."""

    name: bytes
    asked: Any

    @property
    def key(self) -> Key:
        """What is asked, to the letter."""
        return self.asked.query, tuple(None if one is None else bytes(one) for one in self.asked.params or ())


@dataclass
class _Between:
    """What lies between two messages of a connection: what is still to be sent, and what was answered beforehand."""

    put_off: list[_Message] = field(default_factory=list)
    known: dict[Key, Any] = field(default_factory=dict)
    is_ending: bool = False
    """A transaction was ended in vain, and the answer has not been looked at."""


class Connection(psycopg.Connection[TupleRow]):
    """One that sends together what belongs together."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.between = _Between()

    def end_at_once(self) -> bool:
        """Send what was put off, and keep it all; False where there is nothing to keep, or nothing usual about it.
        Raises what either fails with."""
        between, server = self.between, self.pgconn
        between.known.clear()
        self.catch_up()
        with self.lock:
            if between.put_off:
                self.send([], commit=True)
                return True
            if server.transaction_status != TransactionStatus.INTRANS:
                return False
            answer = server.exec_(b"COMMIT")
            if answer.status not in _SOUND:
                raise problem_of(server, answer)
            return True

    def end_in_vain(self) -> bool:
        """End the transaction and go on: the answer, which says nothing, is looked at when the server is asked the next
        time. False where there is nothing to end, or nobody to tell."""
        self.forget()
        between, server = self.between, self.pgconn
        with self.lock:
            if between.is_ending or server.transaction_status not in _OPEN:
                return between.is_ending
            try:
                server.send_query(b"ROLLBACK")
            except errors.OperationalError:
                return False
            between.is_ending = True
            return True

    def catch_up(self) -> None:
        """Look at the answer that nobody waited for. Raises OperationalError where the line broke meanwhile."""
        if not self.between.is_ending:
            return
        self.between.is_ending = False
        with self.lock:
            for answer in _rest_of(self.pgconn):
                if answer.status not in _SOUND:
                    raise problem_of(self.pgconn, answer)

    def forget(self) -> None:
        """Drop what was put off, and what was answered beforehand."""
        self.between.put_off.clear()
        self.between.known.clear()

    def settle(self) -> None:
        """Send what was put off, before something that travels by itself; what was answered beforehand grows old."""
        self.between.known.clear()
        self.catch_up()
        if self.between.put_off:
            with self.lock:
                self.send([])

    def send(self, messages: Sequence[_Message], *, commit: bool = False) -> list[Any]:
        """Send what was put off, then these, in one message; the answers to these. Raises what failed first of what
        was put off, or of the commit."""
        server, put_off = self.pgconn, self.between.put_off
        ahead, begins = [*put_off], not self.autocommit and server.transaction_status == TransactionStatus.IDLE
        put_off.clear()
        server.enter_pipeline_mode()
        if begins:
            server.send_query_params(self._get_tx_start_command(), None)
        for one in (*ahead, *messages):
            server.send_query_prepared(one.name, one.asked.params, one.asked.formats)
        if commit:
            server.send_query_params(b"COMMIT", None)
        server.pipeline_sync()
        answers = [*_answers_of(server)]
        if server.status != ConnStatus.BAD:
            server.exit_pipeline_mode()
        before = begins + len(ahead)
        for one in answers if commit else answers[:before]:
            if one.status not in _SOUND:
                raise problem_of(server, one)
        if len(answers) < before + len(messages) + commit:
            raise errors.OperationalError("the line broke before all was answered")
        return answers[before : before + len(messages)]


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

    _conn: Connection

    @property
    def description(self) -> Any:
        """The columns of the answer; None where it has no rows."""
        answer = self.pgresult
        return _Columns(self, answer.nfields) if answer is not None and answer.nfields else super().description

    def execute(self, query: Any, params: Any = None, **how: Any) -> Any:
        """As psycopg's."""
        return self if not how and self.ask(query, params) else self.as_ever(query, params, **how)

    def ask(self, query: Any, params: Any, ahead: Sequence[tuple[str, Any]] = ()) -> bool:
        """Ask for it if the server has prepared it on this connection, and beforehand for what comes next (``ahead``);
        whether it was asked."""
        if params is None or self._closed or self._conn._pipeline is not None:
            return False
        connection, between = self._conn, self._conn.between
        connection.catch_up()
        with connection.lock:
            self._reset()
            wanted = self._prepared(query, params)
            if wanted is None:
                return False
            answer = between.known.pop(wanted.key, None) if between.known else None
            if answer is None:
                if self._pgconn.transaction_status not in _READY:
                    return False
                answer = self._answer(wanted, [one for one in (self._prepared(*next_) for next_ in ahead) if one])
            if answer.status not in _SOUND:
                raise problem_of(self._pgconn, answer)
            self._last_query = query
            self._set_results([answer])
            return True

    def put_off(self, query: Any, params: Any) -> bool:
        """Let it travel with the next message, as nobody waits for its answer; False if it is not prepared."""
        self._conn.catch_up()
        with self._conn.lock:
            self._reset()
            wanted = self._prepared(query, params)
            if wanted is None or self._pgconn.transaction_status not in _READY:
                return False
            between = self._conn.between
            between.known.clear()
            between.put_off.append(wanted)
            self._last_query = query
            if len(between.put_off) >= MOST_PUT_OFF:
                self._conn.send([])
            return True

    def _answer(self, wanted: _Message, ahead: Sequence[_Message]) -> Any:
        connection, server = self._conn, self._pgconn
        between = connection.between
        between.known.clear()
        is_begun = server.transaction_status == TransactionStatus.INTRANS or connection.autocommit
        if is_begun and not ahead and not between.put_off:
            asked = wanted.asked
            return server.exec_prepared(wanted.name, asked.params, asked.formats)  # None among the values is NULL
        answers = connection.send([wanted, *ahead])
        between.known.update(zip((one.key for one in ahead), answers[1:], strict=True))
        return answers[0]

    def _prepared(self, query: Any, params: Any) -> _Message | None:
        """The message that asks for it; None if the server has not prepared it."""
        prepared = self._conn._prepared
        self._tx = adapt.Transformer(self)
        asked = self._convert_query(query, params)
        key = (asked.query, asked.types)
        name = prepared._names.get(key)
        if name is None or prepared._to_flush:
            return None
        prepared._names.move_to_end(key)
        return _Message(name, asked)

    def as_ever(self, query: Any, params: Any = None, **how: Any) -> Any:
        """Ask for it as psycopg does."""
        self._conn.settle()
        return super().execute(query, params, **how)


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
        answer = _next_of(server, line)
        if answer is not None and answer.status == ExecStatus.PIPELINE_SYNC:
            return
        if answer is not None:
            yield answer
        elif server.status == ConnStatus.BAD:
            return


def _rest_of(server: Any) -> Iterator[Any]:
    """What is answered to the one thing that was asked; other threads go on meanwhile."""
    line = select.poll()
    line.register(server.socket, select.POLLIN)
    while (answer := _next_of(server, line)) is not None:
        yield answer


def _next_of(server: Any, line: select.poll) -> Any:
    """The next answer, waited for; None where there is no more to what was asked."""
    while server.is_busy():
        line.poll()
        server.consume_input()
    return server.get_result()
