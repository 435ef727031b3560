"""Numbers, amounts and small tables as people type them, in either script."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications.states import Asked, Problem, page_state, parse_answer, problem_of, typed_money
from capacity.admission.applications.states.amounts import CENTIMES_MAX, read_money, read_number
from capacity.admission.calls.states import ROWS_USUAL, ColumnKind, QuestionKind
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized

ARABIC_INDIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
EASTERN = str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹")
CENTIMES = st.integers(0, CENTIMES_MAX)
NAME = Localized(fr="Colonne")
TABLE = Asked(
    QuestionKind.TABLE,
    columns=(("title", ColumnKind.TEXT, NAME), ("year", ColumnKind.NUMBER, NAME), ("cost", ColumnKind.MONEY, NAME)),
)


@given(CENTIMES)
def test_what_a_field_shows_is_read_back_the_same(centimes: int) -> None:
    assert read_money(typed_money(centimes)) == centimes


@given(CENTIMES, st.sampled_from([" ", "\u00a0", "\u202f", "'", "\u2019", ".", "", "\u066c"]), st.booleans())
def test_thousands_are_parted_as_one_likes(centimes: int, mark: str, whole: bool) -> None:
    dirhams, rest = divmod(centimes, 100)
    text = f"{dirhams:,}".replace(",", mark)
    typed = text if whole else f"{text},{rest:02d}"
    assert read_money(typed) == (dirhams * 100 if whole else centimes)


@given(CENTIMES, st.sampled_from([ARABIC_INDIC, EASTERN]), st.sampled_from(["", " درهم", " DH", " د.م."]))
def test_arabic_digits_are_digits(centimes: int, digits: dict[int, int], unit: str) -> None:
    dirhams, rest = divmod(centimes, 100)
    text = f"{dirhams:,}".replace(",", "\u066c") + f"\u066b{rest:02d}"
    assert read_money(text.translate(digits) + unit) == centimes
    assert parse_answer(Asked(QuestionKind.NUMBER), str(dirhams % 10**9).translate(digits)) == dirhams % 10**9


@pytest.mark.parametrize(
    ("typed", "centimes"),
    [
        ("12 500", 1_250_000),
        ("12.500", 1_250_000),
        ("12,500", 1_250_000),
        ("12,5", 1_250),
        ("12.50 dirhams", 1_250),
        ("1.250.000,5 DH", 125_000_050),
        ("1,250,000.50 MAD", 125_000_050),
        ("0", 0),
        ("\u200f١٢٬٥٠٠٫٥\u200f", 1_250_050),
    ],
)
def test_amounts_as_people_write_them(typed: str, centimes: int) -> None:
    assert read_money(typed) == centimes


@pytest.mark.parametrize(
    "typed", ["-5", "12,5,5", "12.50.00", "1 2,345.6,7", "mille", "12e3", "½", ",", "9" * 20, "1,2345"]
)
def test_what_is_no_amount_or_could_be_two_is_refused(typed: str) -> None:
    with pytest.raises(RuleBroken):
        read_money(typed)


@given(st.text(max_size=30))
def test_an_amount_is_a_whole_number_of_centimes_or_refused_in_words(typed: str) -> None:
    for read in (read_money, read_number):
        try:
            value = read(typed)
        except RuleBroken:
            continue
        assert type(value) is int


CELLS = st.fixed_dictionaries(
    {},
    optional={
        "title": st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=20),
        "year": st.integers(1900, 2100).map(str),
        "cost": CENTIMES.map(typed_money),
        "unknown": st.text(max_size=5),
    },
)


@given(st.lists(CELLS, max_size=ROWS_USUAL))
def test_a_table_keeps_the_rows_that_hold_something(rows: list[dict[str, str]]) -> None:
    kept = parse_answer(TABLE, rows)
    written = [{key: text for key, text in row.items() if key != "unknown"} for row in rows]
    written = [row for row in written if row]
    assert len(kept or []) == len(written)  # type: ignore[arg-type]
    for line, row in zip(kept or [], written, strict=True):  # type: ignore[arg-type]
        assert line.keys() == row.keys()  # type: ignore[union-attr]
        if "cost" in row:
            assert line["cost"] == read_money(row["cost"])  # type: ignore[index,call-overload]


def test_a_cell_that_cannot_be_read_is_named() -> None:
    with pytest.raises(RuleBroken) as refused:
        parse_answer(TABLE, [{"title": "Un"}, {"cost": "beaucoup"}])
    assert "Row 2, “Colonne”" in str(refused.value.message)
    with pytest.raises(RuleBroken):
        parse_answer(TABLE, [{"title": "Un"}] * (ROWS_USUAL + 1))
    with pytest.raises(RuleBroken):
        parse_answer(TABLE, "rows")


def test_a_row_that_was_begun_is_to_be_finished() -> None:
    assert problem_of(TABLE, [{"title": "Un", "year": 2016, "cost": 0}]) is None
    assert problem_of(TABLE, [{"title": "Un"}]) is Problem.INCOMPLETE
    assert problem_of(TABLE, None) is Problem.MISSING
    few = Asked(QuestionKind.TABLE, columns=TABLE.columns[:1], minimum=2)
    assert problem_of(few, [{"title": "Un"}]) is Problem.TOO_FEW_ROWS


def test_no_more_choices_are_sent_than_may_be_ticked_and_all_of_them_are_kept() -> None:
    two = Asked(QuestionKind.SEVERAL_CHOICES, choices=("a", "b", "c"), maximum=2)
    ticked = parse_answer(two, ["c", "a", "b"])
    assert ticked == ["a", "b", "c"]
    assert problem_of(two, ticked) is Problem.TOO_MANY
    assert problem_of(two, ["a", "c"]) is None


def test_an_amount_has_bounds_in_dirhams() -> None:
    money = Asked(QuestionKind.MONEY, minimum=10, maximum=100)
    assert problem_of(money, 999) is Problem.OUT_OF_RANGE
    assert problem_of(money, 10_000) is None
    assert problem_of(money, 10_001) is Problem.OUT_OF_RANGE
    assert page_state([(0, problem_of(money, 0))]).problems == 1


def test_files_are_not_typed() -> None:
    with pytest.raises(RuleBroken):
        parse_answer(Asked(QuestionKind.FILE), "statuts.pdf")
    assert problem_of(Asked(QuestionKind.FILE), ["statuts.pdf"]) is None
