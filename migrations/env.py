"""Alembic's way in: the application's own engine, and the tables of its models."""

from __future__ import annotations

from typing import Any, Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection
from sqlalchemy.schema import SchemaItem

from capacity.core import search
from capacity.core.db import Base, Utc, db
from capacity.core.languages import LocalizedText


def is_of_the_models(
    _item: SchemaItem, name: str | None, _kind: str, _reflected: bool, _counterpart: SchemaItem | None
) -> bool:
    """Leave alone what core.search makes by its own statements."""
    return not search.is_ours(name)


def written_as(kind: str, item: Any, autogen: AutogenContext) -> str | Literal[False]:
    """Name our own column types where they live, so that a migration does not depend on what they become."""
    if kind == "type" and isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, LocalizedText):
        return "sa.Text()"
    return False


def run(connection: Connection) -> None:
    """Run the migrations; on SQLite a table is copied where it cannot be altered."""
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        include_object=is_of_the_models,
        render_item=written_as,
        compare_type=True,
        user_module_prefix="",
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def told(connection: Connection, pragma: str) -> None:
    """Say it to SQLite outside a transaction, where alone it hears it."""
    if connection.dialect.name == "sqlite":
        connection.connection.cursor().execute(f"PRAGMA {pragma}")


def unbroken(connection: Connection) -> None:
    """Refuse to end where a row points to one that is not there."""
    if connection.dialect.name == "sqlite":
        broken = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
        if broken:
            raise RuntimeError(f"a row of {broken[0]} points to a row of {broken[2]} that is not there")


with db.engine.connect() as opened:
    # A table is altered by copying it, dropping it and giving its name to the copy: others point to it meanwhile.
    told(opened, "foreign_keys=OFF")
    try:
        run(opened)
        unbroken(opened)
        opened.commit()
    finally:
        opened.rollback()
        told(opened, "foreign_keys=ON")
