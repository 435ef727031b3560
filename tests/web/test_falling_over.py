"""The database falls over in the middle of a request, and the person at the page does not notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from sqlalchemy import event

from capacity.core.db import db
from capacity.core.kept_views import KeptView
from tests.factories import people

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")


@contextmanager
def falling(engine: sa.Engine, part: str) -> Iterator[list[str]]:
    """The first statement with these words loses its connection, as when PostgreSQL is killed; SQLite has none."""
    lost: list[str] = []

    def kill(connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if part in statement and not lost and connection.dialect.name == "postgresql":
            lost.append(statement)
            number = connection.connection.driver_connection.info.backend_pid
            with sa.create_engine(engine.url).connect() as other:
                other.execute(sa.select(sa.func.pg_terminate_backend(number, 5000)))

    event.listen(engine, "before_cursor_execute", kill)
    try:
        yield lost
    finally:
        event.remove(engine, "before_cursor_execute", kill)


@pytest.mark.parametrize("part", ["FROM login_sessions", "INSERT INTO kept_views"])
def test_a_request_is_made_again_when_nothing_of_it_was_kept(
    app: Flask, database: str, sign_in: Callable[..., Any], part: str
) -> None:
    """Whether it was reading who asks, or about to write."""
    client = sign_in(people.coordinator())
    with app.test_request_context():
        address = url_for("kept_views.keep")
    data = {
        "name": "Mine",
        "list_name": "applications.desk",
        "query": "state=eligible",
        "csrf_token": client.own_token(),
    }
    with falling(db.engine, part) as lost:
        answer = client.post(address, data=data)
    assert len(lost) == (database == "postgres")
    assert answer.status_code == 302
    assert db.session.scalar(sa.select(sa.func.count()).select_from(KeptView)) == 1
