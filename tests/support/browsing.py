"""A real browser on the application under test."""

from __future__ import annotations

import re
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright
from werkzeug.serving import make_server

from capacity.core.db import db
from tests.support import requirements
from tests.support.applications import begin_session
from tests.support.examining import Examiner

ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-dev-shm-usage",
    # no name is found but this machine's; to stop each request by a route would empty the browser's cache for all
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]
HEIGHT = 800
AGAIN = re.compile(r"[?&]page=\d+")
PATIENCE = 60_000  # a page may be slow on a machine where much else is done; what never comes about is still found
expect.set_options(timeout=PATIENCE)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A test that drives a browser has one second try, and is named at the end of the run; no other test has one."""
    for item in items:
        if "browser" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.flaky(reruns=1))


def is_wrong(said: ConsoleMessage) -> bool:
    """Whether a line of the console is an error. Pictures of pages may be told to be asked for again, and they are."""
    again = "503" in said.text and AGAIN.search(str(said.location.get("url", "")))
    return said.type == "error" and not again


@pytest.fixture
def live_server(app: Flask) -> Iterator[str]:
    """The address at which the application of this test is served to a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    address = f"http://127.0.0.1:{server.server_port}"
    app.config["BASE_URL"] = address
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    yield address
    server.shutdown()
    thread.join()
    server.server_close()
    left = app.extensions["uncommitted"]
    assert not left, f"a request left changes uncommitted: {left[:3]}"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium, once per worker."""
    program = requirements.chromium()
    if program is None:
        requirements.missing("browser")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield chromium
        chromium.close()


@dataclass
class Watch:
    """What a page should not have done."""

    console: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    expected: list[str] = field(default_factory=list)

    def unexpected(self) -> list[str]:
        """Errors that the test did not announce, and requests to other machines."""
        errors = [line for line in self.console if not any(word in line for word in self.expected)]
        return errors + [f"asked for {url}" for url in self.elsewhere]


class Window:
    """Opens pages on the live server, as a person with a language and a screen."""

    def __init__(self, browser: Browser, app: Flask, address: str) -> None:
        self._browser, self._app, self.address = browser, app, address
        self._contexts: list[BrowserContext] = []
        self.watch = Watch()

    def __call__(
        self, *, language: str = "fr", width: int = 1280, person: Any = None, private_key: Any = None, **options: Any
    ) -> Page:
        """A page of its own, signed in when a person is given; at 360 pixels it is a phone.

        ``private_key`` opens the person's sealed drafts, as signing in with the password does.
        """
        phone = {"is_mobile": True, "has_touch": True} if width < 600 else {}
        context = self._browser.new_context(
            base_url=self.address,
            viewport={"width": width, "height": HEIGHT},
            locale={"ar": "ar-MA", "fr": "fr-FR", "en": "en-GB"}[language],
            timezone_id="Africa/Casablanca",
            **{**phone, **options},
        )
        self._contexts.append(context)
        cookies = [{"name": "language", "value": language, "url": self.address}]
        if person is not None:
            cookies.append({"name": "session", "value": self._cookie(person, private_key), "url": self.address})
        context.add_cookies(cookies)  # type: ignore[arg-type]
        context.on("request", self._note_elsewhere)
        context.set_default_timeout(PATIENCE)
        context.on("console", lambda said: self.watch.console.append(said.text) if is_wrong(said) else None)
        context.on("weberror", lambda problem: self.watch.console.append(str(problem.error)))
        return context.new_page()

    def sign_in_again(self, page: Page, person: Any) -> None:
        """The same person has a new session, as from another tab: this page was made in the one before."""
        page.context.add_cookies([{"name": "session", "value": self._cookie(person, None), "url": self.address}])

    def close(self) -> None:
        """Close every page."""
        for context in self._contexts:
            context.close()

    def _cookie(self, person: Any, private_key: Any) -> str:
        db.session.rollback()  # what was read before a page wrote is not written over
        serializer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        return str(serializer.dumps(begin_session(person, private_key)))

    def _note_elsewhere(self, request: Request) -> None:
        target = urlsplit(request.url)
        if target.scheme not in {"data", "blob"} and target.netloc != urlsplit(self.address).netloc:
            self.watch.elsewhere.append(request.url)


@pytest.fixture
def window(browser: Browser, app: Flask, live_server: str) -> Iterator[Window]:
    """``window(language="ar", width=360, person=…)``: a page.

    An error in a console, or a request that leaves the machine, fails the test.
    """
    opened = Window(browser, app, live_server)
    yield opened
    opened.close()
    assert not opened.watch.unexpected(), opened.watch.unexpected()


@pytest.fixture
def page(window: Window) -> Page:
    """A visitor's page, in French, 1280 pixels wide."""
    return window()


@pytest.fixture(scope="session")
def axe() -> Callable[[Page], None]:
    """``axe(page)``: fails with what axe finds on the page."""
    examiners: dict[tuple[int, str], Examiner] = {}  # one for each screen and language

    def check(page: Page) -> None:
        screen = page.viewport_size
        assert screen is not None
        language = page.locator("html").get_attribute("lang") or ""
        faults = list(examiners.setdefault((screen["width"], language), Examiner()).faults(page))
        if faults:
            picture = tempfile.mkstemp(suffix=".png")[1]
            page.screenshot(path=picture, full_page=True)
            pytest.fail("\n".join([f"{page.url} (picture: {picture})", *faults]), pytrace=False)

    return check
