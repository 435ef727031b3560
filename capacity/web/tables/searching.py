"""A page of a list of tens of thousands of rows, whatever it is narrowed to and in whatever order it is read.

What is narrowed is gathered first, up to one more than are counted, in whatever order the database finds it fastest.
Where that is all of it, the page is among these rows, which are sorted. Where there are more, the list is walked in its
order, and few of its rows have to be passed until a page is full.

So SQLite is asked, which tells what a search finds one after another; for PostgreSQL see ``gathering``.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import ARRAY

from capacity.core.db import AnySelect, db, is_sqlite
from capacity.web.tables.grammar import COUNT_LIMIT, Chosen, Filter, Sort, Ways

NEAR = 300
"""So many rows are read one by one, where a search finds many, before everything found is gathered."""
LITTLE = 4000
"""So many rows that filters leave are asked whether they are among what is found, rather than what is found whether it
is left."""
FIRST, LAST = 0, 2**63 - 1
"""What no number of a row comes before, and after."""
Cursor = tuple[Any, Any] | None


@dataclass(frozen=True)
class Asked:
    """What is asked of a list: ``statement`` is all of it, ``chosen`` the answers of its ``filters``."""

    statement: AnySelect
    id_column: Any
    sort: Sort
    filters: Sequence[Filter] = ()
    chosen: Chosen = field(default_factory=dict)
    ways: Ways | None = None
    words: str = ""
    near: int = NEAR
    little: int = LITTLE

    @property
    def is_narrowed(self) -> bool:
        """Whether anything narrows the list."""
        return bool(self.words or self.chosen)

    @property
    def is_known_by_words(self) -> bool:
        """Whether the index of words knows of each filter what it leaves."""
        return all(item.facts is not None for item in self.filters if item.name in self.chosen)

    @property
    def has_order(self) -> bool:
        """Whether an index has exactly what is asked for, in the order of the list."""
        return not self.words and self.sort.has_all(self.chosen)

    def first_ones(self) -> list[int]:
        """The numbers of all rows, but of no more than one beyond those that are counted: one statement, one row."""
        numbers = self._few_left() if self.words and self.chosen else self.told().limit(COUNT_LIMIT + 1)
        return numbers_in(db.session.scalar(sa.select(as_text(numbers.subquery()))))

    def _few_left(self) -> AnySelect:
        """The numbers of what is searched for: among what the filters leave if that is little, else from what is found.

        Either is looked for only where the other is not.
        """
        if self.ways is None or self.is_known_by_words:
            return self.told().limit(COUNT_LIMIT + 1)
        first_left = self.left().limit(self.little + 1).subquery()
        is_little = told_once(how_many(first_left) <= self.little, "is_little")
        found = self.ways.numbers(self.words, self.facts()).subquery("found")
        # What is found is told much quicker than it is put where each row that is left could be asked for it.
        these = sa.select(found.c.id).where(found.c.id.in_(self.left()))
        ways = (
            these.limit(sa.case((is_little, COUNT_LIMIT + 1), else_=0)),
            self.told().limit(sa.case((is_little, 0), else_=COUNT_LIMIT + 1)),
        )
        both = sa.union_all(*(sa.select(way.subquery()) for way in ways)).subquery()
        return sa.select(both.c.id)

    def sorted_ones(self, numbers: Sequence[int], cursor: Cursor, downwards: bool, limit: int) -> Sequence[Any]:
        """The page among these rows, as (``id``, ``key``)."""
        these = self.statement.where(_is_among(self.id_column, numbers))
        return db.session.execute(self.page(self.sort.joined(these, self.chosen), cursor, downwards, limit)).all()

    def next_ones(self, cursor: Cursor, downwards: bool, limit: int) -> Sequence[Any]:
        """The page as the list is walked, as (``id``, ``key``)."""
        if self.ways is None or not self.words:
            return db.session.execute(self.walk(self.narrowed, cursor, downwards, limit)).all()
        # What the index of words narrows is gathered as quickly as the next rows are asked.
        is_near = self.sort.walked is not None and not (self.chosen and self.is_known_by_words)
        return self.found_near(self.ways, cursor, downwards, limit, self.near if is_near else 0)

    def found_near(self, ways: Ways, cursor: Cursor, downwards: bool, limit: int, near_ones: int) -> Sequence[Any]:
        """The page is expected among the next rows of the list, which are asked one by one; only if it is not there,
        everything found is gathered and the list walked on."""
        narrowed = self.narrowed
        passed = self.walk(narrowed.where(ways.is_kept(self.id_column)), cursor, downwards, near_ones).subquery()
        # Worked out once, however often it is asked, and without a thought for what is asked of it.
        near = kept(sa.select(passed).where(ways.holding(passed.c.id, self.words)).limit(limit), "near")
        is_near = how_many(near) == limit
        far = self.walk(self._narrowed(ways.found(self.statement, self.words, self.facts())), cursor, downwards, limit)
        # Each database has its own way to do nothing at all where the page is near.
        on_sqlite = is_sqlite(db.session())
        far = far.limit(sa.case((is_near, 0), else_=limit)) if on_sqlite else far.where(sa.not_(is_near))
        page = sa.union_all(sa.select(near).where(is_near), sa.select(far.subquery())).subquery()
        return db.session.execute(sa.select(page).order_by(*in_order(page.c.key, page.c.id, downwards))).all()

    def walk(self, narrowed: AnySelect, cursor: Cursor, downwards: bool, limit: int) -> AnySelect:
        """The next rows of what is narrowed, in the order of the list."""
        if self.sort.steps is not None and not is_sqlite(db.session()):
            return self._stepped(narrowed, *self.sort.steps(self.chosen), cursor, downwards, limit)
        return self.page((self.sort.walked or self.sort.joined)(narrowed, self.chosen), cursor, downwards, limit)

    def _stepped(
        self, narrowed: AnySelect, steps: AnySelect, alike: Any, same: Any, cursor: Cursor, downwards: bool, limit: int
    ) -> AnySelect:
        """Of each step no more rows than a page has: PostgreSQL would read and sort all of it for its first ones.

        The rows of a step are said to lie between two places of the index, and are in order by all of it. Were they
        said to be alike, PostgreSQL would sooner pass all rows by their numbers wherever it expects many of a step:
        once for each step that has few.
        """
        key, number = self.sort.expression, self.id_column
        begin: Any = sa.literal(LAST if downwards else FIRST, sa.BigInteger)
        if cursor is not None:
            value = sa.literal(cursor[0], key.type)
            steps = steps.where(key <= value if downwards else key >= value)
            begin = sa.case((key == value, sa.literal(cursor[1], sa.BigInteger)), else_=begin)
        here, there = sa.tuple_(same, number), sa.tuple_(alike, begin)
        between = (here < there, same >= alike) if downwards else (here > there, same <= alike)
        numbers = narrowed.where(*between).with_only_columns(number.label("id")).order_by(None)
        rows = numbers.order_by(*in_order(same, number, downwards)).limit(limit).lateral("rows")
        placed = steps.join(rows, sa.true()).with_only_columns(rows.c.id, key.label("key"))
        return placed.order_by(None).order_by(*in_order(key, rows.c.id, downwards)).limit(limit)

    def page(self, statement: AnySelect, cursor: Cursor, downwards: bool, limit: int) -> AnySelect:
        """The next of a statement's rows, as (``id``, ``key``)."""
        key = self.sort.expression
        placed = statement.with_only_columns(self.id_column.label("id"), key.label("key"))
        if cursor is not None:
            placed = placed.where(beyond(key, self.id_column, cursor, downwards))
        return placed.order_by(None).order_by(*in_order(key, self.id_column, downwards)).limit(limit)

    @property
    def narrowed(self) -> AnySelect:
        """All rows that the filters leave."""
        return self._narrowed(self.statement)

    def _narrowed(self, statement: AnySelect, but: str = "") -> AnySelect:
        for item in self.filters:
            if item.name in self.chosen and item.name != but:
                statement = item.apply(statement, self.chosen[item.name])
        return statement

    def facts(self) -> list[list[str]]:
        """What the index of words keeps of the rows that the filters leave, as far as it does."""
        return facts_of(self.filters, self.chosen)

    def told(self) -> AnySelect:
        """The numbers (``id``) of all rows, in whatever order the database finds the first of them soonest."""
        if self.ways is None or not self.words:
            return self.left()
        told = self.ways.numbers(self.words, self.facts()).subquery("told")
        return self._numbers(self.narrowed.where(self.id_column == told.c.id))

    def left(self) -> AnySelect:
        """The same of all rows that the filters leave, whatever is searched among them."""
        return self._numbers(self.all_left())

    def _numbers(self, statement: AnySelect) -> AnySelect:
        return statement.order_by(None).with_only_columns(self.id_column.label("id"))

    def all_left(self) -> AnySelect:
        """All rows that the filters leave, from an index of what is chosen where there is one."""
        for item in self.filters:
            if item.told is not None and item.name in self.chosen:
                return item.told(self._narrowed(self.statement, but=item.name), self.chosen[item.name])
        return self.narrowed


