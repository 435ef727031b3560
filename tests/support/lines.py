"""A line that can be cut, and a telephone whose browser can be killed."""

from __future__ import annotations

import contextlib
import os
import signal
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, BrowserContext, Error, Page
from werkzeug.serving import BaseWSGIServer, make_server

from tests.support import requirements
from tests.support.applications import begin_session
from tests.support.browsing import ARGUMENTS, PATIENCE

LANGUAGES = {"ar": "ar-MA", "fr": "fr-FR", "en": "en-GB"}


class Line:
    """The service at one address: nobody answers there while the line is cut."""

    def __init__(self, app: Flask) -> None:
        self._app, self._port = app, 0
        self._server: BaseWSGIServer | None = None
        self.join()

    @property
    def address(self) -> str:
        """Where the service answers."""
        return f"http://127.0.0.1:{self._port}"

    def join(self) -> None:
        """The service answers."""
        self._server = make_server("127.0.0.1", self._port, self._app, threaded=True)
        self._port = self._server.server_port
        self._app.config["BASE_URL"] = self.address
        Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def cut(self) -> None:
        """Nobody answers any more."""
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None


class Telephone:
    """A browser with a memory of its own, which stays when it is killed."""

    def __init__(self, kind: Any, app: Flask, address: str, *, language: str = "ar", width: int = 360) -> None:
        self._kind, self._app, self._address = kind, app, address
        self.language, self.width = language, width  # from the next time that it is opened
        self._folder = tempfile.TemporaryDirectory(prefix="capacity-telephone-", ignore_cleanup_errors=True)
        self._context: BrowserContext | None = None

    def open(self) -> Page:
        """The browser is started; its first window."""
        self._context = self._kind.launch_persistent_context(
            self._folder.name,
            executable_path=requirements.chromium(),
            args=ARGUMENTS,
            base_url=self._address,
            viewport={"width": self.width, "height": 800},
            locale=LANGUAGES[self.language],
            timezone_id="Africa/Casablanca",
        )
        self._context.set_default_timeout(PATIENCE)
        language = {"name": "language", "value": self.language, "url": self._address}
        self._context.add_cookies([language])  # type: ignore[list-item]
        return self._context.pages[0]

    def sign_in(self, person: Any) -> None:
        """Somebody is signed in in this browser from now on."""
        assert self._context is not None
        serializer = self._app.session_interface.get_signing_serializer(self._app)  # type: ignore[attr-defined]
        value = str(serializer.dumps(begin_session(person)))
        self._context.add_cookies([{"name": "session", "value": value, "url": self._address}])

    def close(self) -> None:
        """The browser is closed as one closes it."""
        if self._context is not None:
            self._context.close()
            self._context = None

    def kill(self) -> None:
        """The system takes the browser's processes away, without a word."""
        for process in Path("/proc").glob("[0-9]*"):
            try:
                command = (process / "cmdline").read_bytes().decode(errors="replace")
            except OSError:
                continue
            if f"--user-data-dir={self._folder.name}" in command:
                os.kill(int(process.name), signal.SIGKILL)
        if self._context is not None:
            with contextlib.suppress(Error):  # it is gone already
                self._context.close()
            self._context = None

    def put_away(self) -> None:
        """Nothing is left of it."""
        self.close()
        self._folder.cleanup()


@pytest.fixture
def line(app: Flask) -> Iterator[Line]:
    """The service of this test, with a line that can be cut."""
    made = Line(app)
    yield made
    made.cut()
    left = app.extensions["uncommitted"]
    assert not left, f"a request left changes uncommitted: {left[:3]}"


@pytest.fixture
def telephone(browser: Browser, app: Flask, line: Line) -> Iterator[Callable[..., Telephone]]:
    """``telephone(language="ar")``: a browser of its own, on the line."""
    made: list[Telephone] = []

    def one(**options: Any) -> Telephone:
        made.append(Telephone(browser.browser_type, app, line.address, **options))
        return made[-1]

    yield one
    for each in made:
        each.put_away()
