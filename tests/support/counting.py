"""What a page costs the database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import CursorResult


@dataclass
class Cost:
    """The statements that ran, and how many rows came back."""

    statements: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def queries(self) -> int:
        """How many statements ran."""
        return len(self.statements)

    @property
    def repeated(self) -> dict[str, int]:
        """Statements that ran more than twice."""
        return {statement: times for statement, times in Counter(self.statements).items() if times > 2}


@contextmanager
def counting(engine: sa.Engine) -> Iterator[Cost]:
    """Count everything that runs on the engine inside."""
    cost = Cost()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(("BEGIN", "PRAGMA", "SAVEPOINT", "RELEASE")):
            cost.statements.append(statement)

    with _rows_counted(cost):
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield cost
        finally:
            event.remove(engine, "before_cursor_execute", note)


_FETCHERS = ("_fetchone_impl", "_fetchmany_impl", "_fetchall_impl", "_fetchiter_impl")


@contextmanager
def _rows_counted(cost: Cost) -> Iterator[None]:
    """Rows are counted where SQLAlchemy takes them from the driver: there is no event for that."""
    kept = {name: getattr(CursorResult, name) for name in _FETCHERS}

    def counted(name: str) -> Any:
        def fetch(result: Any, *args: Any, **kwargs: Any) -> Any:
            got = kept[name](result, *args, **kwargs)
            if name == "_fetchiter_impl":
                return _passing(got, cost)
            cost.rows += (got is not None) if name == "_fetchone_impl" else len(got)
            return got

        return fetch

    for name in _FETCHERS:
        setattr(CursorResult, name, counted(name))
    try:
        yield
    finally:
        for name, fetch in kept.items():
            setattr(CursorResult, name, fetch)


def _passing(rows: Iterator[Any], cost: Cost) -> Iterator[Any]:
    for row in rows:
        cost.rows += 1
        yield row
