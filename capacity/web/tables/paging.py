"""Reading by key: the place in a list is the last row's sort value and number, carried by the address."""

from __future__ import annotations

import base64
import binascii
import json
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from werkzeug.datastructures import MultiDict

from capacity.core.db import AnySelect, db


def rows_of(
    statement: AnySelect, id_column: Any, key: Any, descending: bool, size: int, args: MultiDict[str, str]
) -> tuple[list[Any], bool, bool]:
    """One page of rows, each ended by its sort value and number; whether there are earlier and later ones."""
    after, before = _cursor(args.get("after")), _cursor(args.get("before"))
    backwards = before is not None or "last" in args
    cursor = before if before is not None else after
    if cursor is not None and not (_fits(cursor[0], key) and _fits(cursor[1], id_column)):
        cursor = after = before = None
        backwards = "last" in args
    downwards = descending != backwards
    statement = statement.order_by(None)
    order = (key.desc(), id_column.desc()) if downwards else (key.asc(), id_column.asc())
    numbers = statement.with_only_columns(id_column)
    if cursor is not None:
        numbers = numbers.where(_beyond(key, id_column, cursor, downwards))
    # Only numbers are sorted; what the rows say is fetched for those that are shown.
    shown = sa.select(numbers.order_by(*order).limit(size + 1).subquery())
    marked = statement.add_columns(key.label("_key"), id_column.label("_id"))
    found = db.session.execute(marked.where(id_column.in_(shown)).order_by(*order)).unique().all()
    more = len(found) > size
    rows = list(found[:size])
    if backwards:
        rows.reverse()
    has_previous = more if backwards else after is not None
    has_next = before is not None if backwards else more
    return rows, has_previous and bool(rows), has_next and bool(rows)


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


def _beyond(key: Any, id_column: Any, cursor: tuple[Any, Any], downwards: bool) -> Any:
    value, number = cursor
    value = sa.literal(value, key.type)
    if downwards:
        return sa.or_(key < value, sa.and_(key == value, id_column < number))
    return sa.or_(key > value, sa.and_(key == value, id_column > number))


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
