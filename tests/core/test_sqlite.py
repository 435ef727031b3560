"""However a transaction that writes to SQLite ends, the next one begins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session

from capacity.core import sqlite, sqlite_queue
from capacity.core.db import db, was_waited_for_in_vain
from capacity.core.sqlite import begin_immediately
from capacity.core.sqlite_queue import Queue
from capacity.core.unit_of_work import begin_writing, unit_of_work
from tests.support.neighbours import Neighbour

pytestmark = pytest.mark.one_database


class Slip(Exception):
    """Something went wrong in the middle."""


@pytest.fixture(autouse=True)
def _courteous(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sqlite_queue, "COURTESY", 60.0)


@pytest.fixture
def queue(app: Flask) -> Iterator[Queue]:
    found: Queue = db.session.connection().connection.driver_connection.queue
    db.session.rollback()
    yield found
    db.session.remove()


@pytest.fixture
def neighbour(app: Flask, queue: Queue) -> Iterator[Neighbour]:
    other = Neighbour(Path(str(db.engine.url.database)))
    yield other
    other.process.kill()
    other.process.communicate()


def kept() -> None:
    with unit_of_work():
        pass


def broken() -> None:
    with pytest.raises(Slip), unit_of_work():
        raise Slip


def broken_at(moment: str, slip: Callable[..., None]) -> None:
    event.listen(db.engine, moment, slip)
    with pytest.raises(Slip), unit_of_work():
        pass
    event.remove(db.engine, moment, slip)


def broken_at_the_commit() -> None:
    def slip(_connection: Any) -> None:
        raise Slip

    broken_at("commit", slip)


def broken_before_it_began() -> None:
    def slip(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement == "BEGIN IMMEDIATE":
            raise Slip

    broken_at("before_cursor_execute", slip)


def begun_by_a_guard() -> None:
    begin_writing()
    with unit_of_work():
        pass


def begun_again_and_again() -> None:
    begin_writing()
    begin_writing()
    with unit_of_work(), unit_of_work():
        pass


def begun_and_left() -> None:
    begin_writing()
    db.session.remove()


def invalidated() -> None:
    begin_writing()
    db.session.connection().invalidate()
    db.session.remove()


def closed() -> None:
    begin_writing()
    db.session.connection().connection.driver_connection.close()
    db.session().invalidate()


WAYS = [kept, broken, broken_at_the_commit, broken_before_it_began, begun_by_a_guard, begun_again_and_again]
WAYS += [begun_and_left, invalidated, closed]


@pytest.fixture
def impatient(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nobody waits longer than a twentieth of a second."""
    db.session.remove()
    db.engine.dispose()
    monkeypatch.setattr(sqlite, "PATIENCE_MS", 50)
    yield
    db.session.remove()
    db.engine.dispose()


def test_the_next_is_let_in_however_it_ended(queue: Queue, neighbour: Neighbour) -> None:
    for way in WAYS:
        way()
        assert (way, len(queue._line)) == (way, 0)
        assert (way, neighbour.gets_in()) == (way, True)
    begin_writing()
    assert not neighbour.gets_in()


def test_whoever_waited_in_vain_is_told_so_and_holds_nothing(impatient: None, queue: Queue) -> None:
    with Session(db.engine) as other:
        begin_immediately(other)
        for _time in range(2):
            with pytest.raises(sa.exc.OperationalError) as met, unit_of_work():
                pass
            assert was_waited_for_in_vain(met.value)
            assert len(queue._line) == 1
    assert not queue._line
    with unit_of_work() as session:
        assert session.scalar(sa.text("PRAGMA busy_timeout")) == sqlite.PATIENCE_MS


def test_whoever_does_not_queue_is_waited_for_as_well(impatient: None, queue: Queue) -> None:
    with db.engine.connect() as other:
        other.exec_driver_sql("ROLLBACK")
        other.exec_driver_sql("BEGIN IMMEDIATE")
        with pytest.raises(sa.exc.OperationalError), unit_of_work():
            pass
        assert not queue._line
        other.rollback()
    kept()


def test_a_place_that_is_never_left_keeps_nobody_out_for_longer_than_their_patience(
    impatient: None, queue: Queue
) -> None:
    place = sqlite_queue.Place(queue)
    place.wait(0.0)
    for _time in range(2):
        kept()
    place.leave()


def test_a_database_in_memory_has_no_queue() -> None:
    engine = sa.create_engine("sqlite://")
    with Session(engine) as session:
        begin_immediately(session)
        assert session.connection().connection.driver_connection.queue is None
    engine.dispose()
