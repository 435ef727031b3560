"""A spreadsheet to be filled in by hand: a heading and a key for each column, and lists to choose from."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import xlsxwriter

from capacity.core.languages import direction

LINES = 500
"""Rows for which the lists to choose from are offered."""


@dataclass(frozen=True)
class FormColumn:
    """A column to fill in; ``key`` stands in the second row, so that the file is read whatever its language.

    Of the ``choices`` a cell takes one, which it offers; or ``several``, which are only listed.
    """

    key: str
    label: str
    help: str = ""
    required: bool = False
    choices: tuple[str, ...] = ()
    several: bool = False
    width: float = 24


def form_workbook(columns: Sequence[FormColumn], *, title: str, choices_title: str, language: str) -> bytes:
    """An empty XLSX with these columns: labels, then keys; choices lie on a second sheet, cells offer them."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
    quiet = book.add_format({"italic": True, "font_color": "#767676"})
    plain = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top"})
    sheet, lists = book.add_worksheet(title[:31]), book.add_worksheet(choices_title[:31])
    for one in (sheet, lists):
        if direction(language) == "rtl":
            one.right_to_left()
    place = 0
    for position, column in enumerate(columns):
        sheet.set_column(position, position, column.width, plain)
        sheet.write_string(0, position, f"{column.label} *" if column.required else column.label, bold)
        sheet.write_string(1, position, column.key, quiet)
        if column.help:
            sheet.write_comment(0, position, column.help)
        if column.choices:
            lists.set_column(place, place, 30)
            lists.write_string(0, place, column.label, bold)
            for row, choice in enumerate(column.choices, start=1):
                lists.write_string(row, place, choice)
            place += 1
        if column.choices and not column.several:
            area = xlsxwriter.utility.xl_range_abs(1, place - 1, len(column.choices), place - 1)
            rule = {"validate": "list", "source": f"='{choices_title[:31]}'!{area}", "error_type": "information"}
            sheet.data_validation(2, position, LINES + 1, position, rule)
    sheet.freeze_panes(2, 0)
    book.close()
    return target.getvalue()
