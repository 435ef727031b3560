"""The database takes nothing in for a while: locked, read only, away. It is said, nothing is lost, and all goes on."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event

from capacity.admission.applications.models import Application, Snapshot
from capacity.core import outbox, postgres, sqlite
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission
from tests.web.test_unsent import BUTTON, form_on

pytestmark = pytest.mark.filterwarnings("ignore::ResourceWarning")
KEPT_NOTHING = "Le service ne peut rien enregistrer en ce moment"


@pytest.fixture(autouse=True)
def _impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits for a lock longer than a twentieth of a second."""
    monkeypatch.setattr(sqlite, "PATIENCE_MS", 50)
    monkeypatch.setattr(postgres, "PATIENCE_MS", 50)
    forget_connections()
    yield
    forget_connections()


def forget_connections() -> None:
    db.session.remove()
    db.engine.dispose()


@contextmanager
def locked(table: str = "applications") -> Iterator[None]:
    """Another process is writing, and takes its time."""
    db.session.commit()
    engine = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
    with engine.connect() as other:
        if engine.dialect.name == "sqlite":
            other.exec_driver_sql("ROLLBACK")
            other.exec_driver_sql("BEGIN IMMEDIATE")
        else:
            other.exec_driver_sql(f"LOCK TABLE {table} IN SHARE ROW EXCLUSIVE MODE")
        yield
        other.rollback()


