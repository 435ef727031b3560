"""Whatever a search costs the least by, it finds the same, in the same order, on every page."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.core import search
from capacity.core.db import AnySelect, db
from capacity.web.tables import Sort, Ways, searching
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


def found(statement: AnySelect, words: str) -> AnySelect:
    return statement.where(search.found(NUMBER, words))


def told(statement: AnySelect, words: str) -> AnySelect:
    return statement.where(search.numbers(words).subquery().c.id == NUMBER)


WAYS = Ways(found, told, search.is_kept, search.holding)


SORT = Sort("turn", "turn", TURN, walked=lambda statement, _chosen: statement)


def read(asked: searching.Asked, *, downwards: bool) -> Iterator[tuple[int, int]]:
    """Every row that a search finds, three on a page, each page from where the last one ended."""
    cursor, few = None, asked.first_ones()
    while True:
        if len(few) <= searching.COUNT_LIMIT:
            rows = asked.sorted_ones(few, cursor, downwards, 3)
        else:
            rows = asked.next_ones(cursor, downwards, 3)
        there = [(row.key, row.id) for row in rows]
        yield from there
        if len(there) < 3:
            return
        cursor = there[-1]


@pytest.fixture
def kept(app: Flask) -> Iterator[None]:
    with app.app_context():
        yield


@given(
    texts=st.lists(st.lists(st.sampled_from(WORDS), max_size=3), min_size=4, max_size=12),
    words=st.sampled_from(QUERIES),
    counted=st.sampled_from([1, 3, 100]),
    near=st.sampled_from([0, 4, 50]),
    downwards=st.booleans(),
)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_each_way_finds_the_same(
    kept: Any, texts: list[list[str]], words: str, counted: int, near: int, downwards: bool
) -> None:
    for number, text in enumerate(texts, start=1):
        search.index(db.session(), search.NUMEROUS, number, text)
    some = ALL.where(NUMBER % 5 != 0)
    expected = sorted(set(db.session.scalars(found(some, words))))
    assert sorted(db.session.scalars(told(some, words))) == expected
    assert sorted(db.session.scalars(some.where(search.holding(NUMBER, words)))) == expected
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(searching, "COUNT_LIMIT", counted)
        asked = searching.Asked(some, NUMBER, SORT, ways=WAYS, words=words, near=near)
        in_order = sorted(((number % 3, number) for number in expected), reverse=downwards)
        assert list(read(asked, downwards=downwards)) == in_order
        assert len(asked.first_ones()) == min(len(expected), counted + 1)
    db.session.rollback()
