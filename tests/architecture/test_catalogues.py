"""What the catalogues say is said as each language is printed; whether anything is missing, ``make lint`` asks."""

from __future__ import annotations

from functools import cache
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import Translations

from tests.architecture.catalogues import LANGUAGES, hidden, problems, translated, unseen

FORMS = {"ar": 6, "fr": 2}


def _said(language: str) -> Catalog:
    """The messages of a language that have words: the others are still to be translated."""
    said = Catalog(locale=language)
    for message in translated(language):
        whole = message.string if isinstance(message.string, str) else any(message.string)
        if message.id and whole:
            said.add(message.id, message.string, locations=[("catalogue", 0)], context=message.context)
    return said


@cache
def _spoken(language: str) -> Translations:
    """The catalogue as the application reads it."""
    compiled = BytesIO()
    write_mo(compiled, translated(language))
    compiled.seek(0)
    return Translations(compiled)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_translation_keeps_its_placeholders_and_its_typography(language: str) -> None:
    said = _said(language)

    assert len(said) > 1000
    assert list(problems(language, said, said)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_plural_has_all_its_forms(language: str) -> None:
    said = _said(language)

    assert said.num_plurals == FORMS[language]
    plurals = [message for message in said if isinstance(message.id, tuple)]
    assert plurals
    assert [
        message.id for message in plurals if len(message.string) != FORMS[language] or not all(message.string)
    ] == []


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا جمعية"),
        (1, "جمعية واحدة"),
        (2, "جمعيتان"),
        (3, "3 جمعيات"),
        (11, "11 جمعية"),
        (100, "100 جمعية"),
    ],
)
def test_arabic_counts_as_arabic_does(number: int, words: str) -> None:
    said = _spoken("ar").ungettext("%(num)s association", "%(num)s associations", number)

    assert said % {"num": number} == words


@pytest.mark.parametrize(("number", "words"), [(10, "10 مقاعد"), (12, "12 مقعدا"), (99, "99 مقعدا"), (102, "102 مقعد")])
def test_arabic_puts_what_is_counted_into_its_case(number: int, words: str) -> None:
    said = _spoken("ar").ungettext("%(num)s seat", "%(num)s seats", number)

    assert said % {"num": number} == words


@pytest.mark.parametrize(
    ("language", "text", "slip"),
    [
        ("ar", "هل تسمحون?", "Latin punctuation"),
        ("ar", "الجمعية, المقر", "Latin punctuation"),
        ("ar", "الـجمعية", "stretches"),
        ("ar", "٣ جمعيات", "digits"),
        ("fr", "Clore la phase ?", "no-break space"),
        ("fr", "Date : lundi", "before a colon"),
        ("fr", "« Lettres »", "no-break space"),
        ("fr", "l'association", "apostrophe"),
    ],
)
def test_a_slip_of_the_pen_is_seen(language: str, text: str, slip: str) -> None:
    slipped = Catalog(locale=language)
    slipped.add("A text", text, locations=[("catalogue", 0)])

    found = list(problems(language, slipped, slipped))

    assert len(found) == 1
    assert slip in found[0]


def test_no_message_hides_inside_an_f_string() -> None:
    assert list(unseen("name = f\"{_('Documents')} {day}.zip\"\nwhole = f\"{_named('x')}\" + _('y')")) == [1]
    assert list(hidden()) == []
