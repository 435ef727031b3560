"""What a page leads to: every address in it, and every form as a browser would send it untouched."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

_ADDRESS = re.compile(r'\b[a-z-]+="((?:/|\?|webcal:|https?:)[^"]*)"')
OWN = ("localhost", "")
UNSENT = {"file", "submit", "image", "reset", "checkbox", "radio"}
"""Fields that a browser does not send as they stand, unless they are ticked."""


@dataclass
class Form:
    """Where a form is sent, how, and its fields."""

    action: str
    method: str
    fields: list[tuple[str, str]] = field(default_factory=list)


def addresses(where: str, html: str) -> Iterator[str]:
    """Every address of this site in the page, whatever it is for: links, pictures, forms, what a script fetches."""
    for found in _ADDRESS.findall(html):
        parts = urlsplit(urljoin(f"http://localhost{where}", unescape(found)))
        if parts.hostname in OWN:
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def forms(where: str, html: str) -> list[Form]:
    """The forms of the page."""
    reader = _Forms(where)
    reader.feed(html)
    return reader.found


class _Forms(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.found = where, list[Form]()
        self._open = False
        self._select = self._area = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the form, or a field of the one that is open."""
        found = dict(attrs)
        if tag == "form":
            action = urlsplit(urljoin(f"http://localhost{self.where}", found.get("action") or self.where))
            target = action.path + (f"?{action.query}" if action.query else "")
            self.found.append(Form(target, (found.get("method") or "get").lower()))
            self._open = True
        elif self._open:
            self._field(tag, found)

    def _field(self, tag: str, found: dict[str, str | None]) -> None:
        name, kind = found.get("name") or "", (found.get("type") or "text").lower()
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in found:
            self._put(self._select, found.get("value") or "")
        elif tag == "textarea":
            self._area = name
            self._put(name, "")
        elif tag == "input" and (kind not in UNSENT or "checked" in found):
            self._put(name, found.get("value") or ("on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        """What stands in a text area."""
        if self._area and self.found:
            name, value = self.found[-1].fields[-1]
            self.found[-1].fields[-1] = (name, value + data)

    def handle_endtag(self, tag: str) -> None:
        """A form, a list of choices or a text area ends."""
        if tag == "form":
            self._open = False
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def _put(self, name: str, value: str) -> None:
        if name:
            self.found[-1].fields.append((name, value))
