"""The screens on which a journey is walked: each language, on a phone and at a desk."""

from __future__ import annotations

from typing import Any

import pytest

WIDTHS = (360, 1280)
LANGUAGES = ("ar", "fr", "en")
ALL = tuple((language, width) for language in LANGUAGES for width in WIDTHS)


ALWAYS = (("ar", 360), ("fr", 1280), ("en", 360))


def screens() -> list[Any]:
    """Every language at every width: each language once and both widths in each run, all with ``make test-all``."""
    long = (pytest.mark.allpages,)
    return [pytest.param(*one, id=f"{one[0]}-{one[1]}", marks=() if one in ALWAYS else long) for one in ALL]


Places = tuple[tuple[str, int], tuple[str, int], tuple[str, int]]


def rounds() -> list[Any]:
    """Three screens for the people of one journey, which has each language and both widths by itself.

    One round in each run; with ``make test-all`` everybody sits once at each place, and at the other widths.
    """
    found = []
    for screens_of_three in (ALWAYS, tuple((language, beside(width)) for language, width in ALWAYS)):
        for start in range(len(ALWAYS)):
            places = (*screens_of_three[start:], *screens_of_three[:start])
            marks = () if places == ALWAYS else (pytest.mark.allpages,)
            found.append(pytest.param(places, id="-".join(f"{one[0]}{one[1]}" for one in places), marks=marks))
    return found


def after(language: str) -> str:
    """Another language: for who changes it, or who works with somebody that reads this one."""
    return LANGUAGES[(LANGUAGES.index(language) + 1) % len(LANGUAGES)]


def beside(width: int) -> int:
    """The other width."""
    return WIDTHS[1 - WIDTHS.index(width)]
