"""A page of what a search finds among tens of thousands of rows: one statement, whether it finds three or half."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, NamedTuple

import sqlalchemy as sa

from capacity.core.db import AnySelect, db
from capacity.web.tables.grammar import COUNT_LIMIT, Ways

NEAR = 120
"""So many rows are read one by one, where a search finds many, before everything found is gathered."""


class Search(NamedTuple):
    """What is searched for, and how; ``near`` rows are read one by one, none where no index has them in order."""

    ways: Ways
    words: str
    near: int = NEAR


def searched(
    statement: AnySelect,
    search: Search,
    id_column: Any,
    key: Any,
    cursor: tuple[Any, Any] | None,
    downwards: bool,
    limit: int,
) -> Sequence[Any]:
    """The rows of one page as (``id``, ``key``, ``total``), of which at least one is there: its ``id`` may be None.

    What is found is told one after another until there are more than are counted. Where there are no more, these are
    sorted, and the page is among them. Where there are, the page is expected among the next rows of the list, which are
    asked one by one; only if it is not there, everything found is gathered and the list walked on.
    """
    ways, words, near_ones = search
    asked = statement.order_by(None)
    told = ways.told(asked, words).with_only_columns(id_column.label("id"), key.label("key")).limit(COUNT_LIMIT + 1)
    first = _once(told, "first")
    counted = _once(sa.select(sa.func.count().label("total")).select_from(first), "counted")
    total = sa.select(counted.c.total).scalar_subquery()

    listed = asked.with_only_columns(id_column.label("id"), key.label("key")).order_by(
        *in_order(key, id_column, downwards)
    )
    if cursor is not None:
        listed = listed.where(beyond(key, id_column, cursor, downwards))
    next_ones = (
        listed.where(ways.is_kept(id_column)).limit(sa.case((total > COUNT_LIMIT, near_ones), else_=0)).subquery()
    )
    near = _once(sa.select(next_ones).where(ways.holding(next_ones.c.id, words)).limit(limit), "near")
    is_near = sa.select(sa.func.count()).select_from(near).scalar_subquery() == limit

    few = sa.select(first).order_by(*in_order(first.c.key, first.c.id, downwards))
    if cursor is not None:
        few = few.where(beyond(first.c.key, first.c.id, cursor, downwards))
    few = few.limit(sa.case((total <= COUNT_LIMIT, limit), else_=0))
    far = ways.found(listed, words).limit(sa.case((sa.and_(total > COUNT_LIMIT, sa.not_(is_near)), limit), else_=0))
    page = sa.union_all(sa.select(few.subquery()), sa.select(near).where(is_near), sa.select(far.subquery())).subquery()
    rows = sa.select(page.c.id, page.c.key, counted.c.total).select_from(counted.outerjoin(page, sa.true()))
    return db.session.execute(rows.order_by(*in_order(page.c.key, page.c.id, downwards))).all()


def _once(statement: AnySelect, name: str) -> Any:
    """Worked out once, however often it is asked, and without a thought for what is asked of it."""
    return statement.cte(name).prefix_with("MATERIALIZED")


def in_order(key: Any, id_column: Any, downwards: bool) -> tuple[Any, Any]:
    """The order of a list by its key, rows of the same key by their number."""
    return (key.desc(), id_column.desc()) if downwards else (key.asc(), id_column.asc())


def beyond(key: Any, id_column: Any, cursor: tuple[Any, Any], downwards: bool) -> Any:
    """What comes after a place; said so that an index of the key is entered there, however far down it is."""
    value, number = cursor
    value = sa.literal(value, key.type)
    if downwards:
        return sa.and_(key <= value, sa.or_(key < value, id_column < number))
    return sa.and_(key >= value, sa.or_(key > value, id_column > number))
