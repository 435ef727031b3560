"""Engine and session, the declarative base, names of constraints, types of time and identity."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from enum import Enum
from functools import cache
from typing import Annotated, Any, TypeAlias, cast

import sqlalchemy as sa
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy.dialects import postgresql, registry, sqlite
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import DeclarativeBase, Mapped, MappedColumn, Session, declared_attr, mapped_column
from sqlalchemy.types import TypeDecorator

from capacity.core.asking import UNAWAITED

registry.register("postgresql.psycopg", "capacity.core.postgres", "Dialect")
for _name in ("sqlite", "sqlite.pysqlite"):
    registry.register(_name, "capacity.core.sqlite", "Dialect")
AnySelect: TypeAlias = sa.Select[*tuple[Any, ...]]


class Utc(TypeDecorator[datetime]):
    """An aware moment in UTC; naive values are refused rather than guessed."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """UTC, without its zone where the database keeps none."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a moment without a time zone cannot be stored")
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        """The moment, aware again."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

Id = Annotated[int, mapped_column(sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True)]


class Base(DeclarativeBase):
    """Every table's mother. Flask-SQLAlchemy's session serves it; its own Model is not used."""

    registry = sa.orm.registry(
        metadata=sa.MetaData(naming_convention=NAMING),
        type_annotation_map={datetime: Utc(), int: sa.BigInteger().with_variant(sa.Integer(), "sqlite")},
    )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {getattr(self, 'id', '')}>"


class _Session(FlaskSession):
    """A session of the one database there is: no statement has to be asked which one it means."""

    def __init__(self, db: SQLAlchemy, **options: Any) -> None:
        super().__init__(db, **options)
        self._engine = db.engine

    def get_bind(
        self, mapper: Any = None, clause: Any = None, bind: Engine | Connection | None = None, **_rest: Any
    ) -> Engine | Connection:
        """The database."""
        return self._engine if bind is None else bind


db = SQLAlchemy(
    model_class=Base, disable_autonaming=True, session_options={"expire_on_commit": True, "class_": _Session}
)


def read_json(text: str) -> Any:
    """What a JSON column holds; most of them hold nothing, over and over."""
    return [] if text == "[]" else json.loads(text)


def table(model: type[Base]) -> sa.Table:
    """The table of a model, for statements that read or write a few columns without its objects: what every page or
    every keystroke asks costs a third of the same question asked of the mapper."""
    return cast(sa.Table, model.__table__)


def insert_once(session: Session, model: type[Base], values: Mapping[str, Any], *, key: str) -> bool:
    """Insert a row unless one of the same ``key`` (a unique column) is there; whether it was inserted.

    One statement, which waits for another transaction that is inserting the same one.
    """
    return session.execute(_inserting(model, key, on_sqlite=is_sqlite(session)), values).first() is not None


def insert_all_once(session: Session, model: type[Base], rows: Sequence[Mapping[str, Any]], *, key: str) -> None:
    """The same for several rows at once, of which it does not matter which were there."""
    session.execute(_inserting(model, key, on_sqlite=is_sqlite(session), told=False), rows)


def insert_or_replace(
    session: Session, model: type[Base], values: Mapping[str, Any], *, key: Sequence[str], replaces: Sequence[str]
) -> None:
    """Insert a row, or write these of its columns over those of the row with the same key."""
    session.execute(_inserting(model, *key, on_sqlite=is_sqlite(session), replaces=tuple(replaces)), values)


@cache
def _inserting(model: type[Base], *key: str, on_sqlite: bool, replaces: tuple[str, ...] = (), told: bool = True) -> Any:
    insert: Any = (sqlite if on_sqlite else postgresql).insert(table(model)).inline()
    if not replaces:
        once = insert.on_conflict_do_nothing(index_elements=key)
        return once.returning(table(model).c[key[0]]) if told else once.execution_options(**{UNAWAITED: True})
    return insert.on_conflict_do_update(index_elements=key, set_={name: insert.excluded[name] for name in replaces})


def fk(target: str, *, index: bool = True, ondelete: str | None = None, **options: Any) -> MappedColumn[Any]:
    """A column that points at ``table.column``; indexed unless told otherwise."""
    return mapped_column(sa.ForeignKey(target, ondelete=ondelete), index=index, **options)


def enum_column(kind: type[Enum], **options: Any) -> MappedColumn[Any]:
    """A column holding the enum's values as words, with a CHECK derived from the enum and named after it."""
    name = "".join("_" + letter.lower() if letter.isupper() else letter for letter in kind.__name__).lstrip("_")
    column_type = sa.Enum(
        kind,
        name=name,
        native_enum=False,
        create_constraint=True,
        length=40,
        values_callable=lambda members: [member.value for member in members],
        validate_strings=True,
    )
    return mapped_column(column_type, **options)


