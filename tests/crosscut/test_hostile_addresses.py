"""Addresses that nobody made: queries and arguments that no page expects are answered, and never by a 500."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote, urlencode

import pytest
from flask import request
from werkzeug.routing import Rule

from capacity.factory import ROOMS
from capacity.web.security import limiter
from tests.architecture.test_routes import first_inside, routes
from tests.crosscut import hostile
from tests.crosscut.conftest import Stage

pytestmark = pytest.mark.one_database
PLACES = (*ROOMS, "assets", "health", "jobs", "pages", "web")
EVERYWHERE = {"lang"}
"""Names that every page asks for: those that ask for no other are tried with few words."""
NAMES = "q sort after page part nothing"
"""Names that stand in a query whether the page asks for them or not."""
WORST = ("surrogate", "markup", "huge")
"""Words that every page is asked with that asks for any."""
QUERIES = ("empty", "blank", "control", "quotes", "minus", "no_day", "last_day", "path")
"""Of these a quarter, others at each page; all with ``make test-all``."""
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


@pytest.mark.parametrize("out_of", [4, pytest.param(1, marks=pytest.mark.allpages)])
@pytest.mark.parametrize("room", PLACES)
def test_no_page_breaks_on_a_hostile_address(stage: Stage, room: str, out_of: int) -> None:
    wrong: list[str] = []
    nowhere: set[str] = set()
    for name, (method, endpoint) in routes(stage.app).items():
        role = first_inside(name, 200)
        if method == "GET" and role is not None and endpoint.partition(".")[0] == room:
            Visited(stage, role, wrong).visit(endpoint, nowhere, out_of)
    assert not wrong, "\n".join(wrong)


class Visited:
    """A page, and every address that is asked for in its place."""

    def __init__(self, stage: Stage, role: str, wrong: list[str]) -> None:
        self.stage, self.role, self.wrong = stage, role, wrong
        self.visitor = stage.client(role)

    def visit(self, endpoint: str, nowhere: set[str], out_of: int) -> None:
        """With hostile words under every name that the page asks for, and in place of each argument.

        Of the words that are not the worst, one out of so many.
        ``nowhere`` are arguments with which an address leads to no page at all: they are tried once.
        """
        known = self.stage.world.arguments_of(self.stage.app, endpoint)
        with self.stage.app.test_request_context():
            address = self.stage.app.url_for(endpoint, **known)
        with hostile.watched(self.stage.app, "GET") as asked:
            self.ask(f"{address}?{'&'.join(f'{name}=1&{name}=2' for name in NAMES.split())}&%FF%FE=%80&&=&a[]=1")
            self.ask(_query(address, asked, "1"))
            few = endpoint.partition(".")[0] != "pages" and not asked.names - EVERYWHERE and not asked.everything
            chosen = [kind for kind in QUERIES if hostile.is_chosen(f"{kind} {address}", out_of)]
            for kind in ("markup",) if few else (*WORST, *chosen):
                self.ask(_query(address, asked, hostile.TEXTS[kind]))
        for value, built in _arguments(self.stage, endpoint, known):
            with self.stage.app.test_request_context(built):
                leads_nowhere = request.routing_exception is not None
            if not leads_nowhere or value not in nowhere:
                self.ask(built)
            if leads_nowhere:
                nowhere.add(value)

    def ask(self, address: str) -> None:
        """Whatever is asked for, it is answered."""
        answer = self.visitor.get(address)
        problems, self.stage.problems = self.stage.problems, []
        if answer.status_code >= 500 or problems:
            self.wrong.append(f"{self.role} {address[:200]}: {answer.status_code} {'; '.join(problems)}")
        elif hostile.SCRIPT.encode() in answer.data and answer.mimetype == "text/html":
            self.wrong.append(f"{self.role} {address[:200]}: a script comes back alive")


def _query(address: str, asked: hostile.Asked, text: str) -> str:
    """The page's own address with the same words under every name."""
    names = sorted({*NAMES.split(), *EVERYWHERE, *asked.names})
    return f"{address}?{urlencode([(name, text) for name in names], errors='surrogatepass')}"


def _arguments(stage: Stage, endpoint: str, known: dict[str, object]) -> Iterator[tuple[str, str]]:
    """The page's address with each of its arguments replaced."""
    for rule in stage.app.url_map.iter_rules(endpoint):
        for name in sorted(rule.arguments):
            for value in ARGUMENTS:
                yield value, _built(rule, {**known, name: None}, value)


def _built(rule: Rule, values: dict[str, object], hostile_value: str) -> str:
    return "".join(
        text if not is_argument else hostile_value if values[text] is None else quote(str(values[text]), safe="")
        for is_argument, text in rule._trace
        if text != "|"
    )
