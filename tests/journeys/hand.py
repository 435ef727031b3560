"""Somebody at a screen: they read words in their language, and press, fill in and tick what bears them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Locator, Page, expect

from capacity.core.languages import LANGUAGES, direction, gettext, in_language, ngettext
from capacity.web.session import LANGUAGE_COOKIE

WIDEST = """() => [...document.querySelectorAll("body *")].filter((one) => {
  const { left, right } = one.getBoundingClientRect();
  return right > document.documentElement.clientWidth + 1 || left < -1;
}).map((one) => one.tagName + "." + one.className).slice(0, 8)"""


class Hand:
    """A page in the hand of a person who reads one language.

    What is asked for is named by the words of the page in English; they are looked up in that language.
    """

    def __init__(self, page: Page, language: str, *, scripted: bool = True) -> None:
        self.page, self.language, self.scripted = page, language, scripted

    def words(self, message: str, **values: Any) -> str:
        """The words of a page in the language of this person."""
        with in_language(self.language):
            return str(gettext(message, **values))

    def words_for(self, one: str, many: str, number: int) -> str:
        """Words that agree with a number."""
        with in_language(self.language):
            return str(ngettext(one, many, number))

    def go(self, path: str) -> None:
        """Open an address, as from a letter or a bookmark."""
        answer = self.page.goto(path)
        assert answer is not None
        assert answer.status < 400, f"{path} answered {answer.status}"

    def follow(self, message: str, *, part: Locator | None = None, **values: Any) -> None:
        """Follow the link of these words."""
        self._named(part or self._main(), "link", self.words(message, **values)).click()
        self.page.wait_for_load_state()

    def open(self, words: str) -> None:
        """Follow the link whose words are given as they stand."""
        self._main().get_by_role("link", name=words).first.click()
        self.page.wait_for_load_state()

    def press(self, message: str, *, part: Locator | None = None, **values: Any) -> None:
        """Press the button of these words and wait for what comes."""
        self.press_words(self.words(message, **values), part=part)

    def press_words(self, words: str, *, part: Locator | None = None) -> None:
        """Press the button with these very words."""
        with self.page.expect_navigation():
            self._named(part or self._main(), "button", words).click()

    def fill(self, message: str, value: str, **values: Any) -> None:
        """Write into the field of this label."""
        self.field(self.words(message, **values)).fill(value)

    def fill_three(self, message: str, text: str) -> None:
        """Write into a field that has a place for each of the three languages."""
        group = self.page.get_by_role("group", name=self.words(message))
        for box in group.get_by_role("textbox").all():
            box.fill(text)

    def choose(self, message: str, value: str) -> None:
        """Choose in a list: the option that begins with ``value``."""
        field = self.field(self.words(message))
        options: list[str] = field.locator("option").all_text_contents()
        field.select_option(label=next(option for option in options if value in option))

    def tick(self, words: str, *, part: Locator | None = None) -> None:
        """Tick a box or a choice by its very words."""
        (part or self._main()).get_by_label(_starting(words)).first.check()

    def says(self, message: str, **values: Any) -> None:
        """The page says this."""
        self.reads(self.words(message, **values))

    def reads(self, words: str) -> None:
        """These very words are on the page."""
        expect(self._main().get_by_text(words).first).to_be_visible()

    def field(self, words: str) -> Locator:
        """The control of this label, whether or not it says that it is optional."""
        return self._main().get_by_label(_starting(words)).first

    def attach(self, document: str, file: Path) -> None:
        """Send a file for a document; where scripts run it goes off by itself, and a photo waits for further pages."""
        section = self.page.get_by_role("region", name=document)
        self.is_awake()
        with self.until_the_page_is_new():
            section.locator("input[type=file]").set_input_files(file)
            if not self.scripted:
                self._named(section, "button", self.words("Send the file")).click()
            elif file.suffix == ".jpg":
                self._named(section, "button", self.words("Send the photo")).click()
        expect(section.get_by_role("link", name=file.name)).to_be_visible()
        expect(section.get_by_text(self.words("Missing"), exact=True)).to_have_count(0)

    def is_awake(self) -> None:
        """The page's scripts have taken over, where they run."""
        if self.scripted:
            self.page.locator("html[data-awake]").wait_for(state="attached")

    @contextmanager
    def until_the_page_is_new(self) -> Iterator[None]:
        """What is done here brings a page anew, though perhaps at the same address; it is waited for."""
        self.page.evaluate("document.documentElement.dataset.before = ''")
        yield
        self.page.locator("html:not([data-before])").wait_for(state="attached")
        self.page.wait_for_load_state()

    def fits(self) -> None:
        """Nothing is wider than the screen."""
        self.page.wait_for_load_state()
        wide = self.page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 1, f"{self.page.url} is {wide} pixels too wide: {self.page.evaluate(WIDEST)}"

    def is_read_by_all(self) -> None:
        """The page that stands open is there in the other languages too, and fits the screen; then all is as it was."""
        for language in (*(one for one in LANGUAGES if one != self.language), self.language):
            self.page.context.add_cookies([{"name": LANGUAGE_COOKIE, "value": language, "url": self.page.url}])
            self.page.reload()
            opened = self.page.locator("html")
            expect(opened).to_have_attribute("lang", language)
            expect(opened).to_have_attribute("dir", direction(language))
            self.fits()

    def number(self) -> int:
        """The number at the end of the address of this page."""
        self.page.wait_for_load_state()
        found = re.findall(r"\d+", self.page.url.split("://")[1].split("/", 1)[1])
        return int(found[-1])

    def _main(self) -> Locator:
        return self.page.locator("main")

    def _named(self, part: Locator, role: Any, words: str) -> Locator:
        return part.get_by_role(role, name=_starting(words)).first


def _starting(words: str) -> re.Pattern[str]:
    """These words, alone or followed by what is said in brackets, or to those who do not see the page."""
    return re.compile(r"^\s*" + re.escape(words).replace("\\ ", r"\s+") + r"(\s.*)?\s*$", re.DOTALL)


Opens = Callable[..., Hand]
