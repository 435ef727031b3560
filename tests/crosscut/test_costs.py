"""What a page costs is bounded, and does not grow with what is in the lists: three rows or thirty, the same statements.

Each view states its bounds (``capacity/web/costs.py``). A list is asked for by each of its readers, and must really
have had thirty rows for one of them; any other page by the first who reaches it, and by a visitor where one may.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from capacity.web.costs import LIST, cost_of
from capacity.web.tables import SIZES
from capacity.web.visitors import _drawn
from tests.architecture.world import ROLES
from tests.crosscut.conftest import Stage
from tests.crosscut.crowd import Crowd
from tests.crosscut.reading import reached
from tests.support.counting import counting

pytestmark = pytest.mark.one_database
FEW, MANY = 3, 30
NEVER_MANY = {"applications.mine", "mechanisms.desk", "mechanisms.list_mechanisms"}
"""Lists that hold one line for each call or for each treaty body, whatever happens."""


@dataclass(frozen=True)
class Spent:
    """What a page cost."""

    queries: int
    rows: int
    bytes: int
    repeated: tuple[str, ...]
    links: int
    lines: int


Costs = dict[tuple[str, str], Spent]


def test_no_page_costs_more_than_it_may_nor_more_with_more_rows(stage: Stage) -> None:
    few, many = _spent(stage, FEW), _spent(stage, MANY)
    assert few.keys() == many.keys()
    wrong = []
    for (role, endpoint), spent in many.items():
        bound = cost_of(stage.app.view_functions[endpoint], visitor=role == "visitor")
        before = few[role, endpoint]
        page = f"{role} {endpoint}"
        if spent.queries > before.queries:
            wrong.append(f"{page}: {before.queries} statements with {FEW} rows, {spent.queries} with {MANY}")
        if spent.queries > bound.queries:
            wrong.append(f"{page}: {spent.queries} statements, not {bound.queries}")
        if spent.rows > bound.rows:
            wrong.append(f"{page}: {spent.rows} rows, not {bound.rows} ({before.rows} with {FEW})")
        if spent.bytes > bound.bytes:
            wrong.append(f"{page}: {spent.bytes} bytes, not {bound.bytes}")
        wrong += [f"{page}: more than twice {statement[:300]}" for statement in spent.repeated]
    lists = {endpoint for _role, endpoint in many if _is_list(stage, endpoint)} - NEVER_MANY
    wrong += [f"{endpoint}: thirty rows in no role's list" for endpoint in lists if not _was_long(endpoint, few, many)]
    assert not wrong, "\n".join(wrong)


def _is_list(stage: Stage, endpoint: str) -> bool:
    return cost_of(stage.app.view_functions[endpoint], visitor=False) == LIST


def _was_long(endpoint: str, few: Costs, many: Costs) -> bool:
    """Somebody's list filled a page, or became longer by half of one where it has no table."""
    pairs = [(few[one], many[one]) for one in many if one[1] == endpoint]
    return any(after.links - before.links > SIZES[0] // 2 or after.lines >= SIZES[0] for before, after in pairs)


def _spent(stage: Stage, size: int) -> Costs:
    """Each page as the visitor and the first other role that reach it; a list as every role."""
    stage.restore()
    _drawn.clear()
    Crowd(stage.world, size).gather()
    spent: Costs = {}
    seen: set[str] = set()
    for role in ("visitor", "national", *ROLES):
        visitor = stage.client(role)
        for endpoint, address in reached(stage, role):
            if (role, endpoint) in spent or (role != "visitor" and endpoint in seen):
                continue
            if role != "visitor" and not _is_list(stage, endpoint):
                seen.add(endpoint)
            if not spent:
                visitor.get(address)
            with counting(stage.house.engine) as cost:
                answer = visitor.get(address)
            assert answer.status_code == 200, f"{role} {endpoint}: {answer.status_code} {stage.problems}"
            if answer.mimetype == "text/html":
                spent[role, endpoint] = Spent(
                    cost.queries,
                    cost.rows,
                    len(answer.data),
                    tuple(cost.repeated),
                    links=answer.data.count(b"<a "),
                    lines=max(answer.data.count(mark) for mark in (b"<tr", b"<li", b"<article")),
                )
    return spent
