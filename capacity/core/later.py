"""Rows that nobody reads before the transaction ends wait for its end, and are written there all of a kind at once.

Whoever writes a hundred letters asks the database a hundred times less, and holds what it holds for less long.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy.orm import Session

from capacity.core.db import Base, insert_all_once, insert_once

_WAITING = "rows for the end"


def await_rows(session: Session) -> None:
    """From now on rows wait. Called by the unit of work only."""
    session.info[_WAITING] = {}


def insert_once_later(session: Session, model: type[Base], values: Mapping[str, Any], *, key: str) -> None:
    """Insert a row with the end of the unit of work, or outside of one at once, unless one of the same key is there."""
    waiting: dict[tuple[type[Base], str], list[Mapping[str, Any]]] | None = session.info.get(_WAITING)
    if waiting is None:
        insert_once(session, model, values, key=key)
    else:
        waiting.setdefault((model, key), []).append(values)


def write_rows(session: Session) -> None:
    """Write what waits. Called by the unit of work only."""
    for (model, key), rows in session.info.pop(_WAITING, {}).items():
        insert_all_once(session, model, rows, key=key)


def forget_rows(session: Session) -> None:
    """Drop what a rolled-back transaction wanted to write."""
    session.info.pop(_WAITING, None)
