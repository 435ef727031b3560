"""Any list as a workbook: the rows that the list shows over all its pages, in its order, under the same guard.

A list offers its workbook at its own address, to whoever presses the button there, so that who may read the one may
take the other, and nobody else. What leaves the house is noted: taking it is an act, and no link.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from flask import abort, request, send_file

from capacity.core import clock, exported
from capacity.core.languages import language
from capacity.core.sheets import Column, Kind, workbook
from capacity.core.unit_of_work import unit_of_work
from capacity.web.forms import ConfirmForm
from capacity.web.session import current_actor
from capacity.web.tables import Page, Statement, Table

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
METHODS = ("GET", "POST")
"""Those of a list that can be taken away."""


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
    """Whether somebody takes the workbook, instead of reading the page."""
    return request.method == "POST"


def read(table: Table, statement: Statement) -> Page:
    """The page of the list, offering its workbook."""
    page = table.read(statement)
    pairs = _view()
    page.takes["xlsx"] = f"{request.path}?{urlencode(pairs)}" if pairs else request.path
    return page


def answer(table: Table, statement: Statement, sheet: Sheet) -> Any:
    """The workbook, written on disk row by row, noted, and sent from there."""
    if not ConfirmForm().validate_on_submit():
        abort(400)
    columns = [Column(str(place), str(cell.label), cell.kind, cell.width) for place, cell in enumerate(sheet.cells)]
    made = tempfile.TemporaryFile()  # noqa: SIM115  the server closes it once it is sent
    count = workbook(columns, _rows(table, statement, sheet), made, title=str(sheet.title), language=language())
    with unit_of_work():
        note("xlsx", count, [column.label for column in columns])
    made.seek(0)
    filename = f"{sheet.name}-{clock.today().isoformat()}.xlsx"
    sent = send_file(made, mimetype=XLSX, as_attachment=True, download_name=filename, max_age=0, etag=False)
    sent.headers["Cache-Control"] = "private, no-store"
    return sent


def note(kind: str, rows: int, columns: Sequence[str]) -> None:
    """Note what is taken of the list at this address, before it leaves the house; inside a unit of work."""
    exported.take(
        list_name=request.path,
        kind=kind,
        rows=rows,
        view=_view(),
        columns=columns,
        actor=current_actor(),
        now=clock.now(),
    )


_PLACE = frozenset({"after", "before", "last", "lang", "size"})


def _view() -> list[tuple[str, str]]:
    """What the list is asked: search, filters, order and columns."""
    return [(name, value) for name, value in request.args.items(multi=True) if name not in _PLACE and value]


def _rows(table: Table, statement: Statement, sheet: Sheet) -> Iterator[dict[str, object]]:
    for row in table.everything(statement, request.args):
        yield {str(place): cell.of(row) for place, cell in enumerate(sheet.cells)}
