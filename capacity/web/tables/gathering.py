"""A page of what a search finds among tens of thousands of rows, and how many there are, in one statement.

PostgreSQL gathers all that a search finds before it tells the first of it. So it is gathered once, and then counted, up
to one more than are told; and the page is looked for among the next rows of the list, three hundred. Only if it is not
there, as rows that are found lie farther apart, each row of the list is asked on.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from capacity.core.db import db, is_sqlite
from capacity.web.tables.grammar import COUNT_LIMIT, Ways
from capacity.web.tables.searching import Asked, Cursor, how_many, in_order, kept

NEAR = 300
"""So many rows of the list are compared with what is found, which costs little for each."""


def is_best(asked: Asked) -> bool:
    """Whether this is the way that costs the least."""
    return bool(asked.words) and asked.ways is not None and not is_sqlite(db.session())


def at_once(
    asked: Asked, ways: Ways, cursor: Cursor, downwards: bool, limit: int, *, near_ones: int = NEAR
) -> tuple[Sequence[tuple[int, Any]], int]:
    """The page, as (``id``, ``key``), and the number of all rows, as ``first_ones`` counts."""
    number, narrowed = asked.id_column, asked.narrowed
    told = kept(ways.numbers(asked.words, asked.facts()), "told")
    some = narrowed.where(number == told.c.id).order_by(None).with_only_columns(number.label("id"))
    few = kept(some.limit(COUNT_LIMIT + 1), "few")
    total = how_many(few)
    these = asked.statement.where(number.in_(sa.select(few.c.id)), total <= COUNT_LIMIT)
    many = narrowed.where(total > COUNT_LIMIT)
    near = kept(asked.walk(many, cursor, downwards, near_ones), "near")
    hits = kept(sa.select(told.c.id).where(_is_in(told.c.id, near)), "hits")
    is_near = how_many(hits) >= limit
    order = in_order(near.c.key, near.c.id, downwards)
    pages = [
        asked.page(asked.sort.joined(these, asked.chosen), cursor, downwards, limit),
        sa.select(near).where(is_near, _is_in(near.c.id, hits)).order_by(*order).limit(limit),
        asked.walk(many.where(sa.not_(is_near), _is_in(number, told)), cursor, downwards, limit),
    ]
    page = sa.union_all(*(sa.select(each.subquery()) for each in pages)).subquery()
    counted = sa.select(total.label("total")).subquery()
    both = sa.select(page.c.id, page.c.key, counted.c.total).select_from(counted.outerjoin(page, sa.true()))
    rows = db.session.execute(both.order_by(*in_order(page.c.key, page.c.id, downwards))).all()
    return [(row.id, row.key) for row in rows if row.id is not None], rows[0].total


def _is_in(number: Any, rows: Any) -> Any:
    # Whether that is true is asked of each row: as a condition of its own PostgreSQL would turn it round and join.
    return number.in_(sa.select(rows.c.id)).is_(sa.true())
