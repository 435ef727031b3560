"""What took many acts to tell is told once in a worker; the next test that begins with it finds it as it was told.

Only into a database in which nothing was written yet: in the middle of a test everything is told by the acts
themselves, and so it is the first time, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import sqlite3
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, fields, replace
from functools import wraps
from types import FunctionType
from typing import Any, ParamSpec, TypeVar

import sqlalchemy as sa
from flask import current_app

from capacity.core import clock
from capacity.core.db import Base, db
from tests.support.databases import Tables

MOST = 80
Asked = ParamSpec("Asked")
Told = TypeVar("Told")


@dataclass(frozen=True)
class Whole:
    """A whole database of SQLite, and which of its tables were written."""

    content: bytes
    written: frozenset[str]

    @classmethod
    def of(cls, tables: Tables) -> Whole:
        """As it is now."""
        copy = sqlite3.connect(":memory:")
        with tables.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            raw.backup(copy)
        content = bytearray(copy.serialize())
        copy.close()
        content[18:20] = b"\x01\x01"  # a database in memory has no log to write ahead
        return cls(zlib.compress(content, 1), frozenset(tables.written))

    def put_into(self, tables: Tables) -> None:
        """As it was."""
        copy = sqlite3.connect(":memory:")
        copy.deserialize(zlib.decompress(self.content))
        with tables.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            copy.backup(raw)
        copy.close()
        tables.written |= self.written


@dataclass(frozen=True)
class Rows:
    """The rows of each table of PostgreSQL that was written; numbers that were given are not given again."""

    content: dict[str, bytes]

    @classmethod
    def of(cls, tables: Tables) -> Rows:
        """As they are now."""
        written = [table.name for table in Base.metadata.sorted_tables if table.name in tables.written]
        with tables.engine.connect() as connection:
            raw: Any = connection.connection.driver_connection
            return cls({name: _copied(raw, name) for name in written})

    def put_into(self, tables: Tables) -> None:
        """As they were."""
        with tables.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            raw: Any = connection.connection.driver_connection
            for name, rows in self.content.items():
                raw.execute(f'DELETE FROM "{name}"')
                with raw.cursor().copy(f'COPY "{name}" FROM STDIN (FORMAT BINARY)') as into:
                    into.write(rows)
        tables.written |= self.content.keys()


def _copied(raw: Any, name: str) -> bytes:
    with raw.cursor().copy(f'COPY "{name}" TO STDOUT (FORMAT BINARY)') as rows:
        return b"".join(rows)


KINDS: dict[str, type[Whole | Rows]] = {"sqlite": Whole, "postgresql": Rows}
_kept: OrderedDict[Hashable, tuple[Any, Whole | Rows]] = OrderedDict()


def forget() -> None:
    """What was told so far is told anew: for a test that swept the store, in which its documents lay."""
    _kept.clear()


def remembered(tell: Callable[Asked, Told]) -> Callable[Asked, Told]:
    """For a function that fills the database, and answers with a row, or a dataclass of rows and plain values."""

    @wraps(tell)
    def told(*args: Asked.args, **kwargs: Asked.kwargs) -> Told:
        tables: Tables | None = current_app.extensions.get("tables")
        if tables is None:  # measured, not tested
            return tell(*args, **kwargs)
        is_first = not tables.written and not db.session.new
        if not is_first or not all(_is_plain(value) for value in (*args, *kwargs.values())):
            return tell(*args, **kwargs)
        asked = [(str(name), _named(value)) for name, value in (*enumerate(args), *kwargs.items())]
        kind = tables.engine.dialect.name
        key = (kind, tell, str(clock._frozen), tuple(sorted(asked)))
        if key in _kept:
            _kept.move_to_end(key)
            marked, kept = _kept[key]
            db.session.rollback()
            kept.put_into(tables)
            return _with(marked, _found)  # type: ignore[no-any-return]
        made = tell(*args, **kwargs)
        db.session.commit()
        _kept[key] = _with(made, _mark), KINDS[kind].of(tables)
        if len(_kept) > MOST:
            _kept.popitem(last=False)
        return made

    return told


def _is_plain(value: Any) -> bool:
    """Whether a value of a call says what it is: a function that holds nothing from around it does."""
    return not callable(value) or (isinstance(value, FunctionType) and not value.__closure__)


def _named(value: Any) -> str:
    """A value of a call, as it differs from others; a function by where it is written."""
    if isinstance(value, FunctionType):
        code = value.__code__
        return f"{value.__module__}.{value.__qualname__}:{code.co_firstlineno} {code.co_code!r} {code.co_consts!r}"
    return repr(value)


@dataclass(frozen=True)
class Mark:
    """Where a row is found again."""

    model: type[Base]
    id: int


def _mark(value: Any) -> Any:
    return Mark(type(value), value.id) if isinstance(value, Base) else value  # type: ignore[attr-defined]


def _found(value: Any) -> Any:
    return db.session.get_one(value.model, value.id) if isinstance(value, Mark) else value


def _with(told: Any, change: Callable[[Any], Any]) -> Any:
    """The same row changed, or the same dataclass with each of its rows changed."""
    if isinstance(told, (Base, Mark)):
        return change(told)
    values = {item.name: getattr(told, item.name) for item in fields(told)}
    held = _rows([one for value in values.values() for one in _each(value) if isinstance(one, Mark)])
    changed = {
        name: [change(one) for one in value] if isinstance(value, list) else change(value)
        for name, value in values.items()
    }
    del held  # the session finds them while they are held, and does not ask for one after the other
    return replace(told, **changed)


def _rows(marks: list[Mark]) -> list[Any]:
    """Every row that is marked, with one question for each kind."""
    ids: dict[Any, list[int]] = {}
    for mark in marks:
        ids.setdefault(mark.model, []).append(mark.id)
    return [db.session.scalars(sa.select(model).where(model.id.in_(known))).all() for model, known in ids.items()]


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
