"""One query grammar for every list: every row once, in order, whatever way it is walked."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from urllib.parse import parse_qsl, urlsplit

import pytest
import sqlalchemy as sa
from flask import Flask, request
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from capacity.rollout.territory.models import Province
from capacity.web.tables import Filter, Page, Sort, Table, one_of
from tests.support.counting import Cost

PROVINCES = Table(
    id_column=Province.code,
    sorts=[
        Sort("name", "Name", Province.name_fr),
        Sort("kind", "Kind", Province.kind),
    ],
    filters=[
        Filter("region", "Region", [("MA-02", "Oriental"), ("MA-08", "Drâa-Tafilalet")], one_of(Province.region_code))
    ],
    search=lambda statement, query: statement.where(Province.name_fr.ilike(f"%{query}%")),
)


def read(app: Flask, address: str = "/") -> Page:
    with app.test_request_context(address):
        return PROVINCES.read(sa.select(Province))


def walk(app: Flask, address: str, link: str) -> Iterator[list[str]]:
    following: str | None = address
    for _page in range(10):
        if not following:
            return
        page = read(app, following)
        yield [province.code for province in page.rows]
        following = getattr(page, link)
    raise AssertionError("the list never ends")


@pytest.mark.parametrize("sort", ["name", "-name", "kind", "-kind"])
def test_walking_forwards_and_backwards_meets_every_row_once(app: Flask, sort: str) -> None:
    forwards = [code for rows in walk(app, f"/?sort={sort}", "next_url") for code in rows]
    assert len(forwards) == len(set(forwards)) == 75
    backwards = [code for rows in walk(app, f"/?sort={sort}&last=1", "previous_url") for code in reversed(rows)]
    assert backwards == forwards[::-1]


def test_the_last_page_is_full_and_the_first_has_no_previous(app: Flask) -> None:
    first, last = read(app, "/"), read(app, "/?last=1")
    assert (len(first.rows), first.previous_url, first.first_url) == (25, None, None)
    assert (len(last.rows), last.next_url, last.last_url) == (25, None, None)


def test_a_filter_narrows_and_its_chip_takes_it_away(app: Flask) -> None:
    page = read(app, "/?region=MA-02&region=MA-08&region=nonsense&sort=-name")
    assert {province.region_code for province in page.rows} == {"MA-02", "MA-08"}
    assert [chip.value for chip in page.chips] == ["Oriental", "Drâa-Tafilalet"]
    assert dict(parse_qsl(urlsplit(page.chips[0].remove_url).query)) == {"region": "MA-08", "sort": "-name"}


def test_a_search_is_a_chip_too_and_counts_what_it_found(app: Flask) -> None:
    page = read(app, "/?q=zagora")
    assert [province.name_fr for province in page.rows] == ["Zagora"]
    assert (page.total, page.is_filtered, page.search) == (1, True, "zagora")


def test_pages_cost_two_statements_whatever_their_size(
    app: Flask, count_queries: Callable[[], AbstractContextManager[Cost]]
) -> None:
    for address in ("/?size=25", "/?size=100", "/?last=1&size=50"):
        with count_queries() as cost:
            read(app, address)
        assert cost.queries == 2
        assert cost.rows <= 102


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(
    st.dictionaries(
        st.sampled_from(["q", "sort", "size", "after", "before", "last", "region"]), st.text(max_size=60), max_size=5
    )
)
@pytest.mark.one_database
def test_no_address_breaks_a_list(app: Flask, args: dict[str, str]) -> None:
    with app.test_request_context("/", query_string=args):
        assert PROVINCES.read(sa.select(Province)).size in {25, 50, 100}


def test_everything_is_what_the_pages_show_in_their_order(app: Flask) -> None:
    with app.test_request_context("/?region=MA-08&sort=-name"):
        names = [province.name_fr for province in PROVINCES.everything(sa.select(Province), request.args)]
    assert names == sorted(names, reverse=True)
    assert len(names) == 5