class Revised:
    """Tells whether it still says what somebody read."""

    @property
    def revision(self) -> str:
        """Another word after each change."""
        raise NotImplementedError


class Versioned(Revised):
    """Counts its changes: of two people who save the same state, the second is told instead of overwriting."""

    version: Mapped[int] = mapped_column(default=1)

    @declared_attr.directive
    def __mapper_args__(cls) -> dict[str, Any]:  # noqa: N805 - SQLAlchemy hands over the class
        return {"version_id_col": cls.version}

    @property
    def revision(self) -> str:
        """The number of the change."""
        return str(self.version)


def is_sqlite(bind: Engine | Connection | Session) -> bool:
    """Whether this is SQLite, where a writing transaction must say so at its beginning."""
    dialect = bind.dialect if isinstance(bind, (Engine, Connection)) else bind.get_bind().dialect
    return bool(dialect.name == "sqlite")


def is_unique_violation(error: IntegrityError) -> bool:
    """Whether somebody else was quicker with the same key, rather than something being wrong."""
    return getattr(error.orig, "sqlstate", None) == "23505" or "UNIQUE constraint failed" in str(error.orig)


def is_overtaken(error: DBAPIError) -> bool:
    """Whether PostgreSQL gave this transaction up for another one's sake: a deadlock, or a failed serialization."""
    return getattr(error.orig, "sqlstate", None) in {"40P01", "40001"}


def was_waited_for_in_vain(error: DBAPIError) -> bool:
    """Whether somebody else held what was wanted for too long: the statement did nothing, a commit kept nothing."""
    busy = getattr(error.orig, "sqlite_errorname", "").startswith("SQLITE_BUSY")
    return busy or getattr(error.orig, "sqlstate", None) == "55P03"


def takes_nothing_in(error: DBAPIError) -> bool:
    """Whether the database does no work of this kind at this moment, and nothing is wrong with what was asked of it.

    It does not answer, somebody else holds what was wanted, or it lets nobody write; some of it PostgreSQL calls an
    internal error (a standby that only reads, a transaction that it ended because nobody asked anything in it).
    """
    is_away = isinstance(error, OperationalError) or error.connection_invalidated
    return is_away or getattr(error.orig, "sqlstate", None) in {"25006", "25P03"}


def is_out_of_room(error: DBAPIError) -> bool:
    """Whether the database's disk is full."""
    full = getattr(error.orig, "sqlite_errorname", "").startswith(("SQLITE_FULL", "SQLITE_IOERR"))
    return full or getattr(error.orig, "sqlstate", None) == "53100"


__all__ = [
    "AnySelect",
    "Base",
    "Id",
    "Mapped",
    "Utc",
    "Versioned",
    "db",
    "enum_column",
    "fk",
    "insert_once",
    "insert_or_replace",
    "is_out_of_room",
    "is_overtaken",
    "is_sqlite",
    "is_unique_violation",
    "mapped_column",
    "table",
    "takes_nothing_in",
    "was_waited_for_in_vain",
]
