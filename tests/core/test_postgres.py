"""A connection to PostgreSQL that is reading ends without a word too many, and one whose server left is replaced."""

from __future__ import annotations

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.core.db import db
from capacity.core.postgres import PREPARED_AFTER

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
