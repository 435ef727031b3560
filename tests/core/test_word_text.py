"""The words of Word documents, also of those that claim to be far larger than they are."""

from __future__ import annotations

import io

import docx
import pytest
from docx.table import _Cell

from capacity.core.errors import RuleBroken
from capacity.core.inspection import inspect
from capacity.core.word_text import MOST_LINES, Line, words_of

pytestmark = pytest.mark.one_database


def _table(rows: int, columns: int) -> tuple[docx.document.Document, list[_Cell]]:
    document = docx.Document()
    table = document.add_table(rows, columns)
    return document, [_Cell(cell, table) for row in table._tbl.tr_lst for cell in row.tc_lst]


def _saved(document: docx.document.Document) -> bytes:
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def test_a_cell_is_read_once_however_many_columns_it_claims() -> None:
    document, cells = _table(1, 2)
    cells[0].text, cells[1].text = "Budget", "12 000"
    cells[0]._tc.grid_span = 2_000_000
    data = _saved(document)
    assert words_of(data) == [Line("row", ("Budget", "12 000"))]
    with pytest.raises(RuleBroken, match="enormous size"):
        inspect(data, "budget.docx")


def test_a_table_as_wide_as_word_allows_comes_in() -> None:
    document, cells = _table(1, 1)
    cells[0]._tc.grid_span = 63
    inspect(_saved(document), "budget.docx")


def test_a_column_merged_over_many_rows_is_read() -> None:
    document, cells = _table(1_200, 2)
    for number, cell in enumerate(cells):
        if number % 2:
            cell.text = str(number // 2)
        else:
            cell._tc.vMerge = "continue" if number else "restart"
    cells[0].text = "Region"
    lines = words_of(_saved(document))
    assert lines[:2] == [Line("row", ("Region", "0")), Line("row", ("1",))]
    assert len(lines) == 1_200


def test_a_long_table_is_cut() -> None:
    document, cells = _table(MOST_LINES + 50, 1)
    for cell in cells:
        cell._tc.p_lst[0].add_r().text = "x"
    assert len(words_of(_saved(document))) == MOST_LINES
