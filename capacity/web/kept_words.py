"""What entries of the log keep that means the same in every room: places, days, numbers of rows, hashes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from functools import cache
from typing import Any

from babel.lists import format_list

from capacity.core import facts
from capacity.core.languages import Localized, language, locale_code
from capacity.core.languages import gettext as _
from capacity.web.templating import moment_words, short_date

Words = Callable[[str], object | None]
"""What says a value that an entry keeps; None for one that it does not know."""
_NUMBERED = re.compile(r"(version|edition|person|association) (\d+)")
_HASH = re.compile(r"[0-9a-f]{40,64}")
_PLACES = re.compile(r"(MA-\d\d|\d\d\.\d{3})( (MA-\d\d|\d\d\.\d{3}))*")
SHOWN = 12
"""How many letters of a hash are enough to compare it by eye."""


def generally(value: str) -> str | None:
    """The words of what was kept; None for what only the room that acted, or the person who wrote it, knows."""
    if _PLACES.fullmatch(value):
        return places_named(value.split())
    if (said := _NUMBERED.fullmatch(value)) is not None:
        return _numbered(said[1], said[2])
    if _HASH.fullmatch(value):
        return _("SHA-256 that begins with %(letters)s", letters=value[:SHOWN])
    return _("none") if value in {"-", "none"} else _day(value)


def places_named(codes: Iterable[str]) -> str:
    """Regions or provinces in a row, as a sentence names them."""
    names = [_names().get(code, Localized()).text() or code for code in codes]
    return format_list(names, locale=locale_code(language()))


@cache
def _names() -> dict[str, Localized]:
    regions = {place.iso: place.names for place in facts.regions()}
    return regions | {place.hcp: place.names for place in facts.provinces()}


def _numbered(kind: str, number: str) -> str:
    match kind:
        case "version":
            return _("version %(number)s", number=number)
        case "edition":
            return _("edition %(number)s", number=number)
        case "person":
            return _("person %(number)s", number=number)
        case _:
            return _("association %(number)s", number=number)


def among(words: Mapping[Any, object]) -> Words:
    """What a state, kept by its value, is called."""
    said = {str(getattr(state, "value", state)): label for state, label in words.items()}
    return said.get


def person(value: str) -> str | None:
    """The number of a person, for an act that keeps nothing else."""
    return _numbered("person", value) if value.isdecimal() else None


def both(first: Words, then: Words) -> Words:
    """Words for what was kept as two: what each says, one after the other."""

    def words(value: str) -> str | None:
        one, _space, other = value.partition(" ")
        said = (first(one), then(other))
        return None if None in said else _("%(kind)s: %(what)s", kind=said[0], what=said[1])

    return words


def _day(value: str) -> str | None:
    try:
        if len(value) == len("2026-01-31"):
            return short_date(date.fromisoformat(value))
        return moment_words(datetime.fromisoformat(value)) if "T" in value else None
    except ValueError:
        return None
