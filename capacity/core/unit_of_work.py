"""The only commit.

A unit of work ends the read transaction of the guard, begins a writing one (IMMEDIATE on SQLite, so that a second
writer waits instead of failing in the middle) and expires what was read, so that the action judges the present state.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from capacity.core import audit
from capacity.core.db import BEGIN_OPTION, db, is_sqlite

DECIDED = "decided"
"""Stands in the session's info once a commit was asked for: what failed before it has left nothing behind."""


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Run an action in one transaction: everything in it is kept, with its audit entries and letters, or nothing is."""
    session = db.session()
    session.rollback()
    audit.forget_pending(session)
    if is_sqlite(session):
        session.connection(execution_options={BEGIN_OPTION: "IMMEDIATE"})
    try:
        yield session
        session.flush()
        audit.write_pending(session)
        session.info[DECIDED] = True
        session.commit()
    except BaseException:
        session.rollback()
        audit.forget_pending(session)
        raise
