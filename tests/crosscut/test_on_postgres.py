"""On PostgreSQL: every page answers, and every form takes what stands in it, or says why not.

What pages and forms say is tried on SQLite; what the database is asked for is understood by both.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask, got_request_exception

from capacity.web.security import limiter
from tests.architecture.test_routes import first_inside, routes
from tests.architecture.world import ROLES
from tests.crosscut import hostile
from tests.crosscut.conftest import Kept, Stage, tell
from tests.crosscut.reading import reached
from tests.support.applications import House, begin_session

pytestmark = pytest.mark.on_postgres
LAST = ("administration", "accounts")
"""Their forms take roles away and close accounts."""


@pytest.fixture
def stage(house: House, app: Flask) -> Iterator[Stage]:
    """The world as it was told on PostgreSQL; no way leads back."""
    world, cookies = tell()
    stage = Stage(app, house, world, Kept(), cookies)
    app.config["PROPAGATE_EXCEPTIONS"] = False
    limiter.enabled = False
    with got_request_exception.connected_to(stage.note, app):
        yield stage
    limiter.enabled = True


def test_every_page_and_every_form_is_answered(stage: Stage) -> None:
    wrong = [*_pages(stage), *_forms(stage)]
    assert not wrong, "\n".join(wrong)


def _pages(stage: Stage) -> Iterator[str]:
    """Each page once, as the first role that reaches it."""
    seen: set[str] = set()
    for role in ROLES:
        visitor = stage.client(role)
        for endpoint, address in reached(stage, role):
            if endpoint not in seen:
                seen.add(endpoint)
                answer = visitor.get(address)
                if answer.status_code != 200 or stage.problems:
                    yield f"{role} {address}: {answer.status_code} {'; '.join(stage.problems)}"
                stage.problems.clear()


def _forms(stage: Stage) -> Iterator[str]:
    """Each form as it stands on its page, one after the other in the same world."""
    asked = [endpoint for method, endpoint in routes(stage.app).values() if method == "POST"]
    for endpoint in sorted(asked, key=lambda one: (one.partition(".")[0] in LAST, one)):
        role = first_inside(f"POST {endpoint}", 204)
        assert role is not None, f"nobody gets past the guard of {endpoint}"
        if role in stage.world.people:
            stage.cookies[role] = begin_session(stage.world.person(role), stage.world.keys.get(role))
        visitor = stage.client(role)
        with stage.app.test_request_context():
            address = stage.app.url_for(endpoint, **stage.world.arguments_of(stage.app, endpoint))
        opened = visitor.get(address)
        page = hostile.Found()
        if opened.status_code == 200 and opened.mimetype == "text/html":
            page = hostile.on_page(opened.get_data(as_text=True), address)
        stage.problems.clear()
        answer = visitor.post(address, data={**page.values, "csrf_token": visitor.own_token()})
        if answer.status_code >= 500 or stage.problems:
            yield f"{role} {address}: {answer.status_code} {'; '.join(stage.problems)}"
        if (answer.location or "").startswith("/sign-in") and endpoint.partition(".")[0] not in LAST:
            yield f"{role} {address}: sent away to sign in"
        stage.problems.clear()
