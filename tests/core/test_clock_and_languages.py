"""Time on a Moroccan clock, and texts in the language they were written in."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from capacity.core import clock
from capacity.core.languages import LANGUAGES, Localized, gettext, in_its_direction, in_language


@given(st.datetimes(datetime(2016, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC)))
def test_a_moment_survives_the_way_to_the_page_and_back(moment: datetime) -> None:
    shown = clock.local(moment).replace(tzinfo=None)
    read = clock.from_local(shown)
    assert abs(read - moment) in {
        timedelta(0),
        timedelta(hours=1),
    }  # the hour that Ramadan's change repeats is ambiguous
    assert clock.local(read).replace(tzinfo=None) == shown


def test_ramadan_moves_the_clock() -> None:
    assert clock.local(datetime(2024, 3, 1, 12, tzinfo=UTC)).hour == 13
    assert clock.local(datetime(2024, 3, 20, 12, tzinfo=UTC)).hour == 12


def test_the_clock_stops_and_runs_again() -> None:
    moment = datetime(2017, 9, 26, tzinfo=UTC)
    clock.set_now(moment)
    try:
        assert clock.now() == moment
    finally:
        clock.set_now(None)
    assert clock.now() > moment


texts = st.dictionaries(st.sampled_from([*LANGUAGES, "zgh"]), st.one_of(st.none(), st.text(max_size=20)))


@given(texts)
def test_a_text_is_empty_or_complete_or_says_what_is_missing(given_texts: dict[str, str | None]) -> None:
    text = Localized(given_texts)
    assert set(text) | set(text.missing) == set(LANGUAGES)
    assert not set(text) & set(text.missing)
    assert all(words == words.strip() != "" for words in text.values())


@pytest.mark.parametrize(("wanted", "found"), [("fr", ("fr", "appel")), ("en", ("ar", "طلب"))])
def test_another_language_stands_in_and_says_so(wanted: str, found: tuple[str, str]) -> None:
    assert Localized(ar="طلب", fr="appel").best(wanted) == found


def test_a_number_with_a_hyphen_is_not_turned_round_after_an_arabic_word(app: Flask) -> None:
    with in_language("ar"):
        assert (
            gettext("Number %(number)s", number="2017-0109")
            == "الرقم \N{LEFT-TO-RIGHT ISOLATE}2017-0109\N{POP DIRECTIONAL ISOLATE}"
        )
        assert "\N{LEFT-TO-RIGHT ISOLATE}" not in gettext("Number %(number)s", number="بني ملال-خنيفرة")
    with in_language("fr"):
        assert gettext("Number %(number)s", number="2017-0109").endswith("2017-0109")


@pytest.mark.parametrize(
    ("read", "written", "apart"),
    [
        ("fr", "هل يكفي؟", True),
        ("fr", "Amal", False),
        ("ar", "هل يكفي؟", False),
        ("ar", "Amal 3", True),
    ],
)
def test_what_runs_the_other_way_is_set_apart_in_a_sentence(app: Flask, read: str, written: str, apart: bool) -> None:
    with in_language(read):
        shown = in_its_direction(written)
    assert shown == (f"\N{FIRST STRONG ISOLATE}{written}\N{POP DIRECTIONAL ISOLATE}" if apart else written)
