"""The migrations make what the models say, on both databases, and keep the rows that are there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa

from capacity.core.config import Settings
from capacity.core.db import db
from capacity.factory import create_app
from tests.architecture.migrations import FOLDER, differences
from tests.support import postgres, requirements
from tests.support.applications import SECRET

VALUES: list[tuple[type[Any], Any]] = [
    (sa.Boolean, False),
    (sa.Integer, 1),
    (sa.DateTime, datetime(2026, 1, 1, tzinfo=UTC)),
    (sa.Date, date(2026, 1, 1)),
    (sa.JSON, []),
    (sa.LargeBinary, b"x"),
    (sa.String, "x"),
]


@contextmanager
def empty_house(database: str, tmp_path: Path) -> Iterator[None]:
    """An application whose database has no table yet."""
    address = ""
    if database == "postgres":
        try:
            address = postgres.database_for("migrations")
        except postgres.NoPostgres as problem:
            requirements.missing("postgres", str(problem))
    app = create_app(Settings(data=tmp_path, database_url=address, secret_key=SECRET))
    with app.app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()
            if address:
                postgres.drop(address)


def test_the_migrations_lead_to_the_models(database: str, tmp_path: Path) -> None:
    with empty_house(database, tmp_path):
        assert differences() == []


def test_an_upgrade_keeps_the_rows_and_what_they_point_to(database: str, tmp_path: Path) -> None:
    with empty_house(database, tmp_path):
        flask_migrate.upgrade(directory=FOLDER, revision="0001")
        filled = Filled()
        for name in ("outcomes", "screenings", "panel_members", "criteria", "jobs"):
            filled.row_of(name)
        flask_migrate.upgrade(directory=FOLDER)
        with db.engine.connect() as connection:
            for name in filled.ids:
                assert connection.scalar(sa.text(f"SELECT count(*) FROM {name}")) == 1, name


class Filled:
    """Puts one row into a table, and first into those that it points to."""

    def __init__(self) -> None:
        self.ids: dict[str, Any] = {}
        self._inspector = sa.inspect(db.engine)

    def row_of(self, name: str) -> Any:
        """What names the table's one row."""
        if name not in self.ids:
            table = sa.Table(name, sa.MetaData(), autoload_with=db.engine, resolve_fks=False)
            checks = [check["sqltext"] for check in self._inspector.get_check_constraints(name)]
            targets = {
                key["constrained_columns"][0]: key["referred_table"] for key in self._inspector.get_foreign_keys(name)
            }
            row = {column.name: self._value(column, targets, checks) for column in table.c if not column.nullable}
            with db.engine.begin() as connection:
                connection.execute(table.insert().values(row))
            self.ids[name] = row[next(iter(table.primary_key.columns)).name]
        return self.ids[name]

    def _value(self, column: sa.Column[Any], targets: dict[str, str], checks: list[str]) -> Any:
        if column.name in targets:
            return self.row_of(targets[column.name])
        for check in checks:
            if re.search(rf"\b{column.name}\b", check) and (one := re.search(r"'([^']*)'", check)):
                return one.group(1)
        return next(value for kind, value in VALUES if isinstance(column.type, kind))
