"""One row that a transaction changes or adds is written by one statement, as its table has it.

The session looks through all it has for each, in the order that many objects would need. And it waits for each
change, to learn whether the row was there: who holds the row knows that, and on PostgreSQL the change then travels with
the next statement.

This leans on a name of SQLAlchemy that is not public, so the pinned version counts; ``tests/core/test_changes.py`` says
whether it still holds.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session, make_transient_to_detached
from sqlalchemy.orm.attributes import set_committed_value

from capacity.core.asking import UNAWAITED
from capacity.core.db import Base, is_sqlite, table

_ROW, _NEW = "row_id", "new_"


def write_changes(session: Session, one: Base) -> None:
    """Write the columns of this object that were changed since it was read; the session has nothing left to write of
    it. The transaction holds its row."""
    seen = sa.inspect(one)
    (number,) = seen.identity or (None,)
    changed = [column.key for column in seen.mapper.column_attrs if column.key not in seen.unmodified]
    if number is None or not changed:
        return
    values = {name: getattr(one, name) for name in changed}
    for name, value in values.items():  # first: the session writes what it has before it executes anything
        set_committed_value(one, name, value)
    if seen.unmodified.issuperset(seen.mapper.attrs.keys()):
        seen._commit_all(seen.dict, session.identity_map)  # or the session would look it through at each statement
    told = {f"{_NEW}{name}": value for name, value in values.items()}
    session.execute(_changing(type(one), *changed), {_ROW: number, **told})


def write_new(session: Session, one: Base, *, number: int | None = None) -> None:
    """Write a new object, whose columns without a default all have a value; it has its number then, and the session has
    it. Nothing else that the session was to write may have to come before it. ``number`` was given out for it before
    (``next_number``): it need not be waited for then."""
    seen = sa.inspect(one)
    values = {column.key: seen.dict[column.key] for column in seen.mapper.column_attrs if column.key in seen.dict}
    if number is None:
        number = session.execute(_adding(type(one)), values).scalar_one()
    else:
        session.execute(_adding_known(type(one)), {**values, "id": number})
    set_committed_value(one, "id", number)
    make_transient_to_detached(one)
    session.add(one)


def next_number(session: Session, model: type[Base]) -> int | None:
    """A number that PostgreSQL gives out for a new row of this table; None on SQLite, where nobody waits for a row."""
    return None if is_sqlite(session) else session.scalar(number_asked(model)[0])


def number_asked(model: type[Base]) -> tuple[Any, dict[str, Any]]:
    """What ``next_number`` asks, for who asks it beforehand (``core.asking``)."""
    return _numbering(model), {}


@cache
def _numbering(model: type[Base]) -> Any:
    giving = sa.func.pg_get_serial_sequence(sa.literal_column(f"'{table(model).name}'"), sa.literal_column("'id'"))
    return sa.select(sa.func.nextval(giving))


@cache
def _adding_known(model: type[Base]) -> Any:
    return sa.insert(table(model)).inline().execution_options(**{UNAWAITED: True})


@cache
def _adding(model: type[Base]) -> Any:
    return sa.insert(table(model)).returning(table(model).c.id)


@cache
def _changing(model: type[Base], *columns: str) -> Any:
    of = table(model)
    values = {name: sa.bindparam(f"{_NEW}{name}", type_=of.c[name].type) for name in columns}
    changed = sa.update(of).where(of.c.id == sa.bindparam(_ROW)).values(values)
    return changed.execution_options(**{UNAWAITED: True})
