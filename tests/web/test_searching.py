"""Whatever a search costs the least by, it finds the same, in the same order, on every page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.core import search
from capacity.core.db import AnySelect, db
from capacity.web.tables import Filter, Sort, Ways, gathering, searching
from tests.core.test_search import HOSTILE

WORDS = [
    "Agadir",
    "agadir 2",
    "associations",
    "الجمعيات",
    "لحقوق",
    "حقوق",
    "femmes élues",
    "feminine",
    "a",
    "2018-0042",
]
QUERIES = [*WORDS, "ag", "assoc", "جمعيه", "الحقوق", "fem", "2018", "femme agadir", "?!", *HOSTILE]
ENTRY = search.SearchEntry
NUMBER, TURN = ENTRY.object_id, ENTRY.object_id % 3
ALL = sa.select(NUMBER).where(ENTRY.kind == search.NUMEROUS)


THIRDS = sa.union_all(*(sa.select(sa.literal(third, sa.Integer).label("third")) for third in range(3))).subquery(
    "thirds"
)


def found(statement: AnySelect, words: str, facts: search.Facts = ()) -> AnySelect:
    return statement.where(search.found(NUMBER, words, facts))


WAYS = Ways(found, search.numbers, search.is_kept, search.holding)


def walked(statement: AnySelect, _chosen: Any) -> AnySelect:
    return statement


def thirds(_chosen: Any) -> tuple[Any, Any, Any]:
    return sa.select(THIRDS.c.third), THIRDS.c.third, TURN


SORT = Sort("turn", "turn", TURN, walked=walked)


def by_third(statement: AnySelect, _chosen: Any) -> AnySelect:
    return statement.join(THIRDS, THIRDS.c.third == TURN)


STEPPED = Sort("turn", "turn", THIRDS.c.third, joined=by_third, walked=by_third, steps=thirds)
EVEN = Filter(
    "even",
    "even",
    [("yes", "yes")],
    lambda statement, _chosen: statement.where(NUMBER % 2 == 0),
    facts=lambda chosen: [f"even {one}" for one in chosen],
)
LATER = Filter(
    "later",
    "later",
    [("yes", "yes")],
    lambda statement, _chosen: statement.where(NUMBER > 3),
    hints=lambda _chosen: [search.lacking("early")],
)
TOLD = Filter("told", "told", LATER.options, LATER.apply, told=LATER.apply)
Pages = Callable[[searching.Cursor], Sequence[Any]]


def read(pages: Pages) -> Iterator[tuple[int, int]]:
    """Every row that a search finds, three on a page, each page from where the last one ended."""
    cursor = None
    while True:
        there = [(key, number) for number, key in pages(cursor)]
        yield from there
        if len(there) < 3:
            return
        cursor = there[-1]


def by_turns(asked: searching.Asked, *, downwards: bool) -> Iterator[tuple[int, int]]:
    few = asked.first_ones()
    if len(few) <= searching.COUNT_LIMIT:
        return read(lambda cursor: asked.sorted_ones(few, cursor, downwards, 3))
    return read(lambda cursor: asked.next_ones(cursor, downwards, 3))


@pytest.fixture
def kept(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=3), min_size=4, max_size=12),
    words=st.sampled_from(QUERIES),
    counted=st.sampled_from([1, 3, 100]),
    near=st.sampled_from([0, 4, 50]),
    asks=st.sampled_from([0, 3, 50]),
    little=st.sampled_from([0, 3, 50]),
    tried=st.sampled_from([gathering.Tried(1, 1, 3), gathering.Tried(2, 3, 0), gathering.Tried(0, 0, 50)]),
    sort=st.sampled_from([SORT, STEPPED]),
    chosen=st.sampled_from([{}, {"even": ["yes"]}, {"later": ["yes"]}, {"even": ["yes"], "told": ["yes"]}]),
    downwards=st.booleans(),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_way_finds_the_same(
    kept: Any,
    texts: list[list[str]],
    words: str,
    counted: int,
    near: int,
    asks: int,
    little: int,
    tried: gathering.Tried,
    sort: Sort,
    chosen: dict[str, list[str]],
    downwards: bool,
) -> None:
    for number, text in enumerate(texts, start=1):
        known = ["even yes"] * (number % 2 == 0) + ["early"] * (number < 3)
        search.index(db.session(), search.NUMEROUS, number, text, known)
    some = ALL.where(NUMBER % 5 != 0)
    filters = [EVEN, LATER, TOLD]
    asked = searching.Asked(some, NUMBER, sort, filters, chosen, ways=WAYS, words=words, near=near, little=little)
    expected = sorted(set(db.session.scalars(found(asked.narrowed, words))))
    told = search.numbers(words, asked.facts()).subquery()
    left = some if set(chosen) <= {"even"} else asked.narrowed
    assert sorted(db.session.scalars(left.where(told.c.id == NUMBER))) == expected
    assert sorted(db.session.scalars(found(left, words, asked.facts()))) == expected
    assert sorted(db.session.scalars(asked.narrowed.where(search.holding(NUMBER, words)))) == expected
    in_order = sorted(((number % 3, number) for number in expected), reverse=downwards)
    with pytest.MonkeyPatch.context() as patch:
        for module in (searching, gathering):
            patch.setattr(module, "COUNT_LIMIT", counted)
        assert list(by_turns(asked, downwards=downwards)) == in_order
        assert len(asked.first_ones()) == min(len(expected), counted + 1)
        totals = set()

        def gathered(cursor: searching.Cursor) -> Sequence[Any]:
            ways = {"near_ones": near, "asks": asks, "little": little, "tried": tried}
            rows, total = gathering.at_once(asked, WAYS, cursor, downwards, 3, **ways)
            totals.add(total)
            return rows

        assert list(read(gathered)) == in_order
        assert totals == {min(len(expected), counted + 1)}
    db.session.rollback()
