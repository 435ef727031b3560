"""Lists as spreadsheets: XLSX written row by row, CSV line by line, and spreadsheets read.

What a person typed stays text: a cell that looks like a formula is never one, neither here nor in whoever opens it.
"""

from __future__ import annotations

import csv
import io
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, Any, Literal

import xlsxwriter

from capacity.core import clock
from capacity.core.errors import RuleBroken
from capacity.core.languages import direction
from capacity.core.languages import lazy_gettext as _l
from capacity.core.sheet_reading import Cell, SheetTooLarge, SheetUnreadable, rows_of

Kind = Literal["text", "integer", "number", "percent", "date", "datetime"]
Row = Mapping[str, object]

LONGEST_CELL = 32_767
LARGEST_NUMBER = float(10**15)  # beyond it a spreadsheet loses digits
_FORMATS: dict[str, str] = {
    "integer": "#,##0",
    "number": "#,##0.00",
    "percent": "0 %",
    "date": "yyyy-mm-dd",
    "datetime": "yyyy-mm-dd hh:mm",
}
_OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
_SEMICOLONS = frozenset({"ar", "fr"})
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_FORMULA_WITHIN = re.compile(r"(?<=[;,\t\n\r])(\s*)(?=[=+@-][^;,\t\n\r]*[(|!])")
"""What would calculate, or start a program, in a spreadsheet that parts the cells elsewhere than we do: a French one
does at each semicolon."""


@dataclass(frozen=True)
class Column:
    """A column: the key of its value in each row, its label in the reader's language, what its values are."""

    key: str
    label: str
    kind: Kind = "text"
    width: float = 18


def workbook(
    columns: Sequence[Column], rows: Iterable[Row], target: Path | IO[bytes], *, title: str, language: str
) -> int:
    """Write an XLSX and return the number of rows.

    Rows are taken one at a time and kept on disk, so that the memory needed does not grow with their number. Moments
    are shown as a clock in Morocco shows them; ``title`` names the sheet.
    """
    with tempfile.TemporaryDirectory() as folder:
        options = {**_OPTIONS, "tmpdir": folder}
        book = xlsxwriter.Workbook(str(target) if isinstance(target, Path) else target, options)
        book.set_properties({"title": title})
        sheet = book.add_worksheet(_sheet_name(title))
        if direction(language) == "rtl":
            sheet.right_to_left()
        _head(book, sheet, columns)
        formats = [_format(book, column.kind) for column in columns]
        count = 0
        for count, row in enumerate(rows, start=1):
            for position, column in enumerate(columns):
                _write(sheet, count, position, row.get(column.key), formats[position])
        if columns:
            sheet.autofilter(0, 0, count, len(columns) - 1)
        book.close()
    return count


def workbook_bytes(columns: Sequence[Column], rows: Iterable[Row], *, title: str, language: str) -> bytes:
    """The XLSX in memory, for lists that are known to be short."""
    target = io.BytesIO()
    workbook(columns, rows, target, title=title, language=language)
    return target.getvalue()


def csv_lines(columns: Sequence[Column], rows: Iterable[Row], *, language: str = "") -> Iterator[str]:
    """The list as CSV, a line at a time; the mark of UTF-8 comes first, so that spreadsheets read Arabic.

    For people who read ``language`` in Morocco: in French and Arabic their spreadsheets part cells at semicolons and
    write decimals with a comma. For programs, without a language, and in English, it is that of RFC 4180.
    """
    sign = ";" if language in _SEMICOLONS else ","
    yield "\ufeff" + _csv_line([_text(column.label, sign) for column in columns], sign)
    for row in rows:
        yield _csv_line([_text(row.get(column.key), sign) for column in columns], sign)


def read_rows(source: bytes, *, limit: int = 10_000) -> list[list[Cell]]:
    """The rows of a spreadsheet's first sheet, as typed values; empty cells are empty text.

    Raises RuleBroken when it cannot be read, has more rows than ``limit``, or swells: a far cell counts with all the
    empty ones before it.
    """
    try:
        return rows_of(source, most=limit)
    except SheetTooLarge:
        raise RuleBroken(
            _l(
                "This spreadsheet has more than %(limit)s rows, or something stands in it far away from the others. "
                "Copy its rows into an empty template and send that.",
                limit=limit,
            )
        ) from None
    except SheetUnreadable:
        raise RuleBroken(_l("This spreadsheet cannot be read. Save it again as XLSX and send it.")) from None


def _head(book: Any, sheet: Any, columns: Sequence[Column]) -> None:
    bold = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width)
        sheet.write_string(0, position, column.label, bold)
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)


def _format(book: Any, kind: Kind) -> Any:
    return book.add_format({"num_format": _FORMATS[kind]}) if kind in _FORMATS else None


def _write(sheet: Any, row: int, position: int, value: object, style: Any) -> None:
    if value is None or value == "":
        return
    if isinstance(value, bool):
        sheet.write_string(row, position, str(value))
    elif isinstance(value, int | float | Decimal) and -LARGEST_NUMBER < value < LARGEST_NUMBER:
        sheet.write_number(row, position, value, style)
    elif isinstance(value, datetime):
        sheet.write_datetime(row, position, _on_the_wall(value), style)
    elif isinstance(value, date):
        sheet.write_datetime(row, position, value, style)
    else:
        sheet.write_string(row, position, _clean(value)[:LONGEST_CELL])


def _on_the_wall(moment: datetime) -> datetime:
    return clock.local(moment).replace(tzinfo=None) if moment.tzinfo is not None else moment


def _csv_line(cells: Sequence[str], sign: str) -> str:
    line = io.StringIO()
    csv.writer(line, delimiter=sign, lineterminator="\r\n").writerow(cells)
    return line.getvalue()


def _text(value: object, sign: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return _on_the_wall(value).isoformat(sep=" ", timespec="minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float | Decimal):
        return str(value).replace(".", ",") if sign == ";" else str(value)
    words = _FORMULA_WITHIN.sub(r"\1'", _clean(value))
    return f"'{words}" if words.startswith(_FORMULA_STARTS) else words


def _clean(value: object) -> str:
    """Text that every encoding and every spreadsheet takes."""
    return str(value).encode("utf-8", "replace").decode("utf-8").replace("\0", "")


def _sheet_name(title: str) -> str:
    """What a sheet may be called: at most 31 characters, none of those that addresses of cells use."""
    name = "".join(" " if letter in "[]:*?/\\" else letter for letter in title)[:31].strip(" '")
    return name if name and name.lower() != "history" else "1"
