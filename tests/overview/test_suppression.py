"""No small number of a published table can be read or computed."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from capacity.overview.states.suppression import TOTAL, Cell, hidden, hidden_together, with_totals

pytestmark = pytest.mark.one_database
SIZES = st.tuples(st.integers(1, 4), st.integers(1, 4))


@st.composite
def tables(draw: st.DrawFn) -> dict[Cell, int]:
    rows, columns = draw(SIZES)
    number = st.one_of(st.integers(0, 9), st.integers(10, 60))
    return {(f"r{row}", f"c{column}"): draw(number) for row in range(rows) for column in range(columns)}


def computable(table: dict[Cell, int], left_out: set[Cell]) -> set[Cell]:
    """The hidden cells that the sums determine: by elimination, without any graph."""
    unknown = sorted(left_out)
    rows = {row for row, _column in table}
    columns = {column for _row, column in table}
    lines = [[(row, column) for column in columns] for row in rows]
    lines += [[(row, column) for row in rows] for column in columns]
    matrix = []
    for line in lines:
        # the total of a line less its parts is nothing: what is known of it goes to the other side
        signs = {cell: Fraction(-1 if TOTAL in _ends(cell, line) else 1) for cell in line}
        matrix.append([signs.get(cell, Fraction(0)) for cell in unknown])
    reduced = _reduced(matrix)
    return {
        unknown[place]
        for row in reduced
        if sum(1 for value in row if value) == 1
        for place, value in enumerate(row)
        if value
    }


def _ends(cell: Cell, line: list[Cell]) -> tuple[str, ...]:
    """The name by which the cell differs from the others of its line."""
    along_a_row = len({row for row, _column in line}) == 1 and len({column for _row, column in line}) > 1
    return (cell[1],) if along_a_row else (cell[0],)


def _reduced(matrix: list[list[Fraction]]) -> list[list[Fraction]]:
    rows, pivot = [list(row) for row in matrix], 0
    for column in range(len(rows[0]) if rows else 0):
        found = next((n for n in range(pivot, len(rows)) if rows[n][column]), None)
        if found is None:
            continue
        rows[pivot], rows[found] = rows[found], rows[pivot]
        rows[pivot] = [value / rows[pivot][column] for value in rows[pivot]]
        for n, row in enumerate(rows):
            if n != pivot and row[column]:
                rows[n] = [value - row[column] * under for value, under in zip(row, rows[pivot], strict=True)]
        pivot += 1
    return rows


@given(tables())
@settings(max_examples=150)
def test_what_is_small_is_hidden_and_what_is_hidden_cannot_be_computed(numbers: dict[Cell, int]) -> None:
    table = with_totals(numbers)
    left_out = hidden(table)
    assert {cell for cell, number in table.items() if 0 < number < 5} <= left_out
    assert computable(table, left_out) == set()


@given(tables())
@settings(max_examples=60)
def test_what_has_nothing_small_is_published_whole(numbers: dict[Cell, int]) -> None:
    assert hidden(with_totals({cell: 5 + number for cell, number in numbers.items()})) == set()


def test_a_small_number_takes_another_one_with_it_in_its_row_and_in_its_column() -> None:
    table = with_totals({("a", "x"): 3, ("a", "y"): 20, ("b", "x"): 9, ("b", "y"): 30, ("b", "z"): 40, ("a", "z"): 50})
    assert hidden(table) == {("a", "x"), ("a", "y"), ("b", "x"), ("b", "y")}


def test_totals_are_hidden_in_all_tables_or_in_none() -> None:
    small = with_totals({("a", "yes"): 3, ("a", "no"): 0, ("b", "yes"): 20, ("b", "no"): 30})
    other = with_totals({("a", "x"): 1, ("a", "y"): 2, ("b", "x"): 25, ("b", "y"): 25})
    found = hidden_together({"small": small, "other": other})
    one, two = ({cell for cell in cells if cell[1] == TOTAL} for cells in found.values())
    assert one == two
    assert ("a", TOTAL) in found["other"]


def test_an_empty_table_hides_nothing() -> None:
    assert hidden(with_totals({})) == set()
