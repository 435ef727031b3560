"""What was changed of one row that a transaction holds is written without waiting for the answer.

The session itself waits for each object, to learn whether its row was there. Who holds the row knows that, and on
PostgreSQL the change then travels with the next statement.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import set_committed_value

from capacity.core.asking import UNAWAITED
from capacity.core.db import Base, table

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
    told = {f"{_NEW}{name}": value for name, value in values.items()}
    session.execute(_changing(type(one), *changed), {_ROW: number, **told})


@cache
def _changing(model: type[Base], *columns: str) -> Any:
    of = table(model)
    values = {name: sa.bindparam(f"{_NEW}{name}", type_=of.c[name].type) for name in columns}
    changed = sa.update(of).where(of.c.id == sa.bindparam(_ROW)).values(values)
    return changed.execution_options(**{UNAWAITED: True})
