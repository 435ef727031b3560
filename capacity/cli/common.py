"""What every command shares: the data folder, and an application built on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

import click
import flask_migrate
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from capacity.core import clock, contributions
from capacity.core.config import Settings, resource
from capacity.core.db import db
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


def is_up_to_date() -> bool:
    """Whether the current application's database has the tables of this version."""
    config = flask_migrate.Config()
    config.set_main_option("script_location", str(resource("migrations")))
    with db.engine.connect() as connection:
        present = MigrationContext.configure(connection).get_current_heads()
    return set(present) == set(ScriptDirectory.from_config(config).get_heads())


def prepare() -> None:
    """Bring the current application's database up to date, with the facts the software ships with; by which words
    old rows are found, the worker then sees to."""
    flask_migrate.upgrade(directory=str(resource("migrations")))
    with unit_of_work():
        for slot in ("facts.store", "search.fill"):
            for _ in contributions.collect(slot, now=clock.now()):
                pass
