"""Reading by key: the place in a list is the last row's sort value and number, carried by the address."""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from capacity.core.db import AnySelect, db
from capacity.web.tables.searching import Search, beyond, in_order, searched

IDS: Any = sa.bindparam("ids", expanding=True)
"""What stands for the numbers of the rows shown, in a statement of rows that is put together once."""


class Read(NamedTuple):
    """A page of rows, each ended by its sort value and number; ``total`` where counting all rows cost nothing more."""

    rows: list[Any]
    has_previous: bool
    has_next: bool
    total: int | None = None


class Beside(NamedTuple):
    """The rows that stand before and after one of them in a list."""

    before: int | None = None
    after: int | None = None


def beside(
    statement: AnySelect, narrowed: AnySelect, id_column: Any, key: Any, descending: bool, number: int
) -> Beside:
    """The neighbours of a row among those of ``narrowed``: two statements, wherever it stands.

    The row itself is looked up in ``statement``: an act may have taken it out of what the list shows.
    """
    here = db.session.execute(statement.with_only_columns(key).order_by(None).where(id_column == number)).first()
    if here is None:
        return Beside()
    numbers = narrowed.with_only_columns(id_column).order_by(None)
    found = []
    for downwards in (not descending, descending):
        order = in_order(key, id_column, downwards)
        way = numbers.where(beyond(key, id_column, (here[0], number), downwards)).order_by(*order).limit(1)
        found.append(way.scalar_subquery())
    return Beside(*db.session.execute(sa.select(*found)).one())


def rows_of(
    statement: AnySelect,
    id_column: Any,
    key: Any,
    descending: bool,
    size: int,
    args: MultiDict[str, str],
    lines: AnySelect | None = None,
    search: Search | None = None,
) -> Read:
    """One page of rows.

    ``lines`` tells what the rows of ``IDS`` say, the number first; without it ``statement`` does. What a ``search``
    finds is counted on its way, up to one more than are told.
    """
    after, before = _cursor(args.get("after")), _cursor(args.get("before"))
    backwards = before is not None or "last" in args
    cursor = before if before is not None else after
    if cursor is not None and not (_fits(cursor[0], key) and _fits(cursor[1], id_column)):
        cursor = after = before = None
        backwards = "last" in args
    downwards = descending != backwards
    statement = statement.order_by(None)
    order = in_order(key, id_column, downwards)
    numbers = statement.with_only_columns(id_column)
    if cursor is not None:
        numbers = numbers.where(beyond(key, id_column, cursor, downwards))
    # Only numbers are sorted; what the rows say is fetched for those that are shown.
    found: list[Any]
    total: int | None = None
    if search is not None and lines is not None:
        places = searched(statement, search, id_column, key, cursor, downwards, size + 1)
        total = places[0].total
        found = _said(lines, [(place.id, place.key) for place in places if place.id is not None])
    elif lines is not None:
        placed = numbers.add_columns(key).order_by(*order)
        places = db.session.execute(placed.limit(size + 1)).all()
        found = _said(lines, [(place[0], place[1]) for place in places])
    else:
        numbers = numbers.order_by(*order).limit(size + 1)
        marked = statement.add_columns(key.label("_key"), id_column.label("_id"))
        shown = marked.where(id_column.in_(sa.select(numbers.subquery()))).order_by(*order)
        found = list(db.session.execute(shown).unique())
    more = len(found) > size
    rows = list(found[:size])
    if backwards:
        rows.reverse()
    has_previous = more if backwards else after is not None
    has_next = before is not None if backwards else more
    return Read(rows, has_previous and bool(rows), has_next and bool(rows), total)


def _said(lines: AnySelect, places: Sequence[Any]) -> list[Any]:
    said = {row[0]: row for row in db.session.execute(lines, {"ids": [number for number, _key in places]})}
    return [(*said[number], key, number) for number, key in places if number in said]


def token(row: Any) -> str:
    """A row's place, for an address."""
    value = row[-2]
    kind = "t" if isinstance(value, datetime) else "d" if isinstance(value, date) else "v"
    plain = value.isoformat() if kind != "v" else value
    place = json.dumps([kind, plain, row[-1]], ensure_ascii=False)
    return base64.urlsafe_b64encode(place.encode()).decode().rstrip("=")


def _cursor(token: str | None) -> tuple[Any, Any] | None:
    if not token:
        return None
    try:
        kind, value, number = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
        if kind == "t":
            value = datetime.fromisoformat(value)
        elif kind == "d":
            value = date.fromisoformat(value)
        return value, number
    except (ValueError, TypeError, RecursionError, binascii.Error):
        return None


def _fits(value: Any, column: Any) -> bool:
    """Whether a value from the address can be compared with the column; anybody may type an address."""
    kind = getattr(column.type, "impl", column.type) if isinstance(column.type, sa.types.TypeDecorator) else column.type
    if isinstance(kind, sa.String):
        return isinstance(value, str) and value.isprintable()
    if isinstance(kind, sa.DateTime):
        return isinstance(value, datetime) and value.tzinfo is not None
    if isinstance(kind, sa.Date):
        return isinstance(value, date) and not isinstance(value, datetime)
    if isinstance(kind, sa.Boolean):
        return isinstance(value, bool)
    return isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63
