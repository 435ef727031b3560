"""Any list as a workbook: the rows that the list shows over all its pages, in its order, under the same guard.

A list offers its workbook at its own address (``?as=xlsx`` beside search, filters and sort), so that whoever may read
the one may take the other, and nobody else.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import request, send_file

from capacity.core import clock
from capacity.core.languages import language
from capacity.core.sheets import Column, Kind, workbook
from capacity.web.tables import Page, Statement, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
ASKED = "as"


@dataclass(frozen=True)
class Cell:
    """One column: its heading, and what it says of a row of the list."""

    label: object
    of: Callable[[Any], object]
    kind: Kind = "text"
    width: float = 22


@dataclass(frozen=True)
class Sheet:
    """What a list's workbook is called, and its columns."""

    name: str
    title: object
    cells: Sequence[Cell]


def is_asked() -> bool:
    """Whether the address asks for the workbook instead of the page."""
    return request.args.get(ASKED) == "xlsx"


def read(table: Table, statement: Statement) -> Page:
    """The page of the list, offering its workbook."""
    page = table.read(statement)
    pairs = [(name, value) for name, value in request.args.items(multi=True) if name not in _PLACE]
    page.export_urls["xlsx"] = f"{request.path}?{urlencode([*pairs, (ASKED, 'xlsx')])}"
    return page


def answer(table: Table, statement: Statement, sheet: Sheet) -> Any:
    """The workbook, written on disk row by row and sent from there."""
    columns = [Column(str(place), str(cell.label), cell.kind, cell.width) for place, cell in enumerate(sheet.cells)]
    made = tempfile.TemporaryFile()  # noqa: SIM115  the server closes it once it is sent
    workbook(columns, _rows(table, statement, sheet), made, title=str(sheet.title), language=language())
    made.seek(0)
    filename = f"{sheet.name}-{clock.today().isoformat()}.xlsx"
    sent = send_file(made, mimetype=XLSX, as_attachment=True, download_name=filename, max_age=0, etag=False)
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


_PLACE = frozenset({"after", "before", "last", "lang", "size", ASKED})


def _rows(table: Table, statement: Statement, sheet: Sheet) -> Iterator[dict[str, object]]:
    for row in table.everything(statement, request.args):
        yield {str(place): cell.of(row) for place, cell in enumerate(sheet.cells)}
