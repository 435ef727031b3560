"""A connection to PostgreSQL that is reading ends without a word too many, and one whose server left is replaced."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from psycopg.pq import TransactionStatus

from capacity.core.asking import UNAWAITED, ahead
from capacity.core.db import db
from capacity.core.postgres import PREPARED_AFTER
from capacity.core.prepared import Connection

pytestmark = pytest.mark.on_postgres

GREETING = sa.text("SELECT 'good day' WHERE :asked")
PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE '%good day%' AND name LIKE :ours")


@pytest.fixture(autouse=True)
def _no_connection_yet(app: Flask) -> None:
    """Whatever number of connections an earlier test left in the pool."""
    db.session.remove()
    db.engine.dispose()


def greeted() -> str:
    return str(db.session.scalar(GREETING, {"asked": True}))


def test_what_was_prepared_outlives_the_pages_that_only_read(app: Flask) -> None:
    for _page in range(PREPARED_AFTER + 1):
        greeted()
        db.session.rollback()
    assert db.session.scalar(PREPARED, {"ours": "_pg3_%"}) == 1


def test_the_columns_of_an_answer_are_described_to_whom_asks(app: Flask) -> None:
    two = db.session.execute(sa.text("SELECT 1 AS one, 'Zagora' AS place"))
    assert (list(two.keys()), two.one()) == (["one", "place"], (1, "Zagora"))
    with db.session.connection().connection.cursor() as cursor:
        cursor.execute("SELECT 1 AS one, 'Zagora' AS place")
        assert [(column[0], len(cursor.description)) for column in cursor.description] == [("one", 2), ("place", 2)]
        cursor.execute("SET LOCAL lock_timeout = 5")
        assert cursor.description is None


def test_a_statement_that_fails_ends_its_transaction_alone(app: Flask) -> None:
    with pytest.raises(sa.exc.DataError):
        db.session.execute(sa.text("SELECT 1 / 0"))
    db.session.rollback()
    assert greeted() == "good day"


def test_a_connection_that_the_server_ended_while_nobody_used_it_is_replaced(app: Flask) -> None:
    number = sa.text("SELECT pg_backend_pid()")
    with db.engine.connect() as one, db.engine.connect() as other:
        numbers = {one.scalar(number), other.scalar(number)}
    with db.engine.connect() as one:
        [gone] = numbers - {one.scalar(number)}
        one.execute(sa.text("SELECT pg_terminate_backend(:gone, 5000)"), {"gone": gone})
    with db.engine.connect() as one, db.engine.connect() as other:
        assert gone not in {one.scalar(number), other.scalar(number)}


@pytest.mark.parametrize("next_", ["prepared", "new", "put off", "committed", "rolled back"])
def test_nobody_waits_until_what_was_only_read_has_ended(app: Flask, next_: str) -> None:
    """The answer is looked at by whoever asks next on the same line, whatever it is."""
    with db.engine.connect() as line:
        for _page in range(PREPARED_AFTER + 1):
            line.execute(GREETING, {"asked": True})
            line.rollback()
        server = line.connection.dbapi_connection.pgconn
        assert server.transaction_status == TransactionStatus.ACTIVE
        {
            "prepared": lambda: line.execute(GREETING, {"asked": True}),
            "new": lambda: line.execute(sa.text("SELECT 'never asked before'")),
            "put off": lambda: line.execute(GREETING, {"asked": True}, execution_options={UNAWAITED: True}),
            "committed": line.commit,
            "rolled back": line.rollback,
        }[next_]()
        line.commit()
        assert line.scalar(GREETING, {"asked": True}) == "good day"
        assert server.transaction_status == TransactionStatus.INTRANS


class _Slips(Exception):
    """psycopg was asked where the quick way was meant."""


@pytest.fixture
def prepared(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The greeting is prepared, and nothing is asked of psycopg's own way any more."""
    for _page in range(PREPARED_AFTER + 1):
        greeted()
        db.session.rollback()

    def slow(*_arguments: object, **_options: object) -> None:
        raise _Slips

    monkeypatch.setattr("psycopg.Cursor.execute", slow)


def in_transaction() -> bool:
    return db.session.connection().connection.dbapi_connection.pgconn.transaction_status == 2


