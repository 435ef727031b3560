"""A new row and the change that it brings elsewhere, in one statement where the database takes that.

What is written at every keystroke asks PostgreSQL one thing less over the wire, while others wait for what it holds;
nobody waits for the answer, which says nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from capacity.core.asking import UNAWAITED
from capacity.core.db import Base, is_sqlite, table

_OF_ROW = "new_"


class InsertAndChange:
    """Inserts rows of a model with these columns, and makes a change of another table that does not read them."""

    def __init__(self, model: type[Base], columns: Sequence[str], change: sa.Update) -> None:
        into = table(model)
        self._insert, self._change = sa.insert(into).inline().execution_options(**{UNAWAITED: True}), change
        values = {name: sa.bindparam(f"{_OF_ROW}{name}", type_=into.c[name].type) for name in columns}
        both = change.add_cte(sa.insert(into).inline().values(values).cte("new"))
        self._both = both.execution_options(**{UNAWAITED: True})

    def insert(self, session: Session, row: Mapping[str, Any], change: Mapping[str, Any] | None) -> None:
        """Insert the row, and make the change unless there is none."""
        if change is None:
            session.execute(self._insert, row)
        elif is_sqlite(session):
            session.execute(self._insert, row)
            session.execute(self._change, change)
        else:
            session.execute(self._both, {**{f"{_OF_ROW}{name}": value for name, value in row.items()}, **change})
