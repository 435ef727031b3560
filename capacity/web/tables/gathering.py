"""A page of a list of tens of thousands of rows as PostgreSQL is asked for it, and how many there are: one statement,
two of a search.

What is narrowed is gathered, up to one more than are counted; where that is all of it, the page is among it, else the
list is walked. Of a search PostgreSQL gathers all that it finds before it tells the first of it. So a few rows are
tried: where most hold what is searched, rows are asked for it one by one. Else what is found is gathered once, and then
counted; and the page is looked for among the next rows of the list, two hundred. Only if it is not there, as rows that
are found lie farther apart, each row of the list is asked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from capacity.core.db import AnySelect, db, is_sqlite
from capacity.web.tables.grammar import COUNT_LIMIT, Ways
from capacity.web.tables.searching import (
    Asked,
    Cursor,
    as_text,
    beyond,
    how_many,
    in_order,
    kept,
    numbers_in,
    told_once,
)

NEAR = 200
"""So many rows of the list are asked for what is searched, before the list is compared with all that is found."""
LITTLE = 4000
"""Where the filters leave so many rows, only these are kept of what is found, as PostgreSQL finds it."""
ASKS = 5000
"""What is found is looked up one by one, where it is no more than so many; else what the filters leave is asked on."""


class Tried(NamedTuple):
    """So many rows are asked for what is searched, and if so many of them hold it, so many more."""

    rows: int
    hits: int
    on: int


TRIED = Tried(30, 20, 1600)
Found = tuple[Sequence[tuple[int, Any]], int]


def is_best(asked: Asked) -> bool:
    """Whether this is the way that costs the least."""
    return asked.is_narrowed and not is_sqlite(db.session())


def gathered(asked: Asked, cursor: Cursor, downwards: bool, limit: int) -> Found:
    """The page, as (``id``, ``key``), and the number of all rows, as ``first_ones`` counts."""
    if asked.words and asked.ways is not None:
        return at_once(asked, asked.ways, cursor, downwards, limit)
    few = kept(asked.told().limit(COUNT_LIMIT + 1), "few")
    total = how_many(few)
    many = asked.walk(asked.narrowed.where(total > COUNT_LIMIT), cursor, downwards, limit)
    return _read(asked, few, total, [many], cursor, downwards, limit)


def at_once(
    asked: Asked,
    ways: Ways,
    cursor: Cursor,
    downwards: bool,
    limit: int,
    *,
    near_ones: int = NEAR,
    asks: int = ASKS,
    little: int = LITTLE,
    tried: Tried = TRIED,
) -> Found:
    """The same of a search."""
    held, is_little = _tried(asked, ways, little, tried)
    if held is not None:
        if len(held) <= COUNT_LIMIT:
            return asked.sorted_ones(held, cursor, downwards, limit), len(held)
        return asked.found_near(ways, cursor, downwards, limit, near_ones), len(held)
    number, narrowed = asked.id_column, asked.narrowed
    found = ways.numbers(asked.words, asked.facts())
    if is_little:
        each, left = found.subquery("each"), kept(asked.left(), "left")
        told = kept(sa.select(each.c.id).where(_is_in(each.c.id, left)), "told")
        few = kept(sa.select(told.c.id).limit(COUNT_LIMIT + 1), "few")
    else:
        told = kept(found, "told")
        few = kept(_first_of(_few_told(asked, told, asks)), "few")
    total = how_many(few)
    many = narrowed.where(total > COUNT_LIMIT)
    near = asked.walk(many, cursor, downwards, near_ones).subquery("near")
    hits = kept(sa.select(near).where(ways.holding(near.c.id, asked.words)).limit(limit), "hits")
    is_near = how_many(hits) >= limit
    pages = [
        sa.select(hits).where(is_near),
        asked.walk(many.where(sa.not_(is_near), _is_in(number, told)), cursor, downwards, limit),
    ]
    return _read(asked, few, total, pages, cursor, downwards, limit)


def _tried(asked: Asked, ways: Ways, little: int, tried: Tried) -> tuple[list[int] | None, bool]:
    """What is to be counted, if asking each of the next rows that the filters leave tells it sooner than the index of
    words; and whether the filters leave little.

    A letter or two begin words of nearly every row, and a filter may leave a handful: what the index of words tells
    would be gathered for much longer than these rows are asked. Some are tried, and only of a long list: little is
    gathered of a short one.
    """
    everything = asked.statement.order_by(None).with_only_columns(asked.id_column)
    is_long = told_once(everything.offset(little).limit(1).exists(), "is_long")
    left = asked.left()
    sample = kept(left.where(is_long).limit(tried.rows), "sample")
    holding = sa.select(sample.c.id).where(ways.holding(sample.c.id, asked.words)).subquery()
    is_dense = sa.and_(is_long, sa.or_(how_many(holding) >= tried.hits, how_many(sample) < tried.rows))
    is_dense = told_once(is_dense, "is_dense")
    some = kept(left.where(is_dense).limit(tried.on + 1), "some")
    held = sa.select(some.c.id).where(ways.holding(some.c.id, asked.words)).limit(COUNT_LIMIT + 1).subquery()
    numbers = sa.select(as_text(held)).scalar_subquery()
    told = [is_dense, how_many(some), numbers]
    if not asked.is_known_by_words:
        told.append(sa.case((is_dense, sa.false()), else_=how_many(left.limit(little + 1).subquery()) <= little))
    dense, passed, text, *is_little = db.session.execute(sa.select(*told)).one()
    found = numbers_in(text)
    is_all = dense and (len(found) > COUNT_LIMIT or passed <= tried.on)
    return found if is_all else None, any(is_little)


def _few_told(asked: Asked, told: Any, asks: int) -> list[AnySelect]:
    """The numbers (``id``) of what is both found and left by the filters, in the way that is the quicker.

    Where little is found, from what is found; where much is, from what the filters leave, of which few have to be
    passed: neither alone is quick where the other is few.
    """
    number = asked.id_column
    looked_up = asked.narrowed.where(number == told.c.id).order_by(None).with_only_columns(number.label("id"))
    if not asked.chosen:
        return [looked_up]
    first_told = sa.select(told.c.id).limit(asks + 1).subquery()
    is_few = told_once(how_many(first_told) <= asks, "is_few")
    return [
        looked_up.where(is_few),
        asked.left().where(sa.not_(is_few), _is_in(number, told)),
    ]


def _first_of(ways: list[AnySelect]) -> AnySelect:
    """Of ways of which one alone finds anything, one row beyond those that are counted at most."""
    first, *others = [way.limit(COUNT_LIMIT + 1) for way in ways]
    if not others:
        return first
    both = sa.union_all(*(sa.select(way.subquery()) for way in (first, *others))).subquery()
    return sa.select(both.c.id)


def _read(
    asked: Asked, few: Any, total: Any, pages: Sequence[AnySelect], cursor: Cursor, downwards: bool, limit: int
) -> Found:
    """The page among the few, if they are all, or else the one of these that has any."""
    # Each looked up by its number: for a thousand in one list PostgreSQL would read all there are.
    one = asked.sort.joined(asked.statement.where(asked.id_column == few.c.id), asked.chosen).order_by(None)
    key = one.with_only_columns(asked.sort.expression).correlate(few).scalar_subquery()
    placed = kept(sa.select(few.c.id, key.label("key")).where(total <= COUNT_LIMIT), "placed")
    these = sa.select(placed).order_by(*in_order(placed.c.key, placed.c.id, downwards)).limit(limit)
    if cursor is not None:
        these = these.where(beyond(placed.c.key, placed.c.id, cursor, downwards))
    pages = [these, *pages]
    page = sa.union_all(*(sa.select(each.subquery()) for each in pages)).subquery()
    counted = sa.select(total.label("total")).subquery()
    both = sa.select(page.c.id, page.c.key, counted.c.total).select_from(counted.outerjoin(page, sa.true()))
    rows = db.session.execute(both.order_by(*in_order(page.c.key, page.c.id, downwards))).all()
    return [(row.id, row.key) for row in rows if row.id is not None], rows[0].total


def _is_in(number: Any, rows: Any) -> Any:
    # Whether that is true is asked of each row: as a condition of its own PostgreSQL would turn it round and join.
    return number.in_(sa.select(rows.c.id)).is_(sa.true())
