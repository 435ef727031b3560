"""What a list may be asked, and what its page draws."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from flask import request
from sqlalchemy import CompoundSelect
from werkzeug.datastructures import MultiDict

from capacity.core import facts
from capacity.core.db import AnySelect
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext

COUNT_LIMIT = 1000
SIZES = (25, 50, 100)
QUERY_MAX = 200
COLUMNS, SEARCH, SIZE, SORT = "columns", "q", "size", "sort"
PLACE = frozenset({"after", "before", "last", "lang"})
"""What an address says of the place in the list, or of its reader, and not of what is listed."""

Statement = AnySelect
Args = MultiDict[str, str]


Chosen = Mapping[str, list[str]]
"""The answers that are chosen, of each filter that narrows."""


def as_it_is(statement: Statement, _chosen: Chosen) -> Statement:
    """A statement that needs nothing more."""
    return statement


@dataclass(frozen=True)
class Sort:
    """A way to order; ``expression`` is never NULL (coalesce it).

    ``joined`` gives a statement the tables that the expression reads. ``walked`` gives it those and everything by which
    the database reads the rows in this order from an index, one after another; None where there is no such index.
    ``steps`` gives what many rows have in common by which they are in order, and the column of it that is alike in a
    row's: where an index has the rows of each step by their numbers. ``has_all`` tells whether an index has exactly
    what is chosen, in this order: then nothing else is quicker than to walk it.
    """

    key: str
    label: object
    expression: Any
    joined: Callable[[Statement, Chosen], Statement] = as_it_is
    walked: Callable[[Statement, Chosen], Statement] | None = None
    steps: Callable[[Chosen], tuple[Statement, Any, Any]] | None = None
    has_all: Callable[[Chosen], bool] = lambda _chosen: False


@dataclass(frozen=True)
class Filter:
    """A question with fixed answers; ``apply`` narrows the statement to the chosen values (one or several).

    ``told`` narrows it to the same, from an index of what is chosen: for who needs the first thousand only. ``facts``
    are what the index of words keeps of rows with these answers, so that a search within them gathers no others;
    ``hints`` what it keeps of these and of some others: each that is found is asked for its answer too.
    """

    name: str
    label: object
    options: Sequence[tuple[str, object]]
    apply: Callable[[Statement, list[str]], Statement]
    told: Callable[[Statement, list[str]], Statement] | None = None
    facts: Callable[[list[str]], list[str]] | None = None
    hints: Callable[[list[str]], list[str]] | None = None


Facts = Sequence[Sequence[str]]
"""What the index of words keeps of rows: one of each group is so of those that are looked for."""


@dataclass(frozen=True)
class Ways:
    """A search of a list of tens of thousands, asked in ways that find the same: ``searching`` says when.

    ``found`` narrows a statement to everything found; ``numbers`` tells the numbers (``id``) of what is found, one
    after another; either leaves out what lacks the facts. ``is_kept`` and ``holding`` ask a row's number whether it can
    be found at all, and whether it is.
    """

    found: Callable[[Statement, str, Facts], Statement]
    numbers: Callable[[str, Facts], AnySelect | CompoundSelect[Any]]
    is_kept: Callable[[Any], Any]
    holding: Callable[[Any, str], Any]


@dataclass(frozen=True)
class Shown:
    """A column that may be shown or not; ``sort`` is the key of the sort that its heading offers."""

    key: str
    label: object
    at_first: bool = True
    sort: str | None = None
    kind: str = ""


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
    takes: dict[str, str] = field(default_factory=dict)
    """Kinds of file in which the list is taken away at once, and where; ``export_urls`` lead to a page that asks."""
    columns: list[tuple[Shown, bool]] = field(default_factory=list)
    kept: list[tuple[str, str]] = field(default_factory=list)
    trail: str = ""
    """The view with its order named, for the addresses of rows: their pages lead on to the next row of this list."""

    @property
    def shown(self) -> list[Shown]:
        """The columns that are shown, in order."""
        return [column for column, chosen in self.columns if chosen]

    @property
    def headings(self) -> list[tuple[object, str | None, str]]:
        """The shown columns as the table's heading draws them: (label, sort key, kind)."""
        return [(column.label, column.sort, column.kind) for column in self.shown]

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


def query_of(args: Args) -> str:
    """What is searched for."""
    return args.get(SEARCH, "").replace("\x00", "")[:QUERY_MAX].strip()


def size_of(args: Args) -> int:
    """How many rows a page has."""
    asked = args.get(SIZE, "")
    return int(asked) if asked in {str(size) for size in SIZES} else SIZES[0]


def url_with(kept: Args, **changes: str | None) -> str:
    """The list's own address with something changed, or taken away."""
    pairs = [(k, v) for k, v in kept.items(multi=True) if k not in changes]
    pairs += [(k, v) for k, v in changes.items() if v is not None]
    return f"{request.path}?{urlencode(pairs)}" if pairs else request.path


def one_of(column: Any) -> Callable[[Statement, list[str]], Statement]:
    """A filter's ``apply`` for a column that equals one of the chosen values."""
    return lambda statement, chosen: statement.where(column.in_(chosen))


def by_region(column: Any) -> Filter:
    """The filter of lists whose rows lie in a region each."""
    regions = [(region.iso, region.names.text()) for region in facts.regions()]
    return Filter("region", _("Region"), regions, one_of(column))
