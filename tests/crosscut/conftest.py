"""The world of ``tests/architecture``, told once per worker and found as it was told by every test that asks."""

from __future__ import annotations

import sqlite3
import traceback
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask, got_request_exception

from capacity.core.db import Base, db
from capacity.core.search.entries import SearchEntry
from tests.architecture import world_admission, world_after, world_complaints
from tests.architecture.world import World, populate
from tests.support.applications import House, begin_session, new_client
from tests.support.web_client import Client

MANY = 30
"""With so many tables written the whole database is put back; with fewer, they alone, in a twentieth of the time."""


class Kept:
    """The database as the world was told in it."""

    def __init__(self) -> None:
        self.database = sqlite3.connect(":memory:", check_same_thread=False)
        self._rows: dict[str, list[Any]] = {}

    def put_back(self, raw: Any, written: set[str]) -> None:
        """As it was told, where ``written`` names the tables that were changed since."""
        hanging = {table.name for table in Base.metadata.tables.values() for key in table.foreign_keys
                   if key.ondelete and key.column.table.name in written}  # fmt: skip
        tables = (written | hanging) & Base.metadata.tables.keys()
        if len(tables) > MANY or SearchEntry.__tablename__ in tables:  # its triggers write what has no table of ours
            self.database.backup(raw)
            return
        raw.execute("PRAGMA foreign_keys=OFF")
        raw.execute("BEGIN IMMEDIATE")
        for name in tables:
            raw.execute(f'DELETE FROM "{name}"')
            if rows := self._rows_of(name):
                raw.executemany(f'INSERT INTO "{name}" VALUES ({", ".join("?" * len(rows[0]))})', rows)
        raw.execute("COMMIT")
        raw.execute("PRAGMA foreign_keys=ON")

    def _rows_of(self, name: str) -> list[Any]:
        if name not in self._rows:
            self._rows[name] = self.database.execute(f'SELECT * FROM "{name}"').fetchall()
        return self._rows[name]


_told: dict[str, tuple[World, Kept]] = {}


@dataclass
class Stage:
    """The world, and a way back to how it was told."""

    app: Flask
    house: House
    world: World
    kept: Kept
    cookies: dict[str, dict[str, Any]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def note(self, _app: Flask, exception: BaseException) -> None:
        """Remember why a page broke."""
        place = traceback.extract_tb(exception.__traceback__)[-1]
        words = f"{type(exception).__name__} {str(exception)[:300]}"
        self.problems.append(f"{words} ({place.filename.rpartition('site-packages/')[2]}:{place.lineno})")

    @property
    def is_changed(self) -> bool:
        """Whether something was written since the world was told or restored."""
        return bool(self.house.tables.written)

    def restore(self) -> bool:
        """Everything in the database as it was told; whether there was anything to put back."""
        db.session.remove()
        if not self.is_changed:
            return False
        with self.house.engine.connect() as connection:
            self.kept.put_back(connection.connection.driver_connection, self.house.tables.written)
        self.house.tables.written = set()
        return True

    def client(self, role: str) -> Client:
        """A browser of this role, its session part of the world."""
        visitor = new_client(self.app)
        visitor.reads_markup, visitor.allow_failures = False, True
        if role in self.cookies:
            with visitor.session_transaction() as cookie:
                cookie.update(self.cookies[role])
        return visitor


@pytest.fixture
def stage(house: House, app: Flask) -> Iterator[Stage]:
    """The world as it was told; what a test does to it is undone."""
    if "told" not in _told:
        _told["told"] = _tell(house)
    world, kept = _told["told"]
    stage = Stage(app, house, world, kept, _COOKIES)
    everything = {table.name for table in Base.metadata.sorted_tables}
    house.tables.written = set(everything)
    stage.restore()
    app.config["PROPAGATE_EXCEPTIONS"] = False
    with got_request_exception.connected_to(stage.note, app):
        yield stage
    house.tables.written = everything


_COOKIES: dict[str, dict[str, Any]] = {}


def tell() -> tuple[World, dict[str, dict[str, Any]]]:
    """The world, and a session for each of its roles."""
    world = World()
    populate(world)
    world_admission.tell(world)
    world_complaints.tell(world)
    world_after.tell(world)
    return world, {role: begin_session(world.person(role), world.keys.get(role)) for role in world.people}


def _tell(house: House) -> tuple[World, Kept]:
    world, cookies = tell()
    _COOKIES.update(cookies)
    db.session.remove()
    kept = Kept()
    with house.engine.connect() as connection:
        raw: Any = connection.connection.driver_connection
        raw.backup(kept.database)
    return world, kept


@pytest.fixture
def address_of(stage: Stage) -> Callable[[str], str]:
    """``address_of("calls.show")``: where the endpoint stands for the objects of the world."""

    def address(endpoint: str) -> str:
        with stage.app.test_request_context():
            return stage.app.url_for(endpoint, **stage.world.arguments_of(stage.app, endpoint))

    return address
