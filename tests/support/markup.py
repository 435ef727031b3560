"""What a page may not get wrong, whoever made it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

import html5lib

# Errors of html5lib that are about its age, not about the page.
_TOLERATED = {"unexpected-start-tag-implies-end-tag-of-search"}


def problems(page: str, *, part: bool = False) -> list[str]:
    """Unclosed or misplaced elements, identifiers used twice, labels and descriptions that point nowhere.

    ``part`` is a piece that a script puts into a page.
    """
    tree, errors = read(page, part=part)
    found = [
        f"line {position[0]}: {code} {data or ''}".strip() for position, code, data in errors if code not in _TOLERATED
    ]
    ids = Counter(element.get("id") for element in tree.iter() if element.get("id"))
    found += [f"the id {name!r} stands {count} times" for name, count in ids.items() if count > 1]
    found += [f"{name!r} is pointed at and is nowhere" for name in _pointed_at(tree) if name not in ids]
    return found


@lru_cache(maxsize=8)
def read(page: str, *, part: bool = False) -> tuple[Any, list[Any]]:
    """The page's elements, not to be changed, and the errors of its markup; what was just read is not read again."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(page) if part else parser.parse(page)
    return tree, parser.errors


def _pointed_at(tree: object) -> Iterator[str]:
    for element in tree.iter():  # type: ignore[attr-defined]
        for attribute in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            yield from (element.get(attribute) or "").split()
