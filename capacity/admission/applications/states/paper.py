"""Applications that came on paper, as rows of a spreadsheet: which columns there are, and how their cells are read."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from capacity.admission.applications.states.answers import Asked, Problem, Value, parse_answer
from capacity.admission.calls.states import CHOICE_KINDS, QuestionKind
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.legible import legible, one_line
from capacity.core.spelling import fold

ROWS_MAX = 500
QUESTION = "q:"
CELL_MAX = 20_000
_BETWEEN = re.compile(r"[;|؛\n]")


@dataclass(frozen=True)
class PaperColumn:
    """A column: its key, its heading, whether every row needs it, and the words that stand for each choice."""

    key: str
    label: object
    choices: Mapping[str, str] = field(default_factory=dict)
    required: bool = False
    length: int = CELL_MAX


@dataclass(frozen=True)
class PaperError:
    """What is wrong in a cell: the row as the spreadsheet counts it, the heading of the column, and what to do."""

    row: int
    column: object
    what: object


@dataclass(frozen=True)
class Unfit:
    """An answer that could be read and cannot be sent: to what it was given, and what is wrong with it."""

    problem: Problem
    asked: Asked
    value: Any


class PaperRefused(RuleBroken):
    """Nothing of the file was taken in, for these reasons."""

    def __init__(self, errors: Sequence[PaperError]) -> None:
        super().__init__(_l("Nothing was taken in: correct the rows named below and send the file again."))
        self.errors = list(errors)


@dataclass(frozen=True)
class PaperRow:
    """A row that can be read: what was written in each column, by its key."""

    row: int
    cells: Mapping[str, str]

    def fingerprint(self, reference: str) -> str:
        """The name of this paper in its call: the same row sent again is the same paper."""
        told = "\x1f".join([reference, *(f"{key}={self.cells[key]}" for key in sorted(self.cells))])
        return f"paper-{hashlib.sha256(told.encode()).hexdigest()[:48]}"


def said(cell: object) -> str:
    """A cell as text: dates as 2018-02-28, whole numbers without a fraction."""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    if isinstance(cell, time | timedelta):
        return str(cell)
    return str(cell).strip()


def rows_in(
    cells: Sequence[Sequence[object]], columns: Sequence[PaperColumn]
) -> tuple[list[PaperRow], list[PaperError]]:
    """The rows of a filled-in template, and what is wrong with its shape or its cells."""
    known = {column.key: column for column in columns}
    head = _head_of(cells, columns)
    if head is None:
        return [], [PaperError(1, "", _l("This is not the template of this call: take a new one from this page."))]
    keys = [said(cell) for cell in cells[head]]
    missing = [column for column in columns if column.key not in keys]
    if missing:
        return [], [PaperError(head + 1, column.label, _l("This column is missing.")) for column in missing]
    rows: list[PaperRow] = []
    errors: list[PaperError] = []
    for place, line in enumerate(cells[head + 1 :], start=head + 2):
        told = {key: _written(key, cell) for key, cell in zip(keys, line, strict=False) if key in known}
        if not any(told.values()):
            continue
        rows.append(PaperRow(place, {key: value for key, value in told.items() if value}))
        errors += _wrong(place, told, columns)
    if len(rows) > ROWS_MAX:
        errors.append(PaperError(head + 1, "", _l("%(most)s rows at most: split the file.", most=ROWS_MAX)))
    if not rows:
        errors.append(PaperError(head + 2, "", _l("There is no row to take in.")))
    return rows, errors


def _head_of(cells: Sequence[Sequence[object]], columns: Sequence[PaperColumn]) -> int | None:
    """Which of the first rows holds the keys."""
    return next((place for place, row in enumerate(cells[:5]) if columns[0].key in map(said, row)), None)


def places_in(cells: Sequence[Sequence[object]], columns: Sequence[PaperColumn]) -> dict[str, int]:
    """Where each column stands in the file, by its key, counted from 0."""
    head = _head_of(cells, columns)
    return {} if head is None else {said(cell): place for place, cell in enumerate(cells[head]) if said(cell)}


def _written(key: str, cell: object) -> str:
    """What was written in a cell, as a form would have taken it: names in one line, nothing that nobody sees."""
    return (legible if key.startswith(QUESTION) else one_line)(said(cell)).strip()


def _wrong(place: int, told: Mapping[str, str], columns: Sequence[PaperColumn]) -> Iterator[PaperError]:
    for column in columns:
        value = told.get(column.key, "")
        if not value:
            if column.required:
                yield PaperError(place, column.label, _l("Something has to stand here."))
        elif len(value) > column.length:
            yield PaperError(
                place, column.label, _l("This text is too long: %(limit)s characters at most.", limit=column.length)
            )
        elif column.choices and not column.key.startswith(QUESTION) and chosen(column.choices, value) is None:
            yield PaperError(place, column.label, _l("Choose one of the answers offered."))


def chosen(choices: Mapping[str, str], words: str) -> str | None:
    """The key that stands for these words, written as the key itself or as its words in any spelling."""
    if words in choices.values():
        return words
    folded = fold(words)
    return next((key for said_as, key in choices.items() if fold(said_as) == folded), None)


def answer_in(asked: Asked, choices: Mapping[str, str], words: str) -> Value | None:
    """An answer as a cell says it; raises RuleBroken with what to do."""
    if asked.kind in CHOICE_KINDS:
        parts = [words] if asked.kind is QuestionKind.ONE_CHOICE else _BETWEEN.split(words)
        keys = [chosen(choices, part.strip()) or part.strip() for part in parts if part.strip()]
        return parse_answer(asked, keys if asked.kind is QuestionKind.SEVERAL_CHOICES else keys[0] if keys else "")
    if asked.kind in {QuestionKind.YES_NO, QuestionKind.ACKNOWLEDGEMENT}:
        return parse_answer(asked, chosen(choices, words) or words)
    if asked.kind is QuestionKind.TABLE:
        return parse_answer(asked, [_table_row(asked, line) for line in words.splitlines() if line.strip()])
    return parse_answer(asked, words)


def _table_row(asked: Asked, line: str) -> dict[str, Any]:
    cells = [cell.strip() for cell in re.split(r"[;|؛]", line)]
    return {key: cell for (key, _kind, _name), cell in zip(asked.columns, cells, strict=False)}
