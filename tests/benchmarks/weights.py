"""What pages weigh on the line, and when a slow phone shows the first text; in a real browser."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from tests.support import requirements
from tests.support.browsing import ARGUMENTS

HTML, FIRST, AFTER = 60_000, 150_000, 30_000
FIRST_TEXT_SECONDS = 2.5
BITS_A_SECOND, DELAY_MILLISECONDS = 400_000, 400
PAINTED = "performance.getEntriesByName('first-contentful-paint')"


@dataclass(frozen=True)
class Weight:
    """Bytes of a page's HTML, and of all that came over the line for it: the first time, and once it is known."""

    html: int
    first: int
    after: int

    @property
    def is_reached(self) -> bool:
        """Whether it is as light as it has to be."""
        return self.html < HTML and self.first < FIRST and self.after < AFTER


@contextmanager
def chromium() -> Iterator[Browser]:
    """The machine's browser."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=requirements.chromium(), args=ARGUMENTS)
        yield found
        found.close()


def weigh(page: Page, url: str) -> Weight:
    """Open the page, which this browser has never met, and open it again."""
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    arrived: list[int] = []
    line.on("Network.loadingFinished", lambda event: arrived.append(int(event["encodedDataLength"])))

    def opened() -> tuple[int, int]:
        arrived.clear()
        answer = page.goto(url, wait_until="networkidle")
        assert answer is not None
        return len(answer.body()), sum(arrived)

    html, first = opened()
    _html, after = opened()
    return Weight(html, first, after)


def first_text(context: BrowserContext, url: str) -> float:
    """Seconds until a telephone on a slow line shows the first text of a page that it has never met."""
    page = context.new_page()
    line: Any = context.new_cdp_session(page)
    speed = BITS_A_SECOND // 8
    line.send("Network.enable")
    line.send(
        "Network.emulateNetworkConditions",
        {"offline": False, "latency": DELAY_MILLISECONDS, "downloadThroughput": speed, "uploadThroughput": speed},
    )
    page.goto(url, wait_until="load", timeout=60_000)
    page.wait_for_function(f"() => {PAINTED}.length")  # words alone would be evaluated in the page, which it forbids
    seconds = float(page.evaluate(f"{PAINTED}[0].startTime / 1000"))
    page.close()
    return seconds


def telephone(browser: Browser, address: str, cookies: dict[str, str]) -> BrowserContext:
    """A telephone on which somebody is signed in."""
    context = browser.new_context(base_url=address, viewport={"width": 360, "height": 740}, is_mobile=True)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context
