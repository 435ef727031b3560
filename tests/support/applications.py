"""The application under test: one per worker and database, as new for each test."""

from __future__ import annotations

import gc
import hashlib
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.orm import Session, scoped_session

from capacity.core import clock as core_clock
from capacity.core import contributions, files
from capacity.core.config import Settings
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.core.vault import PrivateKey, seal_for_session
from capacity.factory import create_app
from capacity.people.accounts.models import LoginSession
from capacity.web.security import limiter
from tests.support import postgres, rendered, requirements
from tests.support.counting import Cost, counting
from tests.support.databases import Tables
from tests.support.web_client import Client

KINDS = ("sqlite", "postgres")
SECRET = "a secret that is only used in tests, never anywhere else"


class House:
    """An application on a database of its own, with a data folder of its own."""

    def __init__(self, kind: str) -> None:
        self.kind = kind
        self._address = postgres.database_for("pages") if kind == "postgres" else ""
        self.folder = Path(tempfile.mkdtemp(prefix=f"capacity-test-{kind}-"))
        self.settings = Settings(
            data=self.folder,
            database_url=self._address,
            secret_key=SECRET,
            base_url="http://localhost",
            https=False,
            argon2_memory_kib=64,
            argon2_time=1,
        )
        self.settings.check()
        self.app = create_app(self.settings)
        self.app.testing = True
        self.app.test_client_class = Client
        self.app.extensions["uncommitted"] = []
        rendered.watch(self.app)
        self.app.teardown_appcontext(self._look_for_uncommitted)
        self._config = dict(self.app.config)
        with self.app.app_context():
            self.engine = db.engine
            if kind == "sqlite":
                event.listen(self.engine, "connect", _fast)
            self.tables = Tables(self.engine)
            with unit_of_work():
                list(contributions.collect("facts.store", now=core_clock.now()))
            self.tables.remember()
        self.app.extensions["tables"] = self.tables

    def renew(self) -> None:
        """Everything as before the first test."""
        self.tables.reset()
        self.app.config.clear()
        self.app.config.update(self._config)
        limiter.enabled = self.settings.rate_limits  # one for the process: another application may have put it out
        limiter.reset()
        core_clock.set_now(None)
        core_clock.shift(timedelta(0))
        shutil.rmtree(self.folder / "letters", ignore_errors=True)
        self.app.extensions["uncommitted"].clear()
        files.configure(self.settings)

    def close(self) -> None:
        """Leave nothing behind."""
        self.engine.dispose()
        if self._address:
            postgres.drop(self._address)
        shutil.rmtree(self.folder, ignore_errors=True)

    def _look_for_uncommitted(self, _problem: BaseException | None) -> None:
        if not db.session.registry.has():
            return
        session = db.session()
        left = [*session.new, *session.dirty, *session.deleted, *session.info.get("flushed", ())]
        self.app.extensions["uncommitted"] += [repr(item) for item in left]


@event.listens_for(Session, "after_flush")
def _note_flush(session: Session, _context: Any) -> None:
    session.info.setdefault("flushed", []).extend([*session.new, *session.dirty, *session.deleted])


@event.listens_for(Session, "after_commit")
@event.listens_for(Session, "after_rollback")
def _forget_flush(session: Session) -> None:
    session.info.pop("flushed", None)


