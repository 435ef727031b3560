"""Every route × every role: who gets in where stands in ``matrix.toml``, and is reviewed there.

A row is ``"GET calls.show" = { visitor = 200, …, rest = 404 }``; ``rest`` is for all roles that are not named. A GET is
asked for as it is; behind a POST's guard stands a stub that answers 204, so that nothing is changed by asking.
With CAPACITY_WRITE_MATRIX=1 the file is written from what is observed, to be reviewed line by line.
"""

from __future__ import annotations

import os
import tomllib
from collections import Counter, OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import typst
from flask import Flask
from jinja2 import Template

from capacity.core import papers
from capacity.web import visitors
from tests.architecture import world_admission, world_after, world_complaints
from tests.architecture.world import ROLES, World, populate
from tests.support.applications import new_client
from tests.support.web_client import Client

MATRIX = Path(__file__).with_name("matrix.toml")
ASKED = ("GET", "POST", "PUT", "PATCH", "DELETE")

pytestmark = pytest.mark.one_database


def routes(app: Flask) -> dict[str, tuple[str, str]]:
    """``METHOD endpoint`` of everything that can be asked for."""
    return {
        f"{method} {rule.endpoint}": (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in ASKED
        if method in (rule.methods or ())
    }


def first_inside(name: str, status: int) -> str | None:
    """The first role that gets this answer, as the matrix says."""
    return next((role for role, answered in expected().get(name, {}).items() if answered == status), None)


@cache
def expected() -> dict[str, dict[str, int]]:
    """The reviewed matrix."""
    rows = tomllib.loads(MATRIX.read_text(encoding="utf-8")).get("routes", {})
    return {name: {role: row.get(role, row.get("rest")) for role in ROLES} for name, row in rows.items()}


def test_every_endpoint_carries_a_guard(app: Flask) -> None:
    assert [name for name, view in app.view_functions.items() if not hasattr(view, "__guard__")] == []


def test_every_route_stands_in_the_matrix(app: Flask) -> None:
    wanted, written = set(routes(app)), set(expected())
    assert sorted(wanted - written) == [], "not in matrix.toml yet"
    assert sorted(written - wanted) == [], "in matrix.toml, and nowhere else"


@pytest.fixture
def _unwritten(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who gets in is decided before a page or a paper is put into words: here none is."""
    monkeypatch.setattr(Template, "render", lambda *_words, **_more: "")
    monkeypatch.setattr(visitors, "_drawn", OrderedDict())  # nobody else is shown what was drawn of that
    monkeypatch.setattr(typst, "compile", lambda *_words, **_more: b"%PDF-")
    monkeypatch.setattr(papers, "make_copyable", lambda paper: paper)


@pytest.mark.usefixtures("_unwritten")
def test_every_role_gets_in_where_the_matrix_says(app: Flask, sign_in: Any) -> None:
    world = World()
    populate(world)
    world_admission.tell(world)
    world_complaints.tell(world)
    world_after.tell(world)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    observed: dict[str, dict[str, int]] = {name: {} for name in routes(app)}
    addresses = _addresses(app, world)
    for role in ROLES:
        person = world.person(role)
        visitor = sign_in(person, private_key=world.keys.get(role)) if person is not None else new_client(app)
        visitor.reads_markup, visitor.allow_failures = False, True
        token = visitor.own_token()
        for name, (method, endpoint) in routes(app).items():
            observed[name][role] = _ask(visitor, method, endpoint, addresses[endpoint], token)
    if os.environ.get("CAPACITY_WRITE_MATRIX"):
        MATRIX.write_text(_written(observed), encoding="utf-8")
        expected.cache_clear()
    matrix = expected()
    wrong = [
        f"{name}: {role} got {status}, not {matrix[name][role]}"
        for name, row in observed.items()
        for role, status in row.items()
        if name in matrix and matrix[name][role] != status
    ]
    assert wrong == []


def _addresses(app: Flask, world: World) -> dict[str, str]:
    """Where each endpoint stands for the objects of the world."""
    with app.test_request_context():
        known = {endpoint for _method, endpoint in routes(app).values()}
        return {endpoint: app.url_for(endpoint, **world.arguments_of(app, endpoint)) for endpoint in known}


def _ask(visitor: Client, method: str, endpoint: str, address: str, token: str) -> int:
    if method == "GET":
        return visitor.get(address).status_code
    with _stub_behind_guard(visitor.application, endpoint):
        return visitor.open(address, method=method, data={"csrf_token": token}).status_code


@contextmanager
def _stub_behind_guard(app: Flask, endpoint: str) -> Iterator[None]:
    """Let the guard decide, and do nothing behind it."""

    def stub(*_args: Any, **_kwargs: Any) -> tuple[str, int]:
        return "", 204

    guarded = app.view_functions[endpoint]
    inside = dict(zip(guarded.__code__.co_freevars, guarded.__closure__ or (), strict=True))
    if hasattr(guarded, "__wrapped__") and "view" in inside:
        kept = inside["view"].cell_contents
        inside["view"].cell_contents = stub
        try:
            yield
        finally:
            inside["view"].cell_contents = kept
        return
    app.view_functions[endpoint] = stub
    try:
        yield
    finally:
        app.view_functions[endpoint] = guarded


def _written(observed: dict[str, dict[str, int]]) -> str:
    lines = [
        "# Who gets in where: 200 a page, 204 past the guard of a POST, 302 sent elsewhere (a visitor: to sign in),",
        "# 403 not theirs to do, 404 as if it did not exist. `rest` is every role that is not named.",
        "",
        "[routes]",
    ]
    for name in sorted(observed, key=lambda row: (row.split(" ")[1], row)):
        row = observed[name]
        rest, _times = Counter(row.values()).most_common(1)[0]
        named = [f"{role} = {status}" for role, status in row.items() if status != rest]
        lines.append(f'"{name}" = {{ {", ".join([*named, f"rest = {rest}"])} }}')
    return "\n".join(lines) + "\n"
