"""The migrations lead to the models: ``python -m tests.architecture.migrations``.

With words as arguments it writes the missing one.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

import flask_migrate
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import Script, ScriptDirectory

from capacity.core import search
from capacity.core.config import Settings, resource
from capacity.core.db import Base, db
from capacity.factory import create_app

FOLDER = str(resource("migrations"))


def is_of_the_models(_item: Any, name: str | None, *_rest: Any) -> bool:
    """As in migrations/env.py: what core.search makes by its own statements is left alone."""
    return not search.is_ours(name)


def differences() -> list[Any]:
    """What the models have and the migrated database has not, or the other way round."""
    flask_migrate.upgrade(directory=FOLDER)
    with db.engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "include_object": is_of_the_models, "render_as_batch": True}
        )
        found = list(compare_metadata(context, Base.metadata))
    migrated, its_rules = objects(db.engine), rules(db.engine)
    Base.metadata.drop_all(db.engine)
    Base.metadata.create_all(db.engine)
    made = objects(db.engine) | {"alembic_version", "alembic_version_pkc"}
    found += [f"{name} is in the models or the migrations only" for name in sorted(migrated ^ made)]
    return found + [
        f"{rule} holds in the models or the migrations only" for rule in sorted(its_rules ^ rules(db.engine))
    ]


def objects(engine: sa.Engine) -> set[str]:
    """The names of all tables, indexes and triggers, whoever made them; the models alone do not know search's."""
    if engine.dialect.name == "sqlite":
        names = "SELECT name FROM sqlite_master WHERE name NOT LIKE 'sqlite_%'"
    else:
        names = (
            "SELECT relname FROM pg_class JOIN pg_namespace n ON n.oid = relnamespace "
            "WHERE n.nspname = 'public' AND relkind IN ('r', 'i')"
        )
    with engine.connect() as connection:
        return set(connection.scalars(sa.text(names))) | {"alembic_version", "alembic_version_pkc"}


def rules(engine: sa.Engine) -> set[str]:
    """What tables check of their rows; a state that was added stands here, and nowhere that alembic looks."""
    inspector = sa.inspect(engine)
    return {
        f"{table}: {check['sqltext']}"
        for table in inspector.get_table_names()
        for check in inspector.get_check_constraints(table)
    }


def write(words: str) -> None:
    """Write the migration that is missing, numbered after the last one, in words that both databases understand."""
    flask_migrate.upgrade(directory=FOLDER)
    config = flask_migrate.Config(f"{FOLDER}/alembic.ini")
    config.set_main_option("script_location", FOLDER)
    number = len(list(ScriptDirectory(FOLDER).walk_revisions())) + 1
    made = command.revision(config, words, autogenerate=True, rev_id=f"{number:04}")
    assert isinstance(made, Script), made
    path = Path(made.path)
    path.write_text(path.read_text().replace("server_default=sa.text('0')", "server_default=sa.false()"))


def main(words: str) -> int:
    """Check, or write."""
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings(data=Path(folder), secret_key="only for comparing tables, never kept"))
        with app.app_context():
            if words:
                write(words)
                return 0
            found = differences()
    for difference in found:
        print(difference)  # noqa: T201
    if found:
        print('The models have changed: make migration m="what changes"')  # noqa: T201
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