@pytest.mark.usefixtures("prepared")
def test_what_is_prepared_is_asked_in_one_message_with_the_beginning_of_its_transaction() -> None:
    connection = db.session.connection().connection.dbapi_connection
    assert not in_transaction()
    assert [greeted(), greeted()] == ["good day", "good day"]
    assert in_transaction()
    assert connection.pgconn.pipeline_status == 0
    db.session.commit()
    assert connection.pgconn.transaction_status == 0
    assert greeted() == "good day"
    with pytest.raises(_Slips):
        db.session.execute(sa.text("SELECT 'good night' WHERE :asked"), {"asked": True})


DIVIDED = sa.text("SELECT 1 / CAST(:by AS integer)")


@pytest.mark.parametrize("begun", [False, True])
def test_a_prepared_statement_that_fails_says_so_and_fails_its_transaction(app: Flask, *, begun: bool) -> None:
    for _page in range(PREPARED_AFTER + 1):
        db.session.scalar(DIVIDED, {"by": 1})
        db.session.rollback()
    if begun:
        greeted()
    with pytest.raises(sa.exc.DataError, match="division by zero"):
        db.session.scalar(DIVIDED, {"by": 0})
    with pytest.raises(sa.exc.InternalError, match="aborted"):
        db.session.scalar(DIVIDED, {"by": 1})
    db.session.rollback()
    assert (db.session.scalar(DIVIDED, {"by": 1}), greeted()) == (1, "good day")


@pytest.mark.parametrize("begun", [False, True])
@pytest.mark.parametrize("awaited", [True, False])
def test_a_line_that_breaks_under_a_prepared_statement_is_a_disconnect(
    app: Flask, *, begun: bool, awaited: bool
) -> None:
    """The server ends the connection after it was asked for a sleep, or while it commits after one; whoever asks next
    has a new one."""
    waited, number = sa.text("SELECT pg_sleep(:long)"), sa.text("SELECT pg_backend_pid()")
    with db.engine.connect() as other:
        for _page in range(PREPARED_AFTER + 1):
            db.session.execute(waited, {"long": 0.0})
            mine = db.session.scalar(number)
            db.session.rollback()
        if begun:
            greeted()
        ending = threading.Timer(0.2, other.execute, [sa.text(f"SELECT pg_terminate_backend({mine})")])
        ending.start()
        if not awaited:
            waited = waited.execution_options(**{UNAWAITED: True})
        with pytest.raises(sa.exc.OperationalError) as problem:
            db.session.execute(waited, {"long": 10.0})
            db.session.commit()
        ending.join()
    assert problem.value.connection_invalidated
    db.session.rollback()
    assert greeted() == "good day"


def test_a_commit_that_the_database_refuses_is_not_taken_for_one(app: Flask) -> None:
    """What is checked at the very end, as constraints may be that wait for it."""
    db.session.execute(sa.text("CREATE TEMPORARY TABLE late (n integer UNIQUE DEFERRABLE INITIALLY DEFERRED)"))
    db.session.execute(sa.text("INSERT INTO late VALUES (1), (1)"))
    with pytest.raises(sa.exc.IntegrityError, match="duplicate key"):
        db.session.commit()
    db.session.rollback()


def test_other_threads_go_on_while_a_prepared_statement_waits(app: Flask) -> None:
    waited, went_on = sa.text("SELECT pg_sleep(:long)"), threading.Event()
    for _page in range(PREPARED_AFTER + 1):
        db.session.execute(waited, {"long": 0.0})
        db.session.rollback()
    for _begun in (False, True):
        went_on.clear()
        threading.Timer(0.1, went_on.set).start()
        db.session.execute(waited, {"long": 0.3})
        assert went_on.is_set()


