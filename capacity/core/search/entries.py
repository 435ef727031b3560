"""What is kept of each object, and the indexes that the databases keep of it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import DDL, event, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from capacity.core.db import Base, Id, insert_or_replace, is_sqlite
from capacity.core.search.words import indexed, restated

NUMEROUS = "application"
"""The kind of which there are tens of thousands, each with many words. Its entries have the negative of the object's
number as their own, so that the index alone tells what it found: no entry is read for a search that finds half of all.
All others are numbered by the database, which on SQLite begins at 0 where there are only negative ones.
"""

_INSERT = "INSERT INTO search_index(rowid, words) VALUES (new.id, new.words);"
_DELETE = "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words);"
_TRIGGERS = {"insert": _INSERT, "delete": _DELETE, "update": f"{_DELETE} {_INSERT}"}
# Words come folded and apart, and only whether one occurs is asked: neither Unicode's rules nor places within a text
# are kept, which makes the index a quarter of its size. The beginnings of words have lists of their own, so that the
# first of half of all applications is found without gathering that half.
_TABLE = """CREATE VIRTUAL TABLE search_index USING fts5(words, content='search_entries', content_rowid='id',
    tokenize='ascii', detail='none', prefix='1 2 3 4 5 6 7 8 9 10')"""
# What a function costs tells PostgreSQL never to make the words of all entries anew where an index has them; it is kept
# low enough for nobody to think of compiling or of several processes.
_FUNCTION = """CREATE OR REPLACE FUNCTION search_words(words text) RETURNS tsvector
    LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL RESTRICTED COST 100
    AS $$ BEGIN RETURN array_to_tsvector(string_to_array(words, ' ')); END $$"""
_GIN = {"numerous": "id < 0", "others": "id >= 0"}

CREATE_SQLITE = [
    _TABLE,
    *(
        f"CREATE TRIGGER IF NOT EXISTS search_entries_{act} AFTER {act} ON search_entries BEGIN {statements} END"
        for act, statements in _TRIGGERS.items()
    ),
]
DROP_SQLITE = [
    *(f"DROP TRIGGER IF EXISTS search_entries_{act}" for act in _TRIGGERS),
    "DROP TABLE IF EXISTS search_index",
]
CREATE_POSTGRESQL = [
    _FUNCTION,
    *(
        f"CREATE INDEX ix_search_entries_words_{name} ON search_entries USING gin (search_words(words)) WHERE {which}"
        for name, which in _GIN.items()
    ),
]
DROP_POSTGRESQL = [
    "DROP INDEX IF EXISTS ix_search_entries_words",
    *(f"DROP INDEX IF EXISTS ix_search_entries_words_{name}" for name in _GIN),
    "DROP FUNCTION IF EXISTS search_words(text)",
]


class SearchEntry(Base):
    """The words by which one object is found; the database keeps their index."""

    __tablename__ = "search_entries"
    __table_args__ = (sa.UniqueConstraint("kind", "object_id"),)

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(sa.String(40))
    object_id: Mapped[int]
    words: Mapped[str] = mapped_column(sa.Text)


for _moment, _dialect, _statements in (
    ("after_create", "sqlite", CREATE_SQLITE),
    ("after_create", "postgresql", CREATE_POSTGRESQL),
    ("before_drop", "sqlite", DROP_SQLITE),
    ("before_drop", "postgresql", DROP_POSTGRESQL),
):
    for _statement in _statements:
        event.listen(SearchEntry.__table__, _moment, DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]


def is_ours(name: str | None) -> bool:
    """Whether a table or an index is made by this module's statements, so that comparing models must leave it alone."""
    return (name or "").startswith(("search_index", "ix_search_entries_words"))


def index(session: Session, kind: str, object_id: int, texts: Iterable[str | None], facts: Iterable[str] = ()) -> None:
    """Let an object be found by these texts and facts, and by no earlier ones."""
    keep(session, kind, object_id, indexed(texts, facts))


def keep(session: Session, kind: str, object_id: int, words: str) -> None:
    """The same with the texts' ``indexed`` words, for who holds no lock while they are gathered."""
    entry: dict[str, Any] = {"kind": kind, "object_id": object_id, "words": words}
    replaces = ["words"]
    if kind == NUMEROUS:
        entry["id"], replaces = -object_id, ["id", "words"]
    insert_or_replace(session, SearchEntry, entry, key=("kind", "object_id"), replaces=replaces)


def hold(session: Session, kind: str, object_id: int) -> None:
    """Let nobody else write an object's words or facts until this transaction ends."""
    session.execute(_of(kind, [object_id]).with_only_columns(SearchEntry.id).with_for_update())


def restate(session: Session, kind: str, object_ids: Sequence[int], facts: Iterable[str]) -> None:
    """Let these objects be found by these facts, and by no earlier ones; their texts stay as they are kept."""
    said = list(facts)
    held = _of(kind, object_ids).with_for_update().execution_options(populate_existing=True)
    for entry in session.scalars(held):
        entry.words = restated(entry.words, said)
    session.flush()


def _of(kind: str, object_ids: Sequence[int]) -> sa.Select[SearchEntry]:
    return select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.object_id.in_(object_ids))


def remove(session: Session, kind: str, object_id: int) -> None:
    """Let an object no longer be found."""
    entry = session.scalar(_of(kind, [object_id]))
    if entry is not None:
        session.delete(entry)
        session.flush()


def renew(session: Session) -> None:
    """Let an index that an earlier version made be as this one makes it, and entries numbered as this one does."""
    on_sqlite = is_sqlite(session)
    if not (_is_todays_on_sqlite(session) if on_sqlite else _is_todays_on_postgresql(session)):
        for statement in [*DROP_SQLITE, *CREATE_SQLITE] if on_sqlite else [*DROP_POSTGRESQL, *CREATE_POSTGRESQL]:
            session.execute(sa.text(statement))
        if on_sqlite:
            session.execute(sa.text("INSERT INTO search_index(search_index) VALUES ('rebuild')"))
    ours = sa.update(SearchEntry).where(SearchEntry.kind == NUMEROUS, SearchEntry.id >= 0)
    session.execute(ours.values(id=-SearchEntry.object_id).execution_options(synchronize_session=False))


def _is_todays_on_sqlite(session: Session) -> bool:
    made = session.scalar(sa.text("SELECT sql FROM sqlite_master WHERE name = 'search_index'")) or ""
    return str(made).replace(" IF NOT EXISTS", "").split() == _TABLE.split()


def _is_todays_on_postgresql(session: Session) -> bool:
    made = session.scalars(sa.text("SELECT indexname FROM pg_indexes WHERE tablename = 'search_entries'"))
    return {f"ix_search_entries_words_{name}" for name in _GIN} <= set(made)
