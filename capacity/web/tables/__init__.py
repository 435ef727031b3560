"""One query grammar for every list: ``?q=…&region=MA-02&sort=-name&columns=state&size=50&after=…``.

A list is read by key, not by offset: the address carries the last row's sort value and id, so that the last page costs
what the first does and a row added meanwhile shifts nothing. Counts are exact to 1,000, then "1,000+".
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any
from urllib.parse import urlencode

import sqlalchemy as sa
from flask import request
from werkzeug.datastructures import MultiDict

from capacity.core.db import db
from capacity.core.languages import gettext as _
from capacity.web.tables.grammar import (
    COLUMNS,
    COUNT_LIMIT,
    PLACE,
    SEARCH,
    SIZE,
    SIZES,
    SORT,
    Args,
    Chip,
    Filter,
    Page,
    Shown,
    Sort,
    Statement,
    Ways,
    by_region,
    one_of,
    query_of,
    size_of,
    url_with,
)
from capacity.web.tables.paging import IDS, Beside, beside, lines_of, rows_of, token
from capacity.web.tables.searching import Asked, facts_of

__all__ = [
    "COUNT_LIMIT",
    "IDS",
    "SIZES",
    "SORT",
    "Beside",
    "Chip",
    "Filter",
    "Page",
    "Shown",
    "Sort",
    "Statement",
    "Table",
    "Ways",
    "by_region",
    "one_of",
]


class Table:
    """How a list may be asked: its sorts (the first is the default), filters, search and columns."""

    def __init__(
        self,
        *,
        id_column: Any,
        sorts: Sequence[Sort],
        filters: Sequence[Filter] = (),
        search: Callable[[Statement, str], Statement] | Ways | None = None,
        default_sort: str | None = None,
        columns: Sequence[Shown] = (),
    ) -> None:
        self.id_column = id_column
        self.sorts = {sort.key: sort for sort in sorts}
        self.filters = [item for item in filters if item.options]
        self.search = search
        self.default_sort = default_sort or sorts[0].key
        self.columns = columns

    def narrowed(self, statement: Statement, args: Args) -> Statement:
        """The statement with the filters and the search of the address; unknown values are ignored."""
        query = query_of(args)
        if query and self.search is not None:
            ways = self.search
            facts = facts_of(self.filters, self._answers(args))
            statement = ways.found(statement, query, facts) if isinstance(ways, Ways) else ways(statement, query)
        return self._filtered(statement, args)

    def gathered(self, statement: Statement, args: Args) -> Statement:
        """The same rows, for who wants all of them, in no order."""
        asked, words, ways = self._asked(statement, args), query_of(args), self.search
        left = asked.all_left()
        return ways.found(left, words, asked.facts()) if isinstance(ways, Ways) and words else left

    def _filtered(self, statement: Statement, args: Args) -> Statement:
        for item in self.filters:
            chosen = _chosen(item, args)
            if chosen:
                statement = item.apply(statement, chosen)
        return statement

    def everything(self, statement: Statement, args: Args) -> Iterator[Any]:
        """Every row that the list shows over all its pages, in its order; for exports."""
        sort, descending = self._sort(args)
        order = (sort.expression.desc(), self.id_column.desc()) if descending else (sort.expression, self.id_column)
        narrowed = sort.joined(self.narrowed(statement, args), self._answers(args))
        rows = db.session.execute(narrowed.order_by(None).order_by(*order).execution_options(yield_per=500))
        for row in rows:
            yield row[0] if len(row) == 1 else row

    def shown(self, args: Args) -> list[str]:
        """The keys of the columns that the address chooses; without a choice those shown at first."""
        asked = set(args.getlist(COLUMNS))
        chosen = [column.key for column in self.columns if column.key in asked]
        return chosen or [column.key for column in self.columns if column.at_first]

    def read(
        self,
        statement: Statement,
        *,
        lines: Statement | None = None,
        total: int | None = None,
        exports: dict[str, str] | None = None,
        takes: dict[str, str] | None = None,
    ) -> Page:
        """One page of the list that the current address asks for: two or three statements, whatever its length.

        ``statement`` is narrowed, sorted and counted. What its rows say may stand apart in ``lines``, a statement about
        ``IDS`` that is put together once for all requests. ``total`` is how many there are, where that is known.
        """
        args = request.args
        narrowed = self.narrowed(statement, args)
        size = size_of(args)
        sort, descending = self._sort(args)
        if lines is not None:
            asked = self._asked(statement, args)
            rows, has_previous, has_next, counted = lines_of(asked, lines, descending, size, args, total)
        else:
            joined = sort.joined(narrowed, self._answers(args))
            key = sort.expression
            rows, has_previous, has_next, counted = rows_of(joined, self.id_column, key, descending, size, args)
        total = total if total is not None else counted
        if total is None:
            inner = narrowed.with_only_columns(self.id_column).order_by(None).limit(COUNT_LIMIT + 1).subquery()
            total = db.session.scalar(sa.select(sa.func.count()).select_from(inner)) or 0
        kept = self._kept(args)
        shown = self.shown(args)
        pairs = list(kept.items(multi=True))
        return Page(
            rows=[row[0] if len(row) == 3 else row[:-2] for row in rows],
            total=total,
            size=size,
            search=query_of(args),
            searchable=self.search is not None,
            chips=list(self._chips(kept)),
            filters=[_asked(item, args) for item in self.filters],
            sorts=[
                (
                    item.key,
                    item.label,
                    url_with(kept, sort=("-" if item.key == sort.key and not descending else "") + item.key),
                    ("descending" if descending else "ascending") if item.key == sort.key else None,
                )
                for item in self.sorts.values()
            ],
            first_url=url_with(kept) if has_previous else None,
            previous_url=url_with(kept, before=token(rows[0])) if has_previous else None,
            next_url=url_with(kept, after=token(rows[-1])) if has_next else None,
            last_url=url_with(kept, last="1") if has_next else None,
            size_urls=[(choice, url_with(kept, size=str(choice)), choice == size) for choice in SIZES],
            view_url=url_with(kept),
            clear_url=request.path,
            query_string=urlencode(pairs),
            hidden=[(k, v) for k, v in pairs if k in {"sort", "size", COLUMNS}],
            export_urls={kind: f"{url}?{urlencode(pairs)}" for kind, url in (exports or {}).items()},
            takes={kind: f"{url}?{urlencode(pairs)}" for kind, url in (takes or {}).items()},
            columns=[(column, column.key in shown) for column in self.columns],
            kept=pairs,
            trail=urlencode(self.view_of(args)),
        )

    def _answers(self, args: Args) -> dict[str, list[str]]:
        return {item.name: chosen for item in self.filters if (chosen := _chosen(item, args))}

    def _asked(self, statement: Statement, args: Args) -> Asked:
        sort, words, ways = self._sort(args)[0], query_of(args), None
        if isinstance(self.search, Ways):
            ways = self.search
        elif words and self.search is not None:
            statement = self.search(statement, words)
        return Asked(statement, self.id_column, sort, self.filters, self._answers(args), ways, words)

    def beside(self, statement: Statement, args: Args, number: int) -> Beside:
        """What stands before and after a row in the list of this address: two statements."""
        asked, descending = self._asked(statement, args), self._sort(args)[1]
        return beside(asked, self.narrowed(statement, args), descending, number)

    def view_of(self, args: Args) -> list[tuple[str, str]]:
        """What a row's page carries along to stay in this list; its order is always named, so that a page knows."""
        sort, descending = self._sort(args)
        asked = {COLUMNS, SIZE, SEARCH, *(item.name for item in self.filters)}
        kept = [(name, value) for name, value in self._kept(args).items(multi=True) if name in asked]
        return [*kept, (SORT, f"{'-' if descending else ''}{sort.key}")]

    def _kept(self, args: Args) -> Args:
        """What the addresses of other pages carry along: everything but the place in the list and unknown choices."""
        allowed = {item.name: {value for value, _label in item.options} for item in self.filters}
        allowed[COLUMNS] = {column.key for column in self.columns}
        pairs = [(k, v) for k, v in args.items(multi=True) if k not in PLACE and v]
        return MultiDict([(k, v) for k, v in pairs if v in allowed.get(k, {v})])

    def _chips(self, kept: Args) -> Iterator[Chip]:
        if self.search is not None and query_of(kept):
            yield Chip(_("Search"), query_of(kept), url_with(kept, q=None))
        for item in self.filters:
            labels = dict(item.options)
            for value in _chosen(item, kept):
                others = MultiDict([(k, v) for k, v in kept.items(multi=True) if (k, v) != (item.name, value)])
                yield Chip(item.label, labels[value], url_with(others))

    def _sort(self, args: Args) -> tuple[Sort, bool]:
        asked = args.get(SORT, self.default_sort)
        if asked.removeprefix("-") not in self.sorts:
            asked = self.default_sort
        return self.sorts[asked.removeprefix("-")], asked.startswith("-")


def _asked(item: Filter, args: Args) -> tuple[str, object, list[tuple[str, object, bool]]]:
    """A filter as the list pattern draws it: name, label, and each answer with whether it is chosen."""
    chosen = frozenset(args.getlist(item.name))
    return item.name, item.label, [(value, label, value in chosen) for value, label in item.options]


def _chosen(item: Filter, args: Args) -> list[str]:
    if item.name not in args:
        return []
    allowed = {value for value, _label in item.options}
    return [value for value in dict.fromkeys(args.getlist(item.name)) if value in allowed]
