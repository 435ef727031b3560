"""The rows of a spreadsheet, read in a process of its own: a cell far away, or a file that swells, fills its memory
alone.

This file is both sides of it. It is run by its path and imports no other module of the house.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook

SECONDS = 20
MEMORY_BYTES = 768 * 1024**2
TOO_MANY, UNREADABLE = 3, 4
Cell = int | float | str | bool | time | date | datetime | timedelta


class SheetUnreadable(ValueError):
    """It is no spreadsheet, or a damaged one."""


class SheetTooLarge(ValueError):
    """It has more rows than asked for, or swells beyond what a spreadsheet of people holds."""


def rows_of(data: bytes, *, most: int) -> list[list[Cell]]:
    """The rows of the first sheet, as typed values; empty cells are empty text. Raises one of the two above."""
    arguments = [sys.executable, "-I", str(Path(__file__)), str(most)]
    try:
        done = subprocess.run(  # noqa: S603 - our own file, no shell; the spreadsheet comes in by a pipe
            arguments, input=data, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        raise SheetTooLarge from None
    if done.returncode == UNREADABLE:
        raise SheetUnreadable
    if done.returncode != 0:
        raise SheetTooLarge
    return [[_READ[kind](value) for kind, value in row] for row in json.loads(done.stdout)]


_READ: dict[str, Callable[[Any], Cell]] = {
    "datetime": datetime.fromisoformat,
    "date": date.fromisoformat,
    "time": time.fromisoformat,
    "timedelta": lambda seconds: timedelta(seconds=seconds),
    "plain": lambda value: value,
}


def _told(cell: Cell) -> tuple[str, Any]:
    if isinstance(cell, timedelta):
        return "timedelta", cell.total_seconds()
    if isinstance(cell, date | time):
        return type(cell).__name__, cell.isoformat()
    return "plain", cell


def _child(most: int) -> int:
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    try:
        with CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read())) as book:
            sheet = book.get_sheet_by_index(0)
            if sheet.height > most:
                return TOO_MANY
            rows = [[_told(cell) for cell in row] for row in sheet.iter_rows()]
    except (CalamineError, OSError, ValueError, IndexError):
        return UNREADABLE
    sys.stdout.write(json.dumps(rows))
    return 0


if __name__ == "__main__":
    sys.exit(_child(int(sys.argv[1])))
