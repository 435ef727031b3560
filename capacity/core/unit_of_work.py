"""The only commit.

A unit of work ends the read transaction of the guard, begins a writing one (IMMEDIATE on SQLite, so that a second
writer waits instead of failing in the middle) and expires what was read, so that the action judges the present state.
On PostgreSQL, where every statement sees what was committed before it (READ COMMITTED, which the factory asks for), the
guard's transaction goes on instead of being ended and begun again over the wire.
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
    if is_sqlite(session):
        session.rollback()
        session.connection(execution_options={BEGIN_OPTION: "IMMEDIATE"})
    elif session.new or session.dirty or session.deleted:
        session.rollback()
    else:
        session.expire_all()
    audit.forget_pending(session)
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
