"""Many requests at the same moment: threads held at a gate, then let go together at the application itself."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from threading import Barrier
from typing import Any

from flask import Flask
from flask.testing import FlaskClient

from capacity.core.db import db
from tests.support.web_client import Client

THREADS = 8


@dataclass(frozen=True)
class Press:
    """A form that somebody filled in and is about to send."""

    cookie: str
    path: str
    fields: dict[str, Any]


def ready(visitor: Client, url: str, data: dict[str, Any] | None = None, *, form: str | None = None) -> Press:
    """The form of this page, filled in by this visitor."""
    path, fields = visitor.filled_form(url, data, form=form)
    cookie = visitor.get_cookie("session")
    assert cookie is not None
    return Press(cookie.value, path, fields)


def press_at_once(app: Flask, presses: Sequence[Press]) -> list[int]:
    """Send all of them, each from a browser of its own, the first of them together; what each was answered."""
    db.session.commit()
    db.session.remove()
    gate = Barrier(min(len(presses), THREADS))

    def send(place: int) -> int:
        browser = FlaskClient(app)
        browser.set_cookie("session", presses[place].cookie)
        if place < gate.parties:
            gate.wait(timeout=30)
        return browser.post(presses[place].path, data=presses[place].fields).status_code

    with ThreadPoolExecutor(max_workers=THREADS) as pool:
        answers = list(pool.map(send, range(len(presses))))
    assert max(answers) < 500, answers
    return answers
