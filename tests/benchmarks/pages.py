"""The pages that are measured: who asks for them, where they are, and how many requests a second are hoped for."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from flask import Flask, session, url_for
from werkzeug.routing import BuildError

from capacity.core.db import db
from capacity.people.accounts.models import LoginSession
from tests.benchmarks.browsing import Answer, Browser, Wsgi
from tests.benchmarks.loading import World

PUBLIC, LIST, RECORD, TICK = 0.15, 0.04, 0.03, 0.08


@dataclass(frozen=True)
class Page:
    """A page, its share of what the bare greeting serves in a second, and the endpoint with its arguments."""

    label: str
    target: float
    who: str | None
    endpoint: str
    arguments: Callable[[World], dict[str, Any]] = lambda _world: {}


PAGES = (
    Page("call, public", PUBLIC, None, "calls.show", lambda world: {"reference": world.open_reference}),
    Page("list, first page", LIST, "coordinator", "applications.desk"),
    Page(
        "list, filtered", LIST, "coordinator", "applications.desk", lambda _: {"region": "MA-07", "state": "eligible"}
    ),
    Page("list, searched", LIST, "coordinator", "applications.desk", lambda _: {"q": "association femmes"}),
    Page("list, last page", LIST, "coordinator", "applications.desk", lambda _: {"last": "1"}),
    Page(
        "one application", RECORD, "coordinator", "applications.record", lambda w: {"application_id": w.application_id}
    ),
    Page("committee's queue", RECORD, "reader1", "review.queue"),
    Page("overview", RECORD, "coordinator", "overview.dashboard"),
)


@dataclass
class NotThere(Exception):
    """The page is not part of the software yet."""

    label: str


def address(app: Flask, endpoint: str, **arguments: Any) -> str:
    """The page's path; NotThere when there is none."""
    with app.test_request_context("/"):
        try:
            return url_for(endpoint, **arguments)
        except BuildError:
            raise NotThere(endpoint) from None


def browser(app: Flask, world: World, who: str | None, via: Wsgi | None = None, **options: Any) -> Browser:
    """A browser in which this person is signed in, with the second factor behind them; None is a visitor.

    It asks the application itself, or ``via`` the server.
    """
    visitor = Browser(via or app.wsgi_app, **options)
    if who is not None:
        visitor.cookies[app.config["SESSION_COOKIE_NAME"]] = _cookie(app, world, world.people[who])
    return visitor


def _cookie(app: Flask, world: World, person: int) -> str:
    token = secrets.token_urlsafe(32)
    row = LoginSession(
        person_id=person,
        token_hash=hashlib.sha256(token.encode()).hexdigest(),
        created_at=world.now,
        expires_at=world.now + timedelta(days=30),
        second_factor_at=world.now,
    )
    with app.app_context():
        db.session.add(row)
        db.session.commit()
    with app.test_request_context("/"):
        session.update({"_user_id": token, "_fresh": True, "csrf_token": secrets.token_hex(20)})
        signer = app.session_interface.get_signing_serializer(app)  # type: ignore[attr-defined]
        return str(signer.dumps(dict(session)))


def tick(app: Flask, world: World, via: Wsgi | None = None) -> Callable[[], Answer]:
    """One tap on the register after another, each of its own."""
    asking = browser(app, world, "trainer", via)
    token = asking.get(address(app, "attendance.register_page", session_id=world.session_id)).csrf_token
    paths = [address(app, "attendance.mark", slot_id=world.slot_id, enrolment_id=number) for number in world.enrolments]
    marks, turn = ("present", "late", "absent"), iter(range(10**9))

    def tap() -> Answer:
        number = next(turn)
        data = {"csrf_token": token, "mark": marks[number % 3], "client_id": secrets.token_hex(12)}
        return asking.post(paths[number % len(paths)], data, accept="application/json")

    return tap
