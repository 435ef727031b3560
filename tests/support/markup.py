"""What a page may not get wrong, whoever made it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import html5lib
from lxml import html

_PIECE = re.compile(r"(<!--.*?-->|<[^>]*>)", re.S)
_ATTRIBUTE = re.compile(r"""([^\s"'>/=]+)(?:\s*=\s*(?:"[^"]*"|'[^']*'|[^\s>]+))?""")
_ENTITY = re.compile(r"&[#\w]*;?")
_SOUND: set[int] = set()
"""The shapes of pages that were read without an error: to read one anew takes fifty times as long as to know it."""

# Errors of html5lib that are about its age, not about the page.
_TOLERATED = {"unexpected-start-tag-implies-end-tag-of-search"}


def problems(page: str, *, part: bool = False) -> list[str]:
    """Unclosed or misplaced elements, identifiers used twice, labels and descriptions that point nowhere.

    ``part`` is a piece that a script puts into a page.
    """
    shape = hash((part, _shape(page)))
    if shape in _SOUND:
        tree, found = html.document_fromstring(page), []
    else:
        tree, errors = read(page, part=part)
        found = [f"line {at[0]}: {code} {data or ''}".strip() for at, code, data in errors if code not in _TOLERATED]
        if not found:
            _SOUND.add(shape)
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    found += [f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    found += [f"{name!r} is pointed at and is nowhere" for name in _pointed_at(tree) if name not in ids]
    return found


def elements(page: str) -> Any:
    """The page's elements, found quickly; whether its markup is sound is looked at when the page is asked for."""
    return html.document_fromstring(page)


@lru_cache(maxsize=8)
def read(page: str, *, part: bool = False) -> tuple[Any, list[Any]]:
    """The page's elements, not to be changed, and the errors of its markup; what was just read is not read again."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(page) if part else parser.parse(page)
    return tree, parser.errors


def _shape(page: str) -> tuple[str, ...]:
    """What decides how a page is read: its elements with the names of their attributes, and where text stands."""
    pieces = _PIECE.split(page)
    tags = [tag[:2] + " ".join(_ATTRIBUTE.findall(tag[1:-1])) for tag in pieces[1::2]]
    texts = ["text" if text.strip() else "" for text in pieces[::2]]
    return (*tags, *texts, *sorted(set(_ENTITY.findall(page))))


def _pointed_at(tree: object) -> Iterator[str]:
    for element in tree.iter():  # type: ignore[attr-defined]
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            yield from (element.get(attribute) or "").split()
