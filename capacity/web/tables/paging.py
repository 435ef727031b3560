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
from capacity.web.tables import gathering
from capacity.web.tables.grammar import COUNT_LIMIT
from capacity.web.tables.searching import Asked, beyond, in_order

IDS: Any = sa.bindparam("ids", expanding=True)
"""What stands for the numbers of the rows shown, in a statement of rows that is put together once."""


class Read(NamedTuple):
    """A page of rows, each ended by its sort value and number; ``total`` where it is known by the way."""

    rows: list[Any]
    has_previous: bool
    has_next: bool
    total: int | None = None


class Beside(NamedTuple):
    """The rows that stand before and after one of them in a list."""

    before: int | None = None
    after: int | None = None


def beside(asked: Asked, narrowed: AnySelect, descending: bool, number: int) -> Beside:
    """The neighbours of a row among those of ``narrowed``: two statements, wherever it stands.

    The row itself is looked up in all of the list: an act may have taken it out of what the list shows.
    """
    key, id_column = asked.sort.expression, asked.id_column
    everything = asked.sort.joined(asked.statement, asked.chosen).with_only_columns(key).order_by(None)
    here = db.session.execute(everything.where(id_column == number)).first()
    if here is None:
        return Beside()
    numbers = (asked.sort.walked or asked.sort.joined)(narrowed, asked.chosen).with_only_columns(id_column)
    found = []
    for downwards in (not descending, descending):
        order = in_order(key, id_column, downwards)
        way = numbers.where(beyond(key, id_column, (here[0], number), downwards)).order_by(None).order_by(*order)
        found.append(way.limit(1).scalar_subquery())
    return Beside(*db.session.execute(sa.select(*found)).one())


def rows_of(
    statement: AnySelect, id_column: Any, key: Any, descending: bool, size: int, args: MultiDict[str, str]
) -> Read:
    """One page of rows, each of which says what the statement's columns are."""
    place = _place(args, id_column, key, descending)
    statement = statement.order_by(None)
    order = in_order(key, id_column, place.downwards)
    numbers = statement.with_only_columns(id_column)
    if place.cursor is not None:
        numbers = numbers.where(beyond(key, id_column, place.cursor, place.downwards))
    # Only numbers are sorted; what the rows say is fetched for those that are shown.
    numbers = numbers.order_by(*order).limit(size + 1)
    marked = statement.add_columns(key.label("_key"), id_column.label("_id"))
    shown = marked.where(id_column.in_(sa.select(numbers.subquery()))).order_by(*order)
    return place.read(list(db.session.execute(shown).unique()), size)


def lines_of(
    asked: Asked, lines: AnySelect, descending: bool, size: int, args: MultiDict[str, str], total: int | None
) -> Read:
    """One page of a list of tens of thousands, and how many rows it has, up to one more than are told.

    ``lines`` tells what the rows of ``IDS`` say, the number first.
    """
    place = _place(args, asked.id_column, asked.sort.expression, descending)
    if total is None and gathering.is_best(asked):
        found, counted = gathering.gathered(asked, place.cursor, place.downwards, size + 1)
        return place.read(_said(lines, found), size)._replace(total=counted)
    few: list[int] | None = None
    if total is None and asked.is_narrowed:
        few = asked.first_ones()
        total = len(few)
    if few is not None and len(few) <= COUNT_LIMIT and not asked.has_order:
        found = asked.sorted_ones(few, place.cursor, place.downwards, size + 1) if few else []
    else:
        found = asked.next_ones(place.cursor, place.downwards, size + 1)
    return place.read(_said(lines, found), size)._replace(total=total)


class _Place(NamedTuple):
    """Where in the list a page begins, and which way it is read."""

    cursor: tuple[Any, Any] | None
    downwards: bool
    backwards: bool
    has_before: bool
    has_after: bool

    def read(self, found: list[Any], size: int) -> Read:
        """The page, of whose rows one more was asked for than it has."""
        more = len(found) > size
        rows = list(found[:size])
        if self.backwards:
            rows.reverse()
        has_previous = more if self.backwards else self.has_after
        has_next = self.has_before if self.backwards else more
        return Read(rows, has_previous and bool(rows), has_next and bool(rows))


def _place(args: MultiDict[str, str], id_column: Any, key: Any, descending: bool) -> _Place:
    after, before = _cursor(args.get("after")), _cursor(args.get("before"))
    cursor = before if before is not None else after
    if cursor is not None and not (_fits(cursor[0], key) and _fits(cursor[1], id_column)):
        cursor = after = before = None
    backwards = before is not None or "last" in args
    return _Place(cursor, descending != backwards, backwards, before is not None, after is not None)


def _said(lines: AnySelect, places: Sequence[Any]) -> list[Any]:
    said = (
        {row[0]: row for row in db.session.execute(lines, {"ids": [number for number, _key in places]})}
        if places
        else {}
    )
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
