"""Every page that a person can reach by following links: axe finds nothing, nothing overflows, nothing is logged.

Arabic at 360 pixels and French at 1280 always; the other combinations with ``make test-all``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException

from capacity.core.demonstration import ACCOUNTS, PASSWORD
from tests.support.demonstration import Site

pytestmark = [pytest.mark.browser]

VISITOR = "visitor"
ALWAYS = [("ar", 360), ("fr", 1280)]
ALL = [("ar", 1280), ("fr", 360), ("en", 360), ("en", 1280)]
COMBINATIONS = [pytest.param(*pair, id=f"{pair[0]}-{pair[1]}") for pair in ALWAYS] + [
    pytest.param(*pair, id=f"{pair[0]}-{pair[1]}", marks=pytest.mark.allpages) for pair in ALL
]
NOT_PAGES = re.compile(r"/static/|\.(pdf|xlsx|csv|ics|json|zip|eml|atom)$|/sign-out|/healthz")
WAIT = 15_000
LEAST = 5
BRIEF = {"resultTypes": ["violations"]}  # the rest is not written down: twice as fast
FRAME = re.compile(r"<main class=\"([^\"]*)\"")
LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"")
DIFFERS = {"overview.home"}  # each role has one of its own


class Crawl:
    """One person's way through every kind of page they are linked to, each kind once.

    ``looked_at`` is shared by the people of one screen: a kind of page in a frame that somebody else met is opened for
    its links and its errors, but not examined again.
    """

    def __init__(self, site: Site, context: BrowserContext, looked_at: set[tuple[str, str]]) -> None:
        self._site = site
        self._looked_at = looked_at
        self.page: Page = context.new_page()
        self.problems: list[str] = []
        self.met: dict[str, str] = {}
        self._queue: list[str] = ["/"]
        self._console: list[str] = []
        self.page.on("console", lambda said: self._console.append(said.text) if said.type == "error" else None)
        context.on("weberror", lambda problem: self._console.append(str(problem.error)))

    def walk(self) -> None:
        """Open page after page until no new kind is left."""
        while self._queue:
            path = self._queue.pop(0)
            kind = self._kind(path)
            if kind is None or kind in self.met:
                continue
            self.met[kind] = path
            self._look(path, kind)

    def _kind(self, path: str) -> str | None:
        """The endpoint behind an address, with the names of its questions; None for what is no page."""
        parts = urlsplit(path)
        if NOT_PAGES.search(parts.path):
            return None
        try:
            endpoint, _arguments = self._site.app.url_map.bind("").match(parts.path)
        except HTTPException:
            self.problems.append(f"a link leads to {path}, where nothing is")
            return None
        return str(endpoint)

    def _look(self, path: str, kind: str) -> None:
        """Read the page; open and examine it when nobody else met this kind in this frame."""
        read = self.page.request.get(path, max_redirects=5)
        if "text/html" not in read.headers.get("content-type", ""):
            return
        if not read.ok:
            self.problems.append(f"{path} answered {read.status}")
            return
        html = read.text()
        self._queue += [link for link in self._links(read.url, html) if link not in self._queue]
        frame = FRAME.search(html)
        seen = (kind, frame.group(1) if frame else "")
        if kind not in DIFFERS and seen in self._looked_at:
            return
        self._looked_at.add(seen)
        self._console.clear()
        self.page.goto(path, wait_until="load", timeout=WAIT)
        self.problems += [f"{path}: {line}" for line in self._faults()]
        self.problems += [f"{path}: {line}" for line in self._console]

    def _links(self, where: str, html: str) -> Iterator[str]:
        for href in LINK.findall(html):
            parts = urlsplit(urljoin(where, unescape(href)))
            if f"{parts.scheme}://{parts.netloc}" == self._site.address:
                yield parts.path + (f"?{parts.query}" if parts.query else "")

    def _faults(self) -> Iterator[str]:
        wide = self.page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        if wide > 1:
            yield f"{wide} pixels wider than the screen"
        for violation in Axe().run(self.page, options=BRIEF).response["violations"]:
            nodes = [str(node["target"][0]) for node in violation["nodes"]]
            yield f"axe: {violation['id']} at {', '.join(nodes[:3])} ({violation['help']})"


def _context(browser: Browser, site: Site, language: str, width: int) -> BrowserContext:
    phone = {"is_mobile": True, "has_touch": True} if width < 600 else {}
    context = browser.new_context(
        base_url=site.address,
        viewport={"width": width, "height": 800},
        timezone_id="Africa/Casablanca",
        reduced_motion="reduce",
        **phone,  # type: ignore[arg-type]
    )
    context.add_cookies([{"name": "language", "value": language, "url": site.address}])
    return context


def _sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize(("language", "width"), COMBINATIONS)
def test_every_page_is_open_to_everybody(browser: Browser, demo_site: Site, language: str, width: int) -> None:
    looked_at: set[tuple[str, str]] = set()
    problems: list[str] = []
    for account in [VISITOR, *ACCOUNTS]:
        context = _context(browser, demo_site, language, width)
        try:
            crawl = Crawl(demo_site, context, looked_at)
            if account != VISITOR:
                _sign_in(crawl.page, account)
            crawl.walk()
        finally:
            context.close()
        problems += [f"{account}: {problem}" for problem in crawl.problems]
        assert len(crawl.met) > LEAST, f"{account} met hardly anything"
    assert problems == [], "\n".join(problems)
