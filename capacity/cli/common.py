"""What every command shares: the data folder, and an application built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path
from typing import Any, TypeVar

import click
import flask_migrate
import sqlalchemy as sa
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from capacity import __version__
from capacity.core import clock, contributions
from capacity.core.config import Settings, resource
from capacity.core.db import Base, db
from capacity.core.unit_of_work import unit_of_work
from capacity.factory import create_app

Command = TypeVar("Command", bound=Callable[..., Any])


def data_option(words: str) -> Callable[[Command], Command]:
    """``--data DIR`` with these words of help."""
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--data", type=folder, metavar="DIR", help=words)


with_data = data_option(
    "Folder of the database, the documents and the secret. Default: CAPACITY_DATA, or else var/capacity."
)


@contextmanager
def application(settings: Settings) -> Iterator[Flask]:
    """The application with these settings, its context pushed."""
    app = create_app(settings)
    with app.app_context():
        yield app


class Standing(Enum):
    """How the current application's database stands to this version of the software."""

    READY = "ready"
    EMPTY = "empty"
    EARLIER = "earlier"
    LATER = "later"
    UNFINISHED = "unfinished"


def standing() -> Standing:
    """What has to be done before it can be served: nothing only where it is ``READY``.

    ``LATER`` is a database that a later version has brought up to date, and ``UNFINISHED`` one whose last step calls
    itself as ours does but has made other columns: that of a build between two releases.
    """
    config = flask_migrate.Config()
    config.set_main_option("script_location", str(resource("migrations")))
    steps = ScriptDirectory.from_config(config)
    with db.engine.connect() as connection:
        present = set(MigrationContext.configure(connection).get_current_heads())
        if not present:
            return Standing.EMPTY
        if present != set(steps.get_heads()):
            known = {step.revision for step in steps.walk_revisions()}
            return Standing.EARLIER if present <= known else Standing.LATER
        return Standing.UNFINISHED if _lacks_columns(connection) else Standing.READY


def _lacks_columns(connection: sa.Connection) -> bool:
    found = {
        table: {column["name"] for column in columns}
        for (_schema, table), columns in sa.inspect(connection).get_multi_columns().items()
    }
    return any(not {column.name for column in table.columns} <= found.get(table.name, set()) for table in _tables())


def _tables() -> list[sa.Table]:
    return Base.metadata.sorted_tables


def what_to_do(found: Standing, data: Path) -> str | None:
    """The sentence for who runs the service; None where nothing has to be done."""
    init = f"capacity init --data {data}"
    return {
        Standing.READY: None,
        Standing.EMPTY: f"The database of {data} has no tables yet: run `{init}`.",
        Standing.EARLIER: (
            f"The database of {data} is that of an earlier version, and nothing of it was changed. Take a copy with "
            f"that version (`capacity backup`), then bring it up to date: `{init}`."
        ),
        Standing.LATER: (
            f"The database of {data} is that of a later version than this one ({__version__}): serve it with that "
            "version, or restore a copy of the time before."
        ),
        Standing.UNFINISHED: (
            f"The database of {data} was made by a build between two releases, which no upgrade knows: restore a copy "
            "of a release, or begin with an empty folder."
        ),
    }[found]


def prepare() -> None:
    """Bring the current application's database up to date, with the facts the software ships with; by which words
    old rows are found, the worker then sees to."""
    flask_migrate.upgrade(directory=str(resource("migrations")))
    with unit_of_work():
        for slot in ("facts.store", "search.fill"):
            for _ in contributions.collect(slot, now=clock.now()):
                pass
