"""Many requests at the same moment: threads held at a gate, then let go together at the application itself."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier, Event
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from capacity.core.db import db, is_sqlite
from capacity.core.errors import CapacityError
from capacity.core.unit_of_work import unit_of_work
from tests.support.web_client import Client

THREADS = 8
Act = Callable[[], Any]
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True])
"""Each test with the one ahead, and with the other."""
REFUSED = (CapacityError, StaleDataError, IntegrityError)
"""How an act ends that somebody else was quicker than: each of them is a page that says so."""


@dataclass(frozen=True)
class Press:
    """A form that somebody filled in and is about to send."""

    cookie: str
    path: str
    fields: dict[str, Any]


def ready(visitor: Client, url: str, data: dict[str, Any] | None = None, *, form: str | None = None) -> Press:
    """The form of this page, filled in by this visitor."""
    path, fields = visitor.filled_form(url, data, form=form)
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    return Press(cookie.value, path, fields)


def press_at_once(app: Flask, presses: Sequence[Press]) -> list[int]:
    """Send all of them, each from a browser of its own, the first of them together; what each was answered."""
    db.session.commit()
    db.session.remove()
    gate = Barrier(min(len(presses), THREADS))

    def send(place: int) -> int:
        browser = FlaskClient(app)
        browser.set_cookie("session", presses[place].cookie)
        if place < gate.parties:
            gate.wait(timeout=30)
        return browser.post(presses[place].path, data=presses[place].fields).status_code

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        answers = list(pool.map(send, range(len(presses))))
    assert max(answers) < 500, answers
    return answers


def overtaking(app: Flask, first: Act, second: Act) -> tuple[bool, bool]:
    """Two acts, each in a unit of work of its own: the second one is begun when the first has done everything but its
    commit, and goes on as far as it can by then. Which of them were done.

    This is the worst moment there is: what the second one read before it had to wait is over when it goes on.
    """
    db.session.commit()
    db.session.remove()
    written, go_on, begun = Event(), Event(), Event()
    numbers: list[int] = []

    def ahead() -> None:
        first()
        db.session.flush()
        written.set()
        assert go_on.wait(timeout=30)

    def behind() -> None:
        if not is_sqlite(db.session()):
            numbers.append(db.session.scalar(sa.select(sa.func.pg_backend_pid())) or 0)
        second()

    def run(act: Callable[[], None]) -> bool:
        with app.app_context():
            try:
                begun.set()
                with unit_of_work():
                    act()
            except REFUSED:
                return False
            finally:
                written.set()
                db.session.remove()
            return True

    with ThreadPoolExecutor(max_workers=2) as pool:
        one = pool.submit(run, ahead)
        assert written.wait(timeout=30)
        begun.clear()
        other = pool.submit(run, behind)
        assert begun.wait(timeout=30)
        if db.engine.dialect.name == "postgresql":
            with db.engine.connect() as watching:
                while not other.done() and not (numbers and _waits(watching, numbers[0])):
                    pass
        go_on.set()
        return one.result(timeout=60), other.result(timeout=60)


def in_turn(app: Flask, one: Act, other: Act, *, turned: bool) -> tuple[bool, bool]:
    """Which of the two were done, when the second one is overtaken; ``turned``: the other one is begun first."""
    if not turned:
        return overtaking(app, one, other)
    second, first = overtaking(app, other, one)
    return first, second


def _waits(watching: Any, number: int) -> bool:
    """Whether that connection waits for a lock of another one."""
    return bool(watching.scalar(sa.select(sa.func.cardinality(sa.func.pg_blocking_pids(number)))))
