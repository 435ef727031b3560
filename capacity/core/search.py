"""Full text over the house's objects, in Arabic, French and English, on SQLite (FTS5) and PostgreSQL (tsvector).

Each object has one entry: its words folded, beside their stems. A query's words must all occur, in any of their forms;
the last one may still be being typed. What a person types is never read as an operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Any

import snowballstemmer
import sqlalchemy as sa
from sqlalchemy import DDL, Select, event, func, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.orm import Mapped, Session, mapped_column
from sqlalchemy.sql.functions import FunctionElement

from capacity.core.db import Base, Id, insert_or_replace
from capacity.core.spelling import fold

LONGEST_WORD = 48
MOST_INDEXED_WORDS = 20_000
MOST_INDEXED_LETTERS = 300_000
"""PostgreSQL takes a megabyte for one object, and an Arabic letter is two bytes."""
NUMEROUS = "application"
"""The kind of which there are tens of thousands, each with many words. Its entries have the negative of the object's
number as their own, so that the index alone tells what it found: no entry is read for a search that finds half of all.
"""
LONGEST_QUERY = 300
MOST_QUERY_WORDS = 12
PARTICLES = frozenset("ولبكف")
"""And, for, in, as, then: letters that Arabic writes onto the word they stand before."""
SHORTEST_STEM = 3

_INSERT = "INSERT INTO search_index(rowid, words) VALUES (new.id, new.words);"
_DELETE = "INSERT INTO search_index(search_index, rowid, words) VALUES ('delete', old.id, old.words);"
_TRIGGERS = {"insert": _INSERT, "delete": _DELETE, "update": f"{_DELETE} {_INSERT}"}
_TABLE = """CREATE VIRTUAL TABLE IF NOT EXISTS search_index USING fts5(
    words, content='search_entries', content_rowid='id', tokenize='unicode61 remove_diacritics 0', prefix='2 3')"""
_GIN = """CREATE INDEX IF NOT EXISTS ix_search_entries_words ON search_entries
    USING gin (array_to_tsvector(string_to_array(words, ' ')))"""

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
CREATE_POSTGRESQL = [_GIN]
DROP_POSTGRESQL = ["DROP INDEX IF EXISTS ix_search_entries_words"]


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
):
    for _statement in _statements:
        event.listen(SearchEntry.__table__, _moment, DDL(_statement).execute_if(dialect=_dialect))  # type: ignore[no-untyped-call]


def is_ours(name: str | None) -> bool:
    """Whether a table or an index is made by this module's statements, so that comparing models must leave it alone."""
    return (name or "").startswith(("search_index", "ix_search_entries_words"))


def index(session: Session, kind: str, object_id: int, texts: Iterable[str | None]) -> None:
    """Let an object be found by these texts, and by no earlier ones."""
    keep(session, kind, object_id, indexed(texts))


def keep(session: Session, kind: str, object_id: int, words: str) -> None:
    """The same with the texts' ``indexed`` words, for who holds no lock while they are gathered."""
    entry: dict[str, Any] = {"kind": kind, "object_id": object_id, "words": words}
    replaces = ["words"]
    if kind == NUMEROUS:
        entry["id"], replaces = -object_id, ["id", "words"]
    insert_or_replace(session, SearchEntry, entry, key=("kind", "object_id"), replaces=replaces)


def renumber(session: Session) -> None:
    """Let the entries of the numerous kind, which once had numbers like all others, have those of their objects."""
    ours = sa.update(SearchEntry).where(SearchEntry.kind == NUMEROUS, SearchEntry.id > 0)
    session.execute(ours.values(id=-SearchEntry.object_id).execution_options(synchronize_session=False))


def remove(session: Session, kind: str, object_id: int) -> None:
    """Let an object no longer be found."""
    entry = _entry(session, kind, object_id)
    if entry is not None:
        session.delete(entry)
        session.flush()


def _entry(session: Session, kind: str, object_id: int) -> SearchEntry | None:
    return session.scalar(select(SearchEntry).where(SearchEntry.kind == kind, SearchEntry.object_id == object_id))


def matching(kind: str, query: str) -> Select[int]:
    """The ids of the objects of this kind in which every word of the query occurs; a blank query finds all of them."""
    found = select(SearchEntry.object_id).where(SearchEntry.kind == kind)
    if not query[:LONGEST_QUERY].strip():
        return found
    wanted = _wanted(query)
    if not wanted:
        return found.where(sa.false())
    return found.where(_Matches(SearchEntry.id, SearchEntry.words, literal(_fts5(wanted)), literal(_tsquery(wanted))))


def found(number: Any, query: str) -> sa.ColumnElement[bool]:
    """Whether this column holds the number of an object of the numerous kind in which every word of the query occurs.

    The list is walked in its own order and each row asked for among what was found: a word that half of all objects
    have costs no sorting of that half.
    """
    if not query[:LONGEST_QUERY].strip():
        return sa.true()
    wanted = _wanted(query)
    if not wanted:
        return sa.false()
    return _IsFound(number, literal(_fts5(wanted)), literal(_tsquery(wanted)))


def _wanted(query: str) -> list[list[str]]:
    """The forms of each word; of the last one, which may be the beginning of a word, only the shortest ones."""
    words = [sorted(forms(word)) for word in _words(query[:LONGEST_QUERY])][:MOST_QUERY_WORDS]
    words = [word for word in words if word]
    if words:
        last = words[-1]
        words[-1] = [one for one in last if not any(one != other and one.startswith(other) for other in last)]
    return words


def _words(text: str) -> Iterator[str]:
    """The words as written, accents kept for the stemmers, cut where folding cuts."""
    for written in text.casefold().split():
        yield from _cut(written) if len(written) <= LONGEST_WORD else _cut.__wrapped__(written)


