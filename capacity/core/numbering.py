"""Numbers that are given once.

SQLite gives the number of a deleted last row to the next one. An old page, the log of acts or an event that waits in
the outbox would then mean another thing by it. PostgreSQL counts on by itself.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import sqlite
from sqlalchemy.orm import Mapper

from capacity.core.db import Base, Mapped, is_sqlite, mapped_column, table


class RowNumber(Base):
    """The last number that a table gave; on SQLite alone, and only of tables whose rows can be deleted."""

    __tablename__ = "row_numbers"

    table_name: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    last: Mapped[int]


class NumberedOnce:
    """For models whose rows can be deleted and are named elsewhere by their number: in addresses, in the log, in
    events."""


@sa.event.listens_for(NumberedOnce, "before_insert", propagate=True)
def _number(mapper: Mapper[Any], connection: sa.Connection, row: Any) -> None:
    if row.id is None and is_sqlite(connection):
        row.id = connection.scalar(_next_of(mapper.local_table))


@cache
def _next_of(numbered: Any) -> Any:
    """Counts on from the last number given, or from the rows there are, where some were numbered without this."""
    numbers = table(RowNumber)
    rows = sa.select(sa.func.coalesce(sa.func.max(numbered.c.id), 0)).scalar_subquery()
    first = sqlite.insert(numbers).values(table_name=numbered.name, last=rows + 1)
    return first.on_conflict_do_update(
        index_elements=["table_name"], set_={"last": sa.func.max(numbers.c.last, first.excluded.last - 1) + 1}
    ).returning(numbers.c.last)