@pytest.fixture
def messages(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """How many statements each message carries that is not one prepared statement alone; and a table to write in."""
    with db.engine.begin() as apart:
        apart.execute(sa.text("CREATE TABLE kept (n integer UNIQUE)"))
    sent, send = [], Connection.send

    def counted(line: Connection, asked: Sequence[Any], *, commit: bool = False) -> list[Any]:
        sent.append(len(line.between.put_off) + len(asked) + commit)
        return send(line, asked, commit=commit)

    monkeypatch.setattr(Connection, "send", counted)
    for number in range(PREPARED_AFTER + 1):
        db.session.execute(KEEP, {"n": -number})
        db.session.scalar(COUNT, {"least": 1})
        greeted()
        db.session.rollback()
    sent.clear()
    yield sent
    db.session.rollback()
    with db.engine.begin() as apart:
        apart.execute(sa.text("DROP TABLE kept"))


KEEP = sa.text("INSERT INTO kept VALUES (:n)").execution_options(**{UNAWAITED: True})
COUNT = sa.select(sa.func.count()).select_from(sa.table("kept", sa.column("n"))).where(
    sa.column("n") >= sa.bindparam("least", type_=sa.BigInteger)
)  # fmt: skip


def test_what_nobody_waits_for_travels_with_the_commit(messages: list[int]) -> None:
    for number in (1, 2):
        db.session.execute(KEEP, {"n": number})
    assert messages == []
    db.session.commit()
    assert messages == [3]
    assert db.session.scalar(COUNT, {"least": 1}) == 2


def test_what_nobody_waits_for_comes_before_the_next_statement(messages: list[int]) -> None:
    db.session.execute(KEEP, {"n": 1})
    assert db.session.scalar(COUNT, {"least": 1}) == 1
    assert messages == [2]
    db.session.execute(KEEP, {"n": 2})
    assert db.session.scalar(sa.text("SELECT count(*) FROM kept")) == 2
    db.session.execute(KEEP, {"n": 3})
    db.session.rollback()
    assert db.session.scalar(COUNT, {"least": 1}) == 0


@pytest.mark.parametrize("ending", ["commit", "next", "other"])
def test_what_nobody_waits_for_is_not_lost_when_it_fails(messages: list[int], ending: str) -> None:
    """Whoever comes next is told, and nothing of the transaction stays."""
    db.session.execute(KEEP, {"n": 1})
    db.session.execute(KEEP, {"n": 1})
    with pytest.raises(sa.exc.IntegrityError, match="kept_n_key"):
        {
            "commit": db.session.commit,
            "next": lambda: db.session.scalar(COUNT, {"least": 1}),
            "other": lambda: db.session.execute(sa.text("SELECT 'never asked before'")),
        }[ending]()
    db.session.rollback()
    assert db.session.scalar(COUNT, {"least": 1}) == 0


def test_what_is_asked_next_is_answered_beforehand(messages: list[int]) -> None:
    next_ = ahead([(COUNT, {"least": 1}), (COUNT, {"least": 5})])
    db.session.execute(GREETING, {"asked": True}, execution_options=next_)
    assert messages == [3]
    assert [db.session.scalar(COUNT, {"least": least}) for least in (5, 1)] == [0, 0]
    assert messages == [3]
    db.session.execute(GREETING, {"asked": True}, execution_options=next_)
    db.session.execute(KEEP, {"n": 7})
    assert db.session.scalar(COUNT, {"least": 1}) == 1, "what was written meanwhile counts"
    db.session.rollback()
    db.session.execute(GREETING, {"asked": True}, execution_options=next_)
    db.session.rollback()
    with db.engine.begin() as other:
        other.execute(sa.text("INSERT INTO kept VALUES (8)"))
    assert db.session.scalar(COUNT, {"least": 1}) == 1, "what was answered belongs to its transaction"


def test_what_is_asked_next_may_name_several_values(messages: list[int]) -> None:
    for _page in range(PREPARED_AFTER + 1):
        db.session.scalar(AMONG, {"numbers": [7, 8]})
        db.session.rollback()
    messages.clear()
    db.session.execute(GREETING, {"asked": True}, execution_options=ahead([(AMONG, {"numbers": [7, 8]})]))
    assert messages == [2]
    assert db.session.scalar(AMONG, {"numbers": [7, 8]}) == 0
    assert messages == [2]


AMONG = sa.select(sa.func.count()).select_from(sa.table("kept", sa.column("n"))).where(
    sa.column("n").in_(sa.bindparam("numbers", expanding=True)), sa.column("n").not_in([-1, -2])
)  # fmt: skip


def test_what_is_asked_next_may_fail_for_itself(app: Flask) -> None:
    for _page in range(PREPARED_AFTER + 1):
        db.session.scalar(DIVIDED, {"by": 1})
        greeted()
        db.session.rollback()
    next_ = ahead([(DIVIDED, {"by": 0})])
    assert db.session.execute(GREETING, {"asked": True}, execution_options=next_).scalar() == "good day"
    with pytest.raises(sa.exc.DataError, match="division by zero"):
        db.session.scalar(DIVIDED, {"by": 0})
