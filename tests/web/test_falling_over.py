"""The database falls over in the middle of a request, and the person at the page does not notice."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask, url_for
from sqlalchemy import event

from capacity.admission.applications.models import Answer
from capacity.core.db import db
from capacity.core.kept_views import KeptView
from tests.factories import admission, people

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


@pytest.mark.parametrize("keeps", [False, True])
def test_an_answer_that_may_have_been_kept_is_asked_for_again_and_stands_once(
    app: Flask, database: str, sign_in: Callable[..., Any], keeps: bool
) -> None:
    """The connection is lost in the commit, before the database kept it or before it could say so."""
    application = admission.draft()
    number, question = application.id, next(iter(application.call.questions)).id
    client = sign_in(application.association.members[0].person)
    token = client.csrf_token(f"/applications/{number}/form/{application.call.subjects[0].key}")
    lost: list[int] = []

    def kill(connection: Any) -> None:
        if lost or connection.dialect.name != "postgresql":
            return
        driver = connection.connection.driver_connection
        lost.append(driver.info.backend_pid)
        if keeps:
            driver.execute("COMMIT")
        with sa.create_engine(db.engine.url).connect() as other:
            other.execute(sa.select(sa.func.pg_terminate_backend(lost[0], 5000)))

    db.session.commit()
    event.listen(db.engine, "commit", kill)
    try:
        answer = client.post(
            f"/applications/{number}/answers",
            json={"question": question, "value": "Nos ateliers", "version": 0},
            headers={"X-CSRFToken": token},
        )
    finally:
        event.remove(db.engine, "commit", kill)
    assert (len(lost), answer.status_code) == (database == "postgres", 200)
    assert db.session.scalars(sa.select(Answer.value).where(Answer.application_id == number)).all() == ["Nos ateliers"]