@lru_cache(maxsize=20_000)
def _cut(written: str) -> tuple[str, ...]:
    parts = fold(written).split()
    return (written.strip("«»\"'’.,;:!?()[]،؛؟-–—"),) if len(parts) == 1 else tuple(parts)


def indexed(texts: Iterable[str | None]) -> str:
    """The words by which an object with these texts is found, of the first texts where there are too many."""
    found: dict[str, None] = {}
    letters = 0
    for text in texts:
        for word in _words(text or ""):
            for form in sorted(forms(word) | within(word)):
                if form not in found:
                    found[form] = None
                    letters += len(form)
            if len(found) >= MOST_INDEXED_WORDS or letters >= MOST_INDEXED_LETTERS:
                return " ".join(found)
    return " ".join(found)


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """One word's folded spelling and stems; empty when nothing in it is a letter or a digit.

    >>> sorted(forms("associations"))
    ['associ', 'associations']
    """
    plain = fold(word).replace(" ", "")[:LONGEST_WORD]
    if not plain:
        return frozenset()
    return frozenset({plain, *(_arabic(plain) if "ء" <= plain[0] <= "ي" else _latin(word, plain))})


@lru_cache(maxsize=20_000)
def within(word: str) -> frozenset[str]:
    """The forms of an Arabic word without the one or two letters that are written onto it: what is kept beside it, so
    that ``حقوق`` finds ``لحقوق`` and ``وبحقوق`` too. What a person types is taken as it is.

    >>> "حقوق" in within("لحقوق")
    True
    """
    plain = fold(word).replace(" ", "")
    found: set[str] = set()
    for _letter in range(2):
        if len(plain) <= SHORTEST_STEM or plain[0] not in PARTICLES:
            break
        plain = plain[1:]
        found |= forms(plain)
    return frozenset(found)


def _latin(word: str, plain: str) -> Iterator[str]:
    for spelling in {word[:LONGEST_WORD], plain}:
        stem = fold(snowballstemmer.stemmer("french").stemWord(spelling))
        if len(stem) > 2 and " " not in stem:
            yield stem


def _arabic(plain: str) -> Iterator[str]:
    """With and without the article: the stemmer treats the two differently, and readers do not."""
    bare = plain
    for opening in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if plain.startswith(opening) and len(plain) > len(opening) + 1:
            bare = plain.removeprefix(opening)
            break
    yield bare
    written = bare[:-1] + "ة" if bare.endswith("ه") else bare
    for spelling in (written, "ال" + written):
        stem = fold(snowballstemmer.stemmer("arabic").stemWord(spelling))
        if len(stem) > 2 and " " not in stem:
            yield stem


def _fts5(wanted: list[list[str]]) -> str:
    """Quoted words only, so that nothing typed is syntax."""
    *whole, last = wanted
    parts = [" OR ".join(f'"{form}"' for form in group) for group in whole]
    return " AND ".join(f"({part})" for part in [*parts, " OR ".join(f'"{form}"*' for form in last)])


def _tsquery(wanted: list[list[str]]) -> str:
    *whole, last = wanted
    parts = [" | ".join(f"'{form}'" for form in group) for group in whole]
    return " & ".join(f"({part})" for part in [*parts, " | ".join(f"'{form}':*" for form in last)])


class _Matches(FunctionElement[bool]):
    """(id, words, query for SQLite, query for PostgreSQL)"""

    type: Any = sa.types.NullType()  # as a Boolean it would be compared with 1 on SQLite, which then reads every entry
    name = "matches"
    inherit_cache = True


@compiles(_Matches, "sqlite")
def _matches_sqlite(element: _Matches, compiler: Any, **kwargs: Any) -> str:
    entry, _words_column, query, _ = (compiler.process(clause, **kwargs) for clause in element.clauses)
    return f"{entry} IN (SELECT rowid FROM search_index WHERE search_index MATCH {query})"  # noqa: S608 - bound


@compiles(_Matches, "postgresql")
def _matches_postgresql(element: _Matches, compiler: Any, **kwargs: Any) -> str:
    _entry_column, words, _, query = element.clauses
    vector = func.array_to_tsvector(func.string_to_array(words, sa.literal_column("' '")))
    return f"{compiler.process(vector, **kwargs)} @@ CAST({compiler.process(query, **kwargs)} AS tsquery)"


class _IsFound(FunctionElement[bool]):
    """(number, query for SQLite, query for PostgreSQL)"""

    type: Any = sa.types.NullType()
    name = "is_found"
    inherit_cache = True


@compiles(_IsFound, "sqlite")
def _is_found_sqlite(element: _IsFound, compiler: Any, **kwargs: Any) -> str:
    number, query, _ = element.clauses
    typed = compiler.process(query, **kwargs)
    among = f"SELECT rowid FROM search_index WHERE search_index MATCH {typed} AND rowid < 0"  # noqa: S608 - bound
    return f"-{compiler.process(number, **kwargs)} IN ({among})"


@compiles(_IsFound, "postgresql")
def _is_found_postgresql(element: _IsFound, compiler: Any, **kwargs: Any) -> str:
    number, _, query = element.clauses
    entry = SearchEntry.__tablename__
    among = f"SELECT object_id FROM {entry} WHERE kind = '{NUMEROUS}' AND "  # noqa: S608 - no word of a stranger
    vector = "array_to_tsvector(string_to_array(words, ' '))"
    typed = compiler.process(query, **kwargs)
    return f"{compiler.process(number, **kwargs)} IN ({among}{vector} @@ CAST({typed} AS tsquery))"


def holds(words: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether one of these columns holds the words as they are typed; a text in several languages, in any of them."""
    return sa.or_(*(sa.cast(column, sa.Text).icontains(words, autoescape=True) for column in columns))
