"""What a page may not get wrong, whoever made it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import html5lib
from lxml import html
from lxml.html.defs import empty_tags

_PIECE = re.compile(r"""(<!--.*?-->|<[^"'>]*(?:"[^"]*"[^"'>]*|'[^']*'[^"'>]*)*>)""", re.DOTALL)
_QUOTED = re.compile(r""""[^"]*"|'[^']*'""")
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9-]*)(?=[\s/>])")
_ENTITY = re.compile(r"&[#\w]*;?")
_ODD = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f\ufdd0-\ufdef\ufffe\uffff]|&[#\\w]*(?![#\\w;])")
"""What is wrong, or may be, wherever it stands: signs that are none, and names of letters that do not end."""
_RAW = frozenset(("script", "style", "textarea", "title"))
_SKELETON = 2
"""So deep in a page the order of elements matters: what its root holds, and what stands beside it."""
_SOUND: set[int] = set()
"""What stood inside what in pages that were read without an error; to read one takes fifty times as long as to see
that it holds nothing else."""

# Errors of html5lib that are about its age, not about the page.
_TOLERATED = {"unexpected-start-tag-implies-end-tag-of-search"}


def problems(page: str, *, part: bool = False) -> list[str]:
    """Unclosed or misplaced elements, identifiers used twice, labels and descriptions that point nowhere.

    ``part`` is a piece that a script puts into a page.
    """
    held = _held(page, part=part)
    if held is not None and held <= _SOUND:
        tree, found = html.document_fromstring(page), []
    else:
        tree, errors = read(page, part=part)
        found = [f"line {at[0]}: {code} {data or ''}".strip() for at, code, data in errors if code not in _TOLERATED]
        if held is not None and not found:
            _SOUND.update(held)
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


def _held(page: str, *, part: bool) -> set[int] | None:
    """What decides how a page is read in which every element is closed in its turn: what stands inside what.

    That is each element with the names of its attributes, and each text, with all the elements around it; the names of
    letters; and, of a whole page, the order of what is outermost. None for a page that is not so, or where signs stand
    that may be wrong: it is read.
    """
    if _ODD.search(page):
        return None
    reading = _Reading(part=part)
    for number, piece in enumerate(_PIECE.split(page)):
        if number % 2 == 0:
            reading.text(piece)
        elif not reading.tag(piece):
            return None
    return {hash(item) for item in (*reading.found, *_ENTITY.findall(page))} if reading.is_over else None


class _Reading:
    """A page so far: the elements that are open, and what was found in them."""

    def __init__(self, *, part: bool) -> None:
        self.found: set[Any] = set()
        self._part = part
        self._names, self._around = [""], [hash(part)]
        self._outermost: list[str] = []
        self._raw = ""

    @property
    def is_over(self) -> bool:
        """Whether everything is closed; what is outermost is then noted."""
        if not self._part:
            self.found.add(tuple(self._outermost))
        return len(self._names) == 1

    def text(self, text: str) -> None:
        """What stands between two tags."""
        if text and not text.isspace() and not self._raw:
            self.found.add(("text", self._around[-1]))

    def tag(self, piece: str) -> bool:
        """Whether this tag stands where it may, as far as can be told without reading the page."""
        if self._raw and not piece.startswith(f"</{self._raw}"):
            return True
        bare, self._raw = _QUOTED.sub('""', piece), ""
        if len(self._names) <= _SKELETON:
            self._outermost.append(bare)
        tag = _TAG.match(bare)
        if tag is None:
            return piece.startswith("<!--") or len(self._names) == 1
        if tag[1]:
            self._around.pop()
            return self._names.pop() == tag[2]
        self.found.add((bare, self._around[-1]))
        if tag[2] not in empty_tags and not bare.endswith("/>"):
            self._names.append(tag[2])
            self._around.append(hash((self._around[-1], tag[2])))
            self._raw = tag[2] if tag[2] in _RAW else ""
        return True


def _pointed_at(tree: object) -> Iterator[str]:
    for element in tree.iter():  # type: ignore[attr-defined]
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            yield from (element.get(attribute) or "").split()
