"""A new row and the change that it brings elsewhere, in one statement where the database takes that.

What is written at every keystroke asks PostgreSQL one thing less over the wire, while others wait for what it holds;
nobody waits for the answer, which says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.types import TypeEngine

from capacity.core.asking import UNAWAITED
from capacity.core.db import Base, is_sqlite, table

_OF_ROW = "new_"


class InsertAndChange:
    """Inserts rows of a model with these columns, and makes a change of another table that does not read them.

    What another table has to say of a row (``asked``) is asked there, by values (``of_row``) that are no columns.
    """

    def __init__(
        self,
        model: type[Base],
        columns: Sequence[str],
        change: sa.Update,
        asked: Mapping[str, sa.ScalarSelect[Any]] | None = None,
    ) -> None:
        into = table(model)
        values = {name: of_row(name, into.c[name].type) for name in columns}
        insert = sa.insert(into).inline().values({**values, **(asked or {})})
        self._insert, self._change = insert.execution_options(**{UNAWAITED: True}), change
        self._both = change.add_cte(insert.cte("new")).execution_options(**{UNAWAITED: True})

    def insert(self, session: Session, row: Mapping[str, Any], change: Mapping[str, Any] | None) -> None:
        """Insert the row, and make the change unless there is none."""
        values = {f"{_OF_ROW}{name}": value for name, value in row.items()}
        if change is None:
            session.execute(self._insert, values)
        elif is_sqlite(session):
            session.execute(self._insert, values)
            session.execute(self._change, change)
        else:
            session.execute(self._both, {**values, **change})


def of_row(name: str, kind: TypeEngine[Any]) -> sa.BindParameter[Any]:
    """Stands for what a row is given under this name."""
    return sa.bindparam(f"{_OF_ROW}{name}", type_=kind)
