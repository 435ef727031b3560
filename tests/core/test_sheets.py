"""A list leaves as a spreadsheet and comes back as it was; nothing typed becomes a formula."""

import csv
import io
import re
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st
from python_calamine import CalamineWorkbook

from capacity.core import sheets
from capacity.core.errors import RuleBroken
from capacity.core.sheets import Column

COLUMNS = [
    Column("name", "الجمعية", width=40),
    Column("score", "Note", "number"),
    Column("seats", "Places", "integer"),
    Column("day", "Jour", "date"),
    Column("at", "Heure", "datetime"),
]
ROW = {
    "name": "جمعية الأمل",
    "score": 12.5,
    "seats": 30,
    "day": date(2017, 9, 26),
    "at": datetime(2017, 9, 26, 9, 30, tzinfo=UTC),
}


def written(language: str = "ar", **row: object) -> bytes:
    return sheets.workbook_bytes(COLUMNS, [{**ROW, **row}], title="Applications", language=language)


def test_values_keep_their_kinds_and_times_are_moroccan() -> None:
    head, row = sheets.read_rows(written())
    assert head == ["الجمعية", "Note", "Places", "Jour", "Heure"]
    assert row == ["جمعية الأمل", 12.5, 30.0, date(2017, 9, 26), datetime(2017, 9, 26, 10, 30)]


@pytest.mark.parametrize(("language", "turned"), [("ar", True), ("fr", False)])
def test_an_arabic_sheet_reads_from_the_right_under_a_frozen_head(language: str, turned: bool) -> None:
    with zipfile.ZipFile(io.BytesIO(written(language))) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert ('rightToLeft="1"' in sheet) is turned
    assert 'state="frozen"' in sheet


@pytest.mark.parametrize("typed", ["=1+1", "+212600000000", "-x", "@SUM(A1)", "\tx", "http://example.org", "{=1}"])
def test_what_looks_like_a_formula_stays_text(typed: str) -> None:
    data = written(name=typed)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b"<f>" not in archive.read("xl/worksheets/sheet1.xml")
        assert not [name for name in archive.namelist() if "rels/sheet" in name]
    assert list(sheets.read_rows(data))[1][0] == typed


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r"])
def test_a_csv_cell_that_would_calculate_is_defused(start: str) -> None:
    lines = "".join(sheets.csv_lines(COLUMNS, [{**ROW, "name": f"{start}cmd"}]))
    _, row = csv.reader(io.StringIO(lines.removeprefix("\ufeff"), newline=""))
    assert row[0] == f"'{start}cmd"


@pytest.mark.parametrize("typed", ["a;=1+cmd|' /C calc'!A1", "a\n@SUM(1)", "a\t -2+cmd|x!A0", "a,+HYPERLINK(B1)"])
def test_a_csv_cell_holds_nothing_that_calculates_where_another_sign_parts_the_cells(typed: str) -> None:
    """A French spreadsheet parts them at each semicolon."""
    line = list(sheets.csv_lines(COLUMNS, [{**ROW, "name": typed}]))[1]
    for part in re.split(r"[;,\t\n\r]", line):
        assert not re.match(r"\s*[=+@-].*[(|!]", part.strip('"')), line


def test_a_list_of_points_stays_as_it_was_written_in_a_csv_cell() -> None:
    typed = "Nos objectifs :\n- former ; - accompagner\n+ écouter"
    assert typed in list(sheets.csv_lines(COLUMNS, [{**ROW, "name": typed}]))[1]


def test_csv_begins_with_the_mark_that_makes_arabic_readable_and_keeps_negative_numbers() -> None:
    first, second = sheets.csv_lines(COLUMNS, [{**ROW, "score": -2}])
    assert first == "\ufeffالجمعية,Note,Places,Jour,Heure\r\n"
    assert second == "جمعية الأمل,-2,30,2017-09-26,2017-09-26 10:30\r\n"


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_csv_is_parted_as_a_spreadsheet_of_its_readers_parts_it(language: str) -> None:
    row = {**ROW, "name": "Rabat; Salé, Témara", "score": 2.5}
    first, second = sheets.csv_lines(COLUMNS, [row], language=language)
    assert first == "\ufeffالجمعية;Note;Places;Jour;Heure\r\n"
    assert second == '"Rabat; Salé, Témara";2,5;30;2017-09-26;2017-09-26 10:30\r\n'


@settings(max_examples=40)
@given(st.one_of(st.text(st.characters()), st.floats(), st.integers(), st.none(), st.booleans()))
def test_no_value_breaks_a_spreadsheet(value: object) -> None:
    with CalamineWorkbook.from_filelike(io.BytesIO(written(name=value, score=value))) as book:
        assert book.get_sheet_by_index(0).height == 2
    "".join(sheets.csv_lines(COLUMNS, [{**ROW, "name": value}])).encode()


@pytest.mark.parametrize("title", ["", "History", "a/b:c*?[x]", "'" * 40, "جهة الشرق " * 9])
def test_any_title_names_a_sheet(title: str) -> None:
    assert list(sheets.read_rows(sheets.workbook_bytes(COLUMNS, [], title=title, language="fr")))


def test_memory_does_not_grow_with_the_rows(tmp_path: Path) -> None:
    def rows(count: int) -> Iterator[dict[str, object]]:
        for number in range(count):
            yield {**ROW, "name": f"association {number} " + "x" * 500}

    def peak(count: int) -> int:
        tracemalloc.start()
        assert sheets.workbook(COLUMNS, rows(count), tmp_path / "x.xlsx", title="x", language="fr") == count
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    assert peak(2000) < peak(200) + 200_000


@pytest.mark.parametrize("data", [b"", b"hello", b"PK\x03\x04rubbish"])
def test_what_is_no_spreadsheet_is_refused_in_words(data: bytes) -> None:
    with pytest.raises(RuleBroken):
        list(sheets.read_rows(data))


def test_a_spreadsheet_with_too_many_rows_is_refused() -> None:
    with pytest.raises(RuleBroken):
        list(sheets.read_rows(written(), limit=1))


def test_a_cell_at_the_far_end_of_a_sheet_brings_nothing_down() -> None:
    """It counts with the seventeen thousand million empty ones before it."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write(0, 0, "a")
    sheet.write(1_048_575, 16_383, "b")
    book.close()
    with pytest.raises(RuleBroken, match="far away"):
        sheets.read_rows(target.getvalue())


def test_every_kind_of_value_comes_back_from_the_process_that_reads() -> None:
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["words", 2, 2.5, True, "", "جهة"])
    sheet.write_datetime(0, 6, datetime(2018, 3, 2, 16, 30), book.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
    sheet.write_datetime(0, 7, timedelta(hours=30), book.add_format({"num_format": "[h]:mm"}))
    book.close()
    [row] = sheets.read_rows(target.getvalue())
    assert row == ["words", 2.0, 2.5, True, "", "جهة", datetime(2018, 3, 2, 16, 30), timedelta(hours=30)]
