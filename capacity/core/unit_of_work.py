"""The only commit.

A unit of work ends the read transaction of the guard, begins a writing one (IMMEDIATE on SQLite, so that a second
writer waits instead of failing in the middle) and expires what was read, so that the action judges the present state.
On PostgreSQL, where every statement sees what was committed before it (READ COMMITTED, which the factory asks for), the
guard's transaction goes on instead of being ended and begun again over the wire. So does one that a guard began for
writing, because it holds what it judged.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from capacity.core import audit, later
from capacity.core.db import db, is_sqlite, was_waited_for_in_vain
from capacity.core.sqlite import begin_immediately

_HELD = "held"
"""Stands in the session's info as the transaction that was begun for writing before its unit of work."""
DECIDED = "decided"
"""Stands in the session's info once a commit was asked for: what failed before it has left nothing behind. Nor has a
commit that waited in vain for somebody else."""


def begin_writing() -> None:
    """Begin a unit of work's transaction before it: for a guard that holds what it judges, so that it is read once."""
    session = db.session()
    if is_sqlite(session):
        begin_immediately(session)
        session.info[_HELD] = session.get_transaction()


@contextmanager
def unit_of_work() -> Iterator[Session]:
    """Run an action in one transaction: everything in it is kept, with its audit entries and letters, or nothing is."""
    session = db.session()
    held = session.info.pop(_HELD, None)
    if held is not None and held is session.get_transaction():
        session.expire_all()
    elif is_sqlite(session):
        begin_immediately(session)
    elif session.new or session.dirty or session.deleted:
        session.rollback()
    else:
        session.expire_all()
    audit.forget_pending(session)
    later.await_rows(session)
    try:
        yield session
        session.flush()
        later.write_rows(session)
        audit.write_pending(session)
        _commit(session)
    except BaseException:
        session.rollback()
        audit.forget_pending(session)
        later.forget_rows(session)
        raise


def _commit(session: Session) -> None:
    before = session.info.get(DECIDED, False)
    session.info[DECIDED] = True
    try:
        session.commit()
    except DBAPIError as error:
        if was_waited_for_in_vain(error) and not before:
            del session.info[DECIDED]
        raise
