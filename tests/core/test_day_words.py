"""Days in words: French counts the first of a month as no other day."""

from __future__ import annotations

from datetime import date

import pytest

from capacity.core.day_words import day_in_words


@pytest.mark.parametrize(
    ("day", "form", "code", "words"),
    [
        (date(2018, 3, 1), "EEEE d MMMM y", "fr", "jeudi 1er mars 2018"),
        (date(2018, 8, 1), "EEE d MMM", "fr", "mer. 1er août"),
        (date(2018, 10, 11), "d MMMM y", "fr", "11 octobre 2018"),
        (date(2018, 3, 21), "EEE d MMM", "fr", "mer. 21 mars"),
        (date(2018, 3, 1), "EEEE", "fr", "jeudi"),
        (date(2018, 3, 1), "d MMMM y", "en", "1 March 2018"),
        (date(2018, 3, 1), "d MMMM y", "ar", "1 مارس 2018"),
    ],
)
def test_a_day_is_written_as_the_language_writes_it(day: date, form: str, code: str, words: str) -> None:
    assert day_in_words(day, form, code) == words