def facts_of(filters: Sequence[Filter], answers: Chosen) -> list[list[str]]:
    """What the index of words keeps of rows with these answers, as far as it does."""
    known = [(item.facts or item.hints, answers.get(item.name)) for item in filters]
    groups = [facts(chosen) for facts, chosen in known if facts is not None and chosen]
    return [group for group in groups if group]


def _is_among(number: Any, numbers: Sequence[int]) -> Any:
    """As one value: a thousand of them take longer to be read than what they ask for."""
    if not is_sqlite(db.session()):
        return number == sa.any_(sa.literal(list(numbers), ARRAY(sa.BigInteger)))
    each: Any = sa.func.json_each(json.dumps(list(numbers))).table_valued(sa.column("value", sa.Integer))
    return number.in_(sa.select(each.c.value))


def as_text(rows: Any) -> Any:
    """The numbers (``id``) of rows as one value, which is read much quicker than a row for each."""
    return sa.func.aggregate_strings(sa.cast(rows.c.id, sa.String), ",")


def numbers_in(text: str | None) -> list[int]:
    """The numbers that were written so."""
    return [int(number) for number in text.split(",")] if text else []


def kept(statement: Any, name: str) -> Any:
    """What a statement finds, worked out once and kept while the rest of it is."""
    return statement.cte(name).prefix_with("MATERIALIZED")


def how_many(rows: Any) -> Any:
    """The number of rows kept."""
    return sa.select(sa.func.count()).select_from(rows).scalar_subquery()


def told_once(truth: Any, name: str) -> Any:
    """Whether something is so, worked out once."""
    return sa.select(kept(sa.select(truth.label("so")), name).c.so).scalar_subquery()


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
