"""A day in words, as each language writes it."""

from __future__ import annotations

import re
from datetime import date
from functools import lru_cache

from babel import Locale
from babel.dates import format_date

from capacity.core.languages import locale_code

_FIRST_OF_A_MONTH = re.compile(r"\b1(?= [^\W\d])")


@lru_cache(maxsize=8)
def locale_of(code: str) -> Locale:
    """How dates and numbers are written in a language."""
    return Locale.parse(locale_code(code))


@lru_cache(maxsize=4096)
def day_in_words(day: date, form: str, code: str) -> str:
    """The day by a pattern of the CLDR. French counts the first of a month as no other day, which no pattern can say.

    >>> day_in_words(date(2018, 3, 1), "EEE d MMM", "fr"), day_in_words(date(2018, 3, 11), "d MMMM y", "fr")
    ('jeu. 1er mars', '11 mars 2018')
    """
    return _first_of_month(format_date(day, form, locale=locale_of(code)), code)


def _first_of_month(words: str, code: str) -> str:
    """``1 mars`` as ``1er mars`` in a French text that a pattern wrote."""
    return _FIRST_OF_A_MONTH.sub("1er", words, count=1) if code == "fr" else words
