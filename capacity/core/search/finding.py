"""What a query finds, asked in three ways that find the same.

``found`` gathers everything first and then asks each row of a list for it. ``numbers`` tells one after another, for
who needs the first thousand only, or keeps what is told to ask it again. ``holding`` reads what is kept of one row, for
who expects to meet enough of what is found among the next hundred rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy import Select, literal, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from capacity.core.search.entries import NUMEROUS, SearchEntry
from capacity.core.search.words import marked, wanted

Facts = Sequence[Sequence[str]]
"""Of each of these groups, one is to be so of what is found; what is ``lacking`` makes a group of its own."""
_LACKS = "!"
_ENTRY = SearchEntry.__tablename__
_AMONG_ALL = "SELECT rowid FROM search_index WHERE search_index MATCH"


def matching(kind: str, query: str) -> Select[int]:
    """The ids of the objects of this kind in which every word of the query occurs; a blank query finds all of them."""
    of_kind = select(SearchEntry.object_id).where(SearchEntry.kind == kind)
    if not query.strip():
        return of_kind
    forms = wanted(query)
    if not forms:
        return of_kind.where(sa.false())
    side = SearchEntry.id < 0 if kind == NUMEROUS else SearchEntry.id >= 0
    return of_kind.where(side, _Matches(SearchEntry.id, SearchEntry.words, *_queries(forms)))


def lacking(fact: str) -> str:
    """That this is not known to be so: for what is noted late, and taken back at once."""
    return f"{_LACKS}{fact}"


def found(number: Any, query: str, facts: Facts = ()) -> sa.ColumnElement[bool]:
    """Whether this column holds the number of an object of the numerous kind in which every word of the query occurs.

    ``facts`` as in ``numbers``.

    The list is walked in its own order and each row asked for among what was found: a word that half of all objects
    have costs no sorting of that half.
    """
    if not query.strip():
        return sa.true()
    forms = wanted(query)
    return _IsFound(number, *_queries(forms, facts)) if forms else sa.false()


def numbers(query: str, facts: Facts = ()) -> Select[int]:
    """The numbers (``id``) of the objects of the numerous kind in which every word of the query occurs.

    ``facts`` narrow them to those that were indexed with one of each group. An index is brought up to date some seconds
    after what it holds: who knows better asks again.
    """
    forms = wanted(query)
    column: sa.ColumnClause[int] = sa.column("id", sa.Integer)
    if not forms:
        return select(sa.literal(0).label("id")).where(sa.false())
    return select(_Numbers(*_queries(forms, facts)).table_valued(column).c.id)


def is_kept(number: Any) -> sa.ColumnElement[bool]:
    """Whether anything is kept of the object of the numerous kind with this number."""
    kept: sa.ColumnElement[bool] = (-number).in_(select(_table().c.id))
    return kept


def holding(number: Any, query: str) -> sa.ColumnElement[bool]:
    """The same as ``found``, by reading the words that are kept of the object."""
    forms = wanted(query)
    if not forms:
        return sa.false()
    kept = _table()
    words: Any = literal(" ") + kept.c.words + literal(" ")
    *whole, last = forms
    each = [sa.or_(*(words.like(f"% {form} %") for form in group)) for group in whole]
    begun = sa.or_(*(words.like(f"% {form}%") for form in last))
    # Neither EXISTS nor a join, which PostgreSQL might turn round: it would read everything that is kept.
    read = select(sa.and_(*each, begun)).where(kept.c.id == -number).scalar_subquery()
    return sa.func.coalesce(read, sa.false())


def holds(words: str, *columns: Any) -> sa.ColumnElement[bool]:
    """Whether one of these columns holds the words as they are typed; a text in several languages, in any of them."""
    return sa.or_(*(sa.cast(column, sa.Text).icontains(words, autoescape=True) for column in columns))


def _table() -> Any:
    table: Any = SearchEntry.__table__
    return table.alias()


def _queries(forms: list[list[str]], facts: Facts = ()) -> tuple[Any, Any]:
    said = [[marked(fact) for fact in group] for group in facts if not any(map(_is_lacking, group))]
    without = [marked(fact) for group in facts for fact in group if _is_lacking(fact)]
    asked = [*said, *forms]
    return literal(_fts5(asked, without)), literal(_tsquery(asked, without))


def _is_lacking(fact: str) -> bool:
    return fact.startswith(_LACKS)


def _fts5(forms: list[list[str]], without: list[str]) -> str:
    """Quoted words only, so that nothing typed is syntax."""
    *whole, last = forms
    parts = [" OR ".join(f'"{form}"' for form in group) for group in whole]
    wanted_ones = " AND ".join(f"({part})" for part in [*parts, " OR ".join(f'"{form}"*' for form in last)])
    return " NOT ".join([f"({wanted_ones})", *(f'"{form}"' for form in without)])


def _tsquery(forms: list[list[str]], without: list[str]) -> str:
    *whole, last = forms
    parts = [" | ".join(f"'{form}'" for form in group) for group in whole]
    parts = [*parts, " | ".join(f"'{form}':*" for form in last)]
    return " & ".join([*(f"({part})" for part in parts), *(f"!'{form}'" for form in without)])


class _Asked(FunctionElement[Any]):
    """Ends with the query for SQLite and the query for PostgreSQL."""

    type: Any = sa.types.NullType()  # as a Boolean it would be compared with 1 on SQLite, which then reads every entry
    inherit_cache = True

    def processed(self, compiler: Any, kwargs: Any) -> list[str]:
        """Its parts, as the database reads them; the query it does not understand is left out."""
        *parts, fts5, tsquery = self.clauses
        query = fts5 if compiler.dialect.name == "sqlite" else tsquery
        return [compiler.process(part, **kwargs) for part in (*parts, query)]


class _Matches(_Asked):
    """(entry's number, words, queries)"""

    name = "matches"
    inherit_cache = True


class _IsFound(_Asked):
    """(number, queries)"""

    name = "is_found"
    inherit_cache = True


class _Numbers(_Asked):
    """(queries)"""

    name = "numbers"
    inherit_cache = True


@compiles(_Matches, "sqlite")
def _matches_sqlite(element: _Matches, compiler: Any, **kwargs: Any) -> str:
    entry, _words, query = element.processed(compiler, kwargs)
    return f"{entry} IN ({_AMONG_ALL} {query})"


@compiles(_Matches, "postgresql")
def _matches_postgresql(element: _Matches, compiler: Any, **kwargs: Any) -> str:
    _entry, words, query = element.processed(compiler, kwargs)
    return f"search_words({words}) @@ CAST({query} AS tsquery)"


@compiles(_IsFound, "sqlite")
def _is_found_sqlite(element: _IsFound, compiler: Any, **kwargs: Any) -> str:
    number, query = element.processed(compiler, kwargs)
    return f"-{number} IN ({_AMONG_ALL} {query} AND rowid < 0)"


@compiles(_IsFound, "postgresql")
def _is_found_postgresql(element: _IsFound, compiler: Any, **kwargs: Any) -> str:
    number, query = element.processed(compiler, kwargs)
    # Asked of each row, from a table in memory of what was found: PostgreSQL, which knows nothing of the words, would
    # expect little and look each of it up.
    return f"({number} IN (SELECT object_id {_of_numerous(query)})) IS TRUE"


@compiles(_Numbers, "sqlite")
def _numbers_sqlite(element: _Numbers, compiler: Any, **kwargs: Any) -> str:
    (query,) = element.processed(compiler, kwargs)
    among = f"{_AMONG_ALL} {query} AND rowid < 0"
    return f"({among.replace('rowid', '-rowid AS id', 1)})"


@compiles(_Numbers, "postgresql")
def _numbers_postgresql(element: _Numbers, compiler: Any, **kwargs: Any) -> str:
    (query,) = element.processed(compiler, kwargs)
    return f"(SELECT object_id AS id {_of_numerous(query)})"


def _of_numerous(query: str) -> str:
    return f"FROM {_ENTRY} WHERE id < 0 AND search_words(words) @@ CAST({query} AS tsquery)"
