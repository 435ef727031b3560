"""How each test finds the database as the first one did.

The tables are made once per worker and database, with the facts the software ships with. A listener notes which tables
a test writes; afterwards only those are emptied, and the facts in them put back.
"""

from __future__ import annotations

import re
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event

from capacity.core.db import Base

_WRITE = re.compile(r"(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(\w+)\"?", re.IGNORECASE)


class Tables:
    """Makes the tables of one engine, and gives them back their first content after each test."""

    def __init__(self, engine: sa.Engine) -> None:
        self.engine = engine
        self._facts: dict[str, list[dict[str, Any]]] = {}
        self.written: set[str] = set()
        Base.metadata.create_all(engine)
        event.listen(engine, "before_cursor_execute", self._note)

    def remember(self) -> None:
        """What is in the tables now is what each test finds."""
        with self.engine.connect() as connection:
            for table in Base.metadata.sorted_tables:
                rows = connection.execute(table.select()).mappings()
                self._facts[table.name] = [dict(row) for row in rows]
        self.written.clear()

    def reset(self) -> None:
        """Empty what was written since the last time, and put the facts back."""
        written = [table for table in Base.metadata.sorted_tables if table.name in self.written]
        if written:
            restore = self._on_postgres if self.engine.dialect.name == "postgresql" else self._on_sqlite
            restore(written)
        self.written.clear()

    def _note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        start = statement.lstrip()[:6].upper()
        if start in {"INSERT", "UPDATE", "DELETE"} or start.startswith("WITH"):
            self.written.update(name.lower() for name in _WRITE.findall(statement))

    def _on_sqlite(self, tables: list[sa.Table]) -> None:
        with self.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.execute("PRAGMA foreign_keys=OFF")
            try:
                with connection.begin():
                    self._put_back(connection, tables)
            finally:
                driver.execute("PRAGMA foreign_keys=ON")

    def _on_postgres(self, tables: list[sa.Table]) -> None:
        with self.engine.begin() as connection:
            connection.exec_driver_sql("SET LOCAL lock_timeout = '5s'")
            connection.exec_driver_sql("SET LOCAL session_replication_role = replica")
            self._put_back(connection, tables)

    def _put_back(self, connection: sa.Connection, tables: list[sa.Table]) -> None:
        for table in reversed(tables):
            connection.execute(table.delete())
        for table in tables:
            if rows := self._facts.get(table.name):
                connection.execute(table.insert(), rows)
