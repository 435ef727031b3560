"""Addresses that nobody made: queries and arguments that no page expects are answered, and never by a 500."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from werkzeug.routing import Rule

from capacity.factory import ROOMS
from capacity.web.security import limiter
from tests.architecture.test_routes import first_inside, routes
from tests.crosscut import hostile
from tests.crosscut.conftest import Stage

pytestmark = pytest.mark.one_database
PLACES = (*ROOMS, "assets", "health", "jobs", "pages", "web")
NAMES = (
    "q sort after before size page lang next month year state region province phase call language letters view tab "
    "object action actor from to theme kind role form download mechanism trainer module venue due"
)
"""Every name that some page reads from its query, and some that none does."""
QUERIES = ("empty", "blank", "control", "surrogate", "markup", "quotes", "huge", "minus", "no_day", "last_day", "path")
ARGUMENTS = (
    "0",
    str(2**31),
    str(2**63),
    "9" * 100,
    "%00",
    "%F0%9F%87%B2",
    "..%2F..%2Fetc",
    "-1",
    "x" * 3000,
    "%ED%A0%80",
)


@pytest.fixture(autouse=True)
def _unlimited() -> Iterator[None]:
    """Limits by address would answer before the pages do."""
    limiter.enabled = False
    yield
    limiter.enabled = True


@pytest.mark.parametrize("room", PLACES)
def test_no_page_breaks_on_a_hostile_address(stage: Stage, room: str) -> None:
    wrong: list[str] = []
    for name, (method, endpoint) in routes(stage.app).items():
        role = first_inside(name, 200)
        if method != "GET" or role is None or endpoint.partition(".")[0] != room:
            continue
        visitor = stage.client(role)
        for address in (*_queries(stage, endpoint), *_arguments(stage, endpoint)):
            answer = visitor.get(address)
            problems, stage.problems = stage.problems, []
            if answer.status_code >= 500 or problems:
                wrong.append(f"{role} {address[:200]}: {answer.status_code} {'; '.join(problems)}")
            elif hostile.SCRIPT.encode() in answer.data and answer.mimetype == "text/html":
                wrong.append(f"{role} {address[:200]}: a script comes back alive")
    assert not wrong, "\n".join(wrong)


def _queries(stage: Stage, endpoint: str) -> Iterator[str]:
    """The page's own address with the same words under every name."""
    with stage.app.test_request_context():
        address = stage.app.url_for(endpoint, **stage.world.arguments_of(stage.app, endpoint))
    for kind in QUERIES:
        text = hostile.TEXTS[kind]
        yield f"{address}?{urlencode([(name, text) for name in NAMES.split()], errors='surrogatepass')}"
    yield f"{address}?{'&'.join(f'{name}=1&{name}=2' for name in NAMES.split())}&%FF%FE=%80&&=&a[]=1"


def _arguments(stage: Stage, endpoint: str) -> Iterator[str]:
    """The page's address with each of its arguments replaced."""
    known = stage.world.arguments_of(stage.app, endpoint)
    for rule in stage.app.url_map.iter_rules(endpoint):
        for name in sorted(rule.arguments):
            for value in ARGUMENTS:
                yield _built(rule, {**known, name: None}, value)


def _built(rule: Rule, values: dict[str, object], hostile_value: str) -> str:
    return "".join(
        text if not is_argument else hostile_value if values[text] is None else quote(str(values[text]), safe="")
        for is_argument, text in rule._trace
        if text != "|"
    )
