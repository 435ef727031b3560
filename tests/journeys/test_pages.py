"""Every page that a person can reach by following links: axe finds nothing, nothing overflows, nothing is logged.

Arabic at 360 pixels and French at 1280 always, where one page after the other is examined as a whole on one of the two
and for its letters on the other; every combination, and all as a whole, with ``make test-all``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from urllib.parse import urljoin, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page
from werkzeug.exceptions import HTTPException

from capacity.core.demonstration import ACCOUNTS, DOMAIN, PASSWORD
from tests.architecture.test_routes import expected
from tests.support.browsing import PATIENCE, is_wrong
from tests.support.demonstration import Site
from tests.support.examining import Examiner, bring_axe
from tests.support.screens import ALL

pytestmark = [pytest.mark.browser]

VISITOR = "visitor"
DESK = tuple(f"{name}@{DOMAIN}" for name in ("coordinator", "admin", "chair", "committee"))
ALIKE = tuple(f"{name}@{DOMAIN}" for name in ("ally", "coordinator.draa"))  # meet no kind of page that others do not
GROUPS = {"outside": (VISITOR, *(account for account in ACCOUNTS if account not in (*DESK, *ALIKE))), "desk": DESK}
ALWAYS = (("ar", 360), ("fr", 1280))
SCREENS = [pytest.param(ALWAYS, id="always"), pytest.param(ALL, id="all", marks=pytest.mark.allpages)]
NOT_PAGES = re.compile(r"/static/|\.(pdf|xlsx|csv|ics|json|zip|eml|atom)$|/sign-out|/healthz")
LEAST = 5
DESK_FRAME = "room-main"
FRAME = re.compile(r"<main class=\"([^\"]*)\"")
UNFOLDED = """() => {
  for (const fold of document.querySelectorAll("details")) { fold.name = ""; fold.open = true; }
  return document.scrollingElement.scrollWidth - document.documentElement.clientWidth;
}"""
LINK = re.compile(r"<a\b[^>]*?\bhref=\"([^\"]*)\"")
DIFFERS = {"overview.home"}  # each role has one of its own


class Screen:
    """A language and a width, at which one person after another sits."""

    def __init__(self, browser: Browser, site: Site, language: str, width: int) -> None:
        self._browser, self._site, self.language, self._width = browser, site, language, width
        self._examiner = Examiner()
        self._console: list[str] = []

    def sit_down(self, cookies: list[dict[str, object]]) -> BrowserContext:
        """A browser of their own for the next person, with the session that they began elsewhere."""
        phone = {"is_mobile": True, "has_touch": True} if self._width < 600 else {}
        context = self._browser.new_context(
            base_url=self._site.address,
            viewport={"width": self._width, "height": 800},
            timezone_id="Africa/Casablanca",
            reduced_motion="reduce",
            **phone,  # type: ignore[arg-type]
        )
        chosen = {"name": "language", "value": self.language, "url": self._site.address}
        context.set_default_timeout(PATIENCE)
        bring_axe(context)
        context.add_cookies([*(one for one in cookies if one["name"] != "language"), chosen])  # type: ignore[list-item]
        context.on("console", lambda said: self._console.append(said.text) if is_wrong(said) else None)
        context.on("weberror", lambda problem: self._console.append(str(problem.error)))
        self._page = context.new_page()
        return context

    def examine(self, path: str, *, whole: bool) -> Iterator[str]:
        """What is wrong with the page at this address, looked at here; as a ``whole``, or for its letters."""
        self._console.clear()
        self._page.goto(path, wait_until="load", timeout=PATIENCE)
        said, wide = self._page.evaluate(
            "[document.documentElement.lang, document.scrollingElement.scrollWidth"
            " - document.documentElement.clientWidth]"
        )
        if said != self.language:
            yield f"in {said}, not in {self.language}"
        if wide > 1:
            yield f"{wide} pixels wider than the screen of {self._width}"
        yield from self._examiner.faults(self._page, whole=whole)
        if (wider := self._page.evaluate(UNFOLDED)) > 1:
            yield f"{wider} pixels wider than the screen of {self._width} once its folds are open"
        yield from self._console


class Crawl:
    """One person's way through every kind of page they are linked to, each kind once.

    ``looked_at`` is shared by the people of a group: a kind of page in a frame that somebody else met is opened for its
    links and its errors, but not examined again; nor is a ``public`` page in a frame that is not the desk's.
    """

    def __init__(
        self,
        site: Site,
        person: BrowserContext,
        screens: list[Screen],
        looked_at: set[tuple[str, str]],
        public: frozenset[str],
    ) -> None:
        self._site, self._person, self._screens, self._looked_at = site, person, screens, looked_at
        self._public = public
        self.problems: list[str] = []
        self.met: dict[str, str] = {}
        self._queue: list[str] = ["/"]

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
        """Read the page; examine it on every screen when nobody else met this kind in this frame."""
        read = self._person.request.get(path, max_redirects=5)
        if "text/html" not in read.headers.get("content-type", ""):
            return
        if not read.ok:
            self.problems.append(f"{path} answered {read.status}")
            return
        html = read.text()
        self._queue += [link for link in self._links(read.url, html) if link not in self._queue]
        frame = FRAME.search(html)
        seen = (kind, frame.group(1) if frame else "")
        if kind not in DIFFERS and (seen in self._looked_at or (kind in self._public and seen[1] != DESK_FRAME)):
            return
        self._looked_at.add(seen)
        turn, all_of_them = len(self._looked_at) % len(ALWAYS), len(self._screens) > len(ALWAYS)
        for place, screen in enumerate(self._screens):
            found = screen.examine(path, whole=all_of_them or place == turn)
            self.problems += [f"{path}: {line}" for line in found]

    def _links(self, where: str, html: str) -> Iterator[str]:
        for href in LINK.findall(html):
            parts = urlsplit(urljoin(where, unescape(href)))
            if f"{parts.scheme}://{parts.netloc}" == self._site.address:
                yield parts.path + (f"?{parts.query}" if parts.query else "")


def _public() -> frozenset[str]:
    """What a visitor may read: the other group examines it."""
    return frozenset(name.removeprefix("GET ") for name, answers in expected().items() if answers["visitor"] == 200)


def _sign_in(page: Page, account: str) -> None:
    page.goto("/sign-in")
    page.fill("[name=email]", account)
    page.fill("[name=password]", PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(lambda url: "/sign-in" not in url)


@pytest.mark.parametrize("group", GROUPS)
@pytest.mark.parametrize("screens", SCREENS)
def test_every_page_is_open_to_everybody(
    browser: Browser, demo_site: Site, screens: tuple[tuple[str, int], ...], group: str
) -> None:
    looked_at: set[tuple[str, str]] = set()
    problems: list[str] = []
    public = _public() if group == "desk" else frozenset()
    sat_at = [Screen(browser, demo_site, language, width) for language, width in screens]
    for account in GROUPS[group]:
        with browser.new_context(base_url=demo_site.address) as person:
            person.set_default_timeout(PATIENCE)
            if account != VISITOR:
                _sign_in(person.new_page(), account)
            open_now = [screen.sit_down(person.cookies()) for screen in sat_at]  # type: ignore[arg-type]
            crawl = Crawl(demo_site, person, sat_at, looked_at, public)
            crawl.walk()
            for context in open_now:
                context.close()
        problems += [f"{account}: {problem}" for problem in crawl.problems]
        assert len(crawl.met) > LEAST, f"{account} met hardly anything"
    assert problems == [], "\n".join(problems)
