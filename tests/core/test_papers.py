"""Papers say what they were given, in both directions, accessibly, and read nothing typed as markup."""

import io
import re
import warnings
from datetime import UTC, date, datetime
from pathlib import Path

import pikepdf
import pypdfium2
import pytest

from capacity.core import papers
from capacity.core.config import resource
from capacity.core.hijri import MONTHS, hijri

DATED = datetime(2017, 9, 26, 10, tzinfo=UTC)


def specimen(**more: object) -> dict[str, object]:
    return {
        "title": "Attestation",
        "reference": "CAP-2017-0042",
        "text": "Le ministère atteste « l’œuvre » : 86 %.",
        "facts": [["Association", "جمعية الأمل"], ["Jour", date(2017, 9, 26)]],
        "qr": papers.qr_svg("https://example.org/v/abc"),
        "subtitle": "التحقق",
        "hash": "0a" * 32,
        **more,
    }


def words(pdf: bytes) -> str:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        document = pypdfium2.PdfDocument(pdf)
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_every_shared_piece_is_accessible_in_every_language(language: str) -> None:
    pdf = papers.render("papers/specimen.typ", specimen(), language=language, dated=DATED, accessible_or_fail=True)
    with pikepdf.open(io.BytesIO(pdf)) as document:
        assert "/StructTreeRoot" in document.Root
        assert str(document.Root.Lang).startswith(language)
    assert "2017-0042" in words(pdf)
    assert "0a" * 32 in words(pdf), "a fingerprint is copied as it stands, in an Arabic paper too"


def test_the_same_input_gives_the_same_bytes() -> None:
    first, second = (papers.render("papers/specimen.typ", specimen(), language="ar", dated=DATED) for _ in range(2))
    assert first == second


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_arabic_is_copied_as_it_is_written(language: str) -> None:
    written = "التصريح في الأسرة والإنسان: تعزيز محضر الترشيح، لا سيما الآن"
    pdf = papers.render("papers/specimen.typ", specimen(text=written), language=language)
    assert [word for word in re.findall(r"\w+", written) if word not in words(pdf)] == []


def test_what_was_typed_is_never_markup() -> None:
    typed = '#panic("x") $x^2$ *bold* @ref <label> \\u{41} #sys.inputs'
    assert typed in words(papers.render("papers/specimen.typ", specimen(text=typed), language="fr")).replace(
        "\r\n", " "
    )


@pytest.mark.parametrize("template", ["../pyproject.toml", "/etc/hostname", "papers/none.typ", "papers", ""])
def test_only_templates_of_the_house_are_rendered(template: str) -> None:
    with pytest.raises(FileNotFoundError):
        papers.render(template, {}, language="fr")


def test_a_qr_code_is_a_drawing_without_an_address_to_fetch() -> None:
    drawn = papers.qr_svg("https://example.org/verify/abc")
    assert drawn.startswith("<svg")
    assert "example.org" not in drawn


def test_the_colours_of_papers_are_those_of_the_screen() -> None:
    tokens = Path(resource("static") / "tokens.css")
    if not tokens.exists():
        pytest.skip("static/tokens.css is not there yet")
    light = tokens.read_text("utf-8").split("prefers-color-scheme: dark")[0]
    letterhead = (resource("templates") / "papers" / "letterhead.typ").read_text("utf-8")
    for name, colour in re.findall(r"^  ([a-z0-9-]+): rgb\(\"(#[0-9a-f]{6})\"\)", letterhead, re.MULTILINE):
        assert f"--{name}: {colour};" in light, name


@pytest.mark.parametrize(
    ("day", "language", "written"),
    [
        (date(2017, 9, 26), "ar", "6 محرم 1439"),
        (date(2017, 9, 26), "fr", "6 moharram 1439"),
        (date(2017, 9, 26), "en", "6 Muharram 1439"),
        (date(2017, 9, 21), "fr", "1er moharram 1439"),
        (date(2026, 2, 18), "ar", "1 رمضان 1447"),
    ],
)
def test_the_hijri_day_stands_in_words(day: date, language: str, written: str) -> None:
    assert hijri(day, language) == written


def test_every_language_names_twelve_hijri_months() -> None:
    assert {len(names) for names in MONTHS.values()} == {12}
