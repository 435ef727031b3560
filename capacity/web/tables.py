"""One query grammar for every list: ``?q=…&region=MA-02&sort=-name&size=50&after=…``.

A list is read by key, not by offset: the address carries the last row's sort value and id, so that the last page costs
what the first does and a row added meanwhile shifts nothing. Counts are exact to 1,000, then "1,000+".
"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request
from werkzeug.datastructures import MultiDict

from capacity.core.db import AnySelect, db
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext

COUNT_LIMIT = 1000
SIZES = (25, 50, 100)
QUERY_MAX = 200

Statement = AnySelect


@dataclass(frozen=True)
class Sort:
    """A way to order; ``expression`` is never NULL (coalesce it)."""

    key: str
    label: object
    expression: Any


@dataclass(frozen=True)
class Filter:
    """A question with fixed answers; ``apply`` narrows the statement to the chosen values (one or several)."""

    name: str
    label: object
    options: Sequence[tuple[str, object]]
    apply: Callable[[Statement, list[str]], Statement]


@dataclass(frozen=True)
class Chip:
    """A filter in force, and the address of the list without it."""

    label: object
    value: object
    remove_url: str


@dataclass
class Page:
    """What the list pattern draws."""

    rows: list[Any]
    total: int
    size: int
    search: str
    searchable: bool
    chips: list[Chip]
    filters: list[tuple[str, object, list[tuple[str, object, bool]]]]
    sorts: list[tuple[str, object, str, str | None]]
    first_url: str | None
    previous_url: str | None
    next_url: str | None
    last_url: str | None
    size_urls: list[tuple[int, str, bool]]
    view_url: str
    clear_url: str
    query_string: str
    hidden: list[tuple[str, str]] = field(default_factory=list)
    export_urls: dict[str, str] = field(default_factory=dict)

    @property
    def count_text(self) -> str:
        """``24`` or ``1,000+``."""
        if self.total > COUNT_LIMIT:
            return str(_("1,000+ rows"))
        return str(ngettext("%(num)s row", "%(num)s rows", self.total))

    @property
    def is_filtered(self) -> bool:
        """Something narrows the list."""
        return bool(self.chips)


class Table:
    """How a list may be asked: its sorts (the first is the default), filters and search."""

    def __init__(
        self,
        *,
        id_column: Any,
        sorts: Sequence[Sort],
        filters: Sequence[Filter] = (),
        search: Callable[[Statement, str], Statement] | None = None,
        default_sort: str | None = None,
    ) -> None:
        self.id_column = id_column
        self.sorts = {sort.key: sort for sort in sorts}
        self.filters = filters
        self.search = search
        self.default_sort = default_sort or sorts[0].key

    def narrowed(self, statement: Statement, args: MultiDict[str, str]) -> Statement:
        """The statement with the filters and the search of the address; unknown values are ignored."""
        query = _query(args)
        if query and self.search is not None:
            statement = self.search(statement, query)
        for item in self.filters:
            chosen = self._chosen(item, args)
            if chosen:
                statement = item.apply(statement, chosen)
        return statement

    def everything(self, statement: Statement, args: MultiDict[str, str]) -> Iterator[Any]:
        """Every row that the list shows over all its pages, in its order; for exports."""
        sort, descending = self._sort(args)
        order = sort.expression.desc() if descending else sort.expression.asc()
        rows = db.session.execute(
            self.narrowed(statement, args).order_by(order, self.id_column).execution_options(yield_per=500)
        )
        for row in rows:
            yield row[0] if len(row) == 1 else row

    def read(self, statement: Statement, *, exports: dict[str, str] | None = None) -> Page:
        """One page of the list that the current address asks for: two statements, whatever its length."""
        args = request.args
        narrowed = self.narrowed(statement, args)
        inner = narrowed.with_only_columns(self.id_column).order_by(None).limit(COUNT_LIMIT + 1).subquery()
        total = db.session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0
        size = _size(args)
        sort, descending = self._sort(args)
        rows, has_previous, has_next = self._rows(narrowed, sort.expression, descending, size, args)
        return self._page(rows, total, size, has_previous, has_next, exports or {}, args)

    def _rows(
        self, statement: Statement, key: Any, descending: bool, size: int, args: MultiDict[str, str]
    ) -> tuple[list[Any], bool, bool]:
        after, before = _cursor(args.get("after")), _cursor(args.get("before"))
        backwards = before is not None or "last" in args
        cursor = before if before is not None else after
        if cursor is not None and not (_fits(cursor[0], key) and _fits(cursor[1], self.id_column)):
            cursor = after = before = None
            backwards = "last" in args
        downwards = descending != backwards
        statement = statement.order_by(None)
        order = (key.desc(), self.id_column.desc()) if downwards else (key.asc(), self.id_column.asc())
        numbers = statement.with_only_columns(self.id_column)
        if cursor is not None:
            numbers = numbers.where(_beyond(key, self.id_column, cursor, downwards))
        # Only numbers are sorted; what the rows say is fetched for those that are shown.
        shown = sa.select(numbers.order_by(*order).limit(size + 1).subquery())
        marked = statement.add_columns(key.label("_key"), self.id_column.label("_id"))
        found = db.session.execute(marked.where(self.id_column.in_(shown)).order_by(*order)).unique().all()
        more = len(found) > size
        rows = list(found[:size])
        if backwards:
            rows.reverse()
        has_previous = more if backwards else after is not None
        has_next = before is not None if backwards else more
        return rows, has_previous and bool(rows), has_next and bool(rows)

    def _page(
        self,
        rows: list[Any],
        total: int,
        size: int,
        has_previous: bool,
        has_next: bool,
        exports: dict[str, str],
        args: MultiDict[str, str],
    ) -> Page:
        kept = self._kept(args)
        sort, descending = self._sort(args)
        return Page(
            rows=[row[0] if len(row) == 3 else row[:-2] for row in rows],
            total=total,
            size=size,
            search=_query(args),
            searchable=self.search is not None,
            chips=list(self._chips(kept)),
            filters=[
                (
                    item.name,
                    item.label,
                    [(value, label, value in self._chosen(item, args)) for value, label in item.options],
                )
                for item in self.filters
            ],
            sorts=[
                (
                    item.key,
                    item.label,
                    _url(kept, sort=("-" if item.key == sort.key and not descending else "") + item.key),
                    ("descending" if descending else "ascending") if item.key == sort.key else None,
                )
                for item in self.sorts.values()
            ],
            first_url=_url(kept) if has_previous else None,
            previous_url=_url(kept, before=_token(rows[0])) if has_previous else None,
            next_url=_url(kept, after=_token(rows[-1])) if has_next else None,
            last_url=_url(kept, last="1") if has_next else None,
            size_urls=[(choice, _url(kept, size=str(choice)), choice == size) for choice in SIZES],
            view_url=_url(kept),
            clear_url=request.path,
            query_string=urlencode(list(kept.items(multi=True))),
            hidden=[(k, v) for k, v in kept.items(multi=True) if k in {"sort", "size"}],
            export_urls={kind: f"{url}?{urlencode(list(kept.items(multi=True)))}" for kind, url in exports.items()},
        )

    def _kept(self, args: MultiDict[str, str]) -> MultiDict[str, str]:
        """What the addresses of other pages carry along: everything but the place in the list and unknown choices."""
        allowed = {item.name: {value for value, _label in item.options} for item in self.filters}
        pairs = [(k, v) for k, v in args.items(multi=True) if k not in {"after", "before", "last", "lang"}]
        return MultiDict([(k, v) for k, v in pairs if v in allowed.get(k, {v})])

    def _chosen(self, item: Filter, args: MultiDict[str, str]) -> list[str]:
        allowed = {value for value, _label in item.options}
        return [value for value in dict.fromkeys(args.getlist(item.name)) if value in allowed]

    def _chips(self, kept: MultiDict[str, str]) -> Iterator[Chip]:
        if self.search is not None and _query(kept):
            yield Chip(_("Search"), _query(kept), _url(kept, q=None))
        for item in self.filters:
            labels = dict(item.options)
            for value in self._chosen(item, kept):
                others = MultiDict([(k, v) for k, v in kept.items(multi=True) if (k, v) != (item.name, value)])
                yield Chip(item.label, labels[value], _url(others))

    def _sort(self, args: MultiDict[str, str]) -> tuple[Sort, bool]:
        asked = args.get("sort", self.default_sort)
        if asked.removeprefix("-") not in self.sorts:
            asked = self.default_sort
        return self.sorts[asked.removeprefix("-")], asked.startswith("-")


def _query(args: MultiDict[str, str]) -> str:
    return args.get("q", "").replace("\x00", "")[:QUERY_MAX].strip()


def _size(args: MultiDict[str, str]) -> int:
    asked = args.get("size", "")
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]


def _url(kept: MultiDict[str, str], **changes: str | None) -> str:
    pairs = [(k, v) for k, v in kept.items(multi=True) if k not in changes]
    pairs += [(k, v) for k, v in changes.items() if v is not None]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def _beyond(key: Any, id_column: Any, cursor: tuple[Any, Any], downwards: bool) -> Any:
    value, number = cursor
    value = sa.literal(value, key.type)
    if downwards:
        return sa.or_(key < value, sa.and_(key == value, id_column < number))
    return sa.or_(key > value, sa.and_(key == value, id_column > number))


def _token(row: Any) -> str:
    value = row[-2]
    kind = "t" if isinstance(value, datetime) else "d" if isinstance(value, date) else "v"
    plain = value.isoformat() if kind != "v" else value
    return (
        base64.urlsafe_b64encode(json.dumps([kind, plain, row[-1]], ensure_ascii=False).encode()).decode().rstrip("=")
    )


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


def one_of(column: Any) -> Callable[[Statement, list[str]], Statement]:
    """A filter's ``apply`` for a column that equals one of the chosen values."""
    return lambda statement, chosen: statement.where(column.in_(chosen))