@contextmanager
def read_for_long(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process reads, of a database whose writer has to wait for its readers, at the commit."""
    with monkeypatch.context() as patched:
        patched.setattr(sqlite, "PRAGMAS", ("journal_mode=DELETE", *sqlite.PRAGMAS[1:]))
        forget_connections()
        other = sa.create_engine(db.engine.url, poolclass=sa.NullPool)
        with other.connect() as reader:
            reader.execute(sa.select(sa.func.count(Application.id)))
            yield
    forget_connections()


@contextmanager
def awaited_at_the_commit(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Another process holds the end of the log, and the entry that is to follow travels with the commit."""
    monkeypatch.setattr(postgres, "PREPARED_AFTER", 0)
    forget_connections()
    admission.draft()  # the server knows from here on how an entry is written
    failed: list[str | None] = []

    def note(met: Any) -> None:
        failed.append(met.statement)

    event.listen(db.engine, "handle_error", note)
    with locked("audit_head"):
        yield
    event.remove(db.engine, "handle_error", note)
    assert failed == [None], "it was the commit that waited, and no statement"


@contextmanager
def read_only() -> Iterator[None]:
    """What one is connected to has become a copy that only reads, as after a change of PostgreSQL's first server."""
    change = f"ALTER DATABASE {db.engine.url.database} SET default_transaction_read_only"
    server = sa.create_engine(db.engine.url, isolation_level="AUTOCOMMIT", poolclass=sa.NullPool)
    with server.connect() as connection:
        connection.exec_driver_sql(f"{change} = on")
        forget_connections()
        try:
            yield
        finally:
            connection.exec_driver_sql(f"{change} = off")
            forget_connections()


def filled(visitor: Any, application: Application) -> tuple[str, dict[str, Any]]:
    """The declaration, about to be sent."""
    signed = {"signed_name": "Salma Alaoui", "signed_role": "présidente", "declared": "y"}
    path, fields = visitor.filled_form(f"/applications/{application.id}/summary", signed)
    visitor.allow_failures = True
    return path, fields


def turned_away(answer: Any) -> None:
    """It is said in French, with when to come back, and left in no cache."""
    assert answer.status_code == 503
    assert KEPT_NOTHING in answer.get_data(as_text=True)
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.headers["Cache-Control"] == "private, no-store"


def sent_again_from_its_page(
    sign_in: Callable[..., Any], clock: Any, unable: Callable[[], AbstractContextManager[None]]
) -> None:
    clock.stop_at(admission.DURING)
    application = admission.complete()
    number = application.id
    visitor = sign_in(admission.member_of(application.association))
    path, fields = filled(visitor, application)
    with unable():
        answer = visitor.post(path, data=fields, headers={**BUTTON, "Accept-Language": "fr"})
        turned_away(answer)
        visitor.get("/calls")  # whoever only reads goes on
    count = sa.select(sa.func.count(Snapshot.id)).where(Snapshot.application_id == number)
    assert db.session.scalar(count) == 0
    again = form_on(answer, path)
    assert (again["signed_role"], again["submission_id"]) == ("présidente", fields["submission_id"][0])
    for _press in range(2):
        assert visitor.post(path, data=again).status_code == 302
    assert db.session.scalar(count) == 1


def test_what_is_sent_while_somebody_else_holds_the_database_is_sent_again_from_its_page(
    sign_in: Callable[..., Any], clock: Any
) -> None:
    sent_again_from_its_page(sign_in, clock, locked)


@pytest.mark.one_database
def test_a_commit_that_waited_in_vain_kept_nothing_and_says_so(
    sign_in: Callable[..., Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_again_from_its_page(sign_in, clock, lambda: read_for_long(monkeypatch))


@pytest.mark.on_postgres
def test_a_commit_that_waited_in_vain_for_a_lock_kept_nothing_and_says_so(
    sign_in: Callable[..., Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent_again_from_its_page(sign_in, clock, lambda: awaited_at_the_commit(monkeypatch))


@pytest.mark.on_postgres
def test_a_copy_that_only_reads_says_so_until_it_may_write(sign_in: Callable[..., Any], clock: Any) -> None:
    sent_again_from_its_page(sign_in, clock, read_only)


def test_an_answer_saved_by_itself_is_told_to_try_again(sign_in: Callable[..., Any], clock: Any) -> None:
    clock.stop_at(admission.DURING)
    application = admission.draft()
    visitor = sign_in(admission.member_of(application.association))
    visitor.allow_failures = True
    question = application.call.subjects[0].questions[0].id
    body = {"question": question, "value": "Nour", "version": 0, "sign": "made-in-the-browser"}
    how = {"X-CSRFToken": visitor.own_token(), "Accept": "application/json", "Accept-Language": "fr"}
    address = f"/applications/{application.id}/answers"
    with locked():
        answer = visitor.post(address, json=body, headers=how)
        assert (answer.status_code, answer.json["error"]) == (503, 503)
        assert answer.json["message"].startswith(KEPT_NOTHING)
    assert visitor.post(address, json=body, headers=how).json["version"] == 1


def test_the_worker_goes_on_when_the_database_is_free_again(app: Flask) -> None:
    with unit_of_work():
        outbox.post("nobody.hears", {}, key="one", now=admission.DURING)
    for _time in range(2):
        with locked("outbox_items"), pytest.raises(sa.exc.OperationalError):
            outbox.run_due()
    assert outbox.run_due() == 1


def test_a_database_that_does_not_answer_is_not_asked_who_is_told_so(
    app: Flask, sign_in: Callable[..., Any], clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pages and forms alike: there is a page to be read, and what was typed stands on it."""
    clock.stop_at(admission.DURING)
    application = admission.complete()
    visitor = sign_in(admission.member_of(application.association))
    path, fields = filled(visitor, application)

    def away(*_arguments: Any, **_options: Any) -> Any:
        raise dialect.loaded_dbapi.OperationalError("no answer")

    dialect = db.engine.dialect
    with monkeypatch.context() as patched:
        forget_connections()
        patched.setattr(dialect, "connect", away)
        shown = visitor.get(path, headers={"Accept-Language": "fr"})
        assert (shown.status_code, shown.headers["Retry-After"]) == (503, "15")
        answer = visitor.post(path, data=fields, headers={**BUTTON, "Accept-Language": "fr"})
        turned_away(answer)
    assert visitor.post(path, data=form_on(answer, path)).status_code == 302