def _fast(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA synchronous=OFF")


@pytest.fixture(scope="session")
def houses() -> Iterator[Callable[[str], House]]:
    """The applications of this worker, built when first asked for."""
    built: dict[str, House] = {}

    def house(kind: str) -> House:
        if kind not in built:
            built[kind] = House(kind)
            gc.collect()
            gc.freeze()  # what lives as long as the run is not looked through again and again
            gc.set_threshold(10_000, 20, 20)
        return built[kind]

    yield house
    for item in built.values():
        item.close()
    postgres.stop()


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Whatever touches a database runs on each kind, unless it is marked ``one_database`` or ``on_postgres``."""
    if "database" in metafunc.fixturenames:
        if metafunc.definition.get_closest_marker("on_postgres"):
            metafunc.parametrize("database", KINDS[1:], indirect=True)
            return
        once = metafunc.definition.get_closest_marker("one_database") or metafunc.definition.get_closest_marker(
            "browser"
        )
        metafunc.parametrize("database", KINDS[:1] if once else KINDS, indirect=True)


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    """Which kind this test runs on."""
    return str(request.param)


@pytest.fixture
def house(database: str, houses: Callable[[str], House]) -> Iterator[House]:
    """The application of this test and what belongs to it, renewed."""
    try:
        found = houses(database)
    except postgres.NoPostgres as problem:
        requirements.missing("postgres", f"({problem})")
    found.renew()
    yield found
    with found.app.app_context():
        db.session.remove()
    found.renew()


@pytest.fixture
def app(house: House) -> Iterator[Flask]:
    """The application, its context pushed."""
    with house.app.app_context():
        yield house.app
        db.session.remove()


@pytest.fixture
def db_session(app: Flask) -> scoped_session[Session]:
    """The session of the test itself; pages have their own. It is committed before each page is asked for."""
    return db.session


@pytest.fixture
def client(app: Flask) -> Client:
    """A visitor."""
    return new_client(app)


def new_client(app: Flask) -> Client:
    """One more visitor; a page is the same whatever database it is made from, and its markup is read on one of them."""
    visitor = app.test_client()
    assert isinstance(visitor, Client)
    visitor.reads_markup = not app.config["SETTINGS"].database_url
    return visitor


@pytest.fixture
def sign_in(app: Flask) -> Callable[..., Client]:
    """``sign_in(person)``: a client of their own, signed in, with the second factor behind them."""

    def signed_in(person: Any, **session_values: Any) -> Client:
        visitor = new_client(app)
        with visitor.session_transaction() as cookie:
            cookie.update(begin_session(person, **session_values))
        return visitor

    return signed_in


def begin_session(person: Any, private_key: PrivateKey | None = None, **session_values: Any) -> dict[str, Any]:
    """A row for a signed-in browser, and what its cookie holds; ``private_key`` opens the person's sealed drafts."""
    token = secrets.token_urlsafe(32)
    now = core_clock.now()
    values = {
        "person_id": person.id,
        "token_hash": hashlib.sha256(token.encode()).hexdigest(),
        "created_at": now,
        "expires_at": now + timedelta(days=365),
        "second_factor_at": now,
        "sealed_key": seal_for_session(private_key, token) if private_key else None,
        **session_values,
    }
    db.session.add(LoginSession(**values))
    db.session.commit()
    return {"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)}


class Clock:
    """The service's clock, in the hand of the test."""

    def stop_at(self, moment: datetime) -> datetime:
        """Nothing moves after this moment."""
        core_clock.set_now(moment)
        return moment

    def advance(self, **delta: float) -> datetime:
        """So much later: ``advance(days=3)``."""
        return self.stop_at(core_clock.now() + timedelta(**delta))

    def now(self) -> datetime:
        """What the service thinks it is."""
        return core_clock.now()


@pytest.fixture
def clock() -> Iterator[Clock]:
    """A clock that the test moves; it runs again afterwards."""
    yield Clock()
    core_clock.set_now(None)


@pytest.fixture
def count_queries(app: Flask, house: House) -> Callable[[], AbstractContextManager[Cost]]:
    """``with count_queries() as cost: …``, then ``cost.queries``, ``cost.rows``, ``cost.repeated``."""
    return lambda: counting(house.engine)


def is_empty(engine: sa.Engine, table: str) -> bool:
    """Whether no row is in the table."""
    with engine.connect() as connection:
        return connection.execute(sa.text(f'SELECT 1 FROM "{table}" LIMIT 1')).first() is None
