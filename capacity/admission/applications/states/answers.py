"""How answers are read, and what keeps them from being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from capacity.admission.applications.states.amounts import read_money, read_number
from capacity.admission.calls.states import (
    CHOICE_KINDS,
    ROWS_USUAL,
    TEXT_KINDS,
    ColumnKind,
    QuestionKind,
    TextShape,
    day_number,
)
from capacity.core.addresses import normal_email, normal_phone, normal_web
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.legible import legible
from capacity.core.wordcount import count_words

TEXT_MAX = 20_000
MEGABYTE = 1024 * 1024
LINE_MAX = 300


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it.

    ``minimum`` and ``maximum`` bound a number, an amount in whole dirhams, a day (``day_number``), or the rows of a
    table; ``maximum`` how many choices may be ticked; ``shape`` is what a short text has to be; ``columns`` are the
    keys, kinds and names of a table's columns.
    """

    kind: QuestionKind
    required: bool = True
    word_limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    shape: TextShape | None = None
    choices: tuple[str, ...] = ()
    columns: tuple[tuple[str, ColumnKind, Localized], ...] = ()


TableRow = dict[str, str | int]
Value = str | int | bool | list[str] | list[TableRow]


def parse_answer(asked: Asked, raw: object) -> Value | None:
    """What was typed or ticked, as it is kept; None for no answer. Raises RuleBroken with what to do.

    A text over its limit or of another shape, a choice too many, a day out of bounds is kept: it is marked, and stops
    the submission, not the saving. Money is kept in centimes, an address or telephone number as it is written usually.
    """
    if asked.kind is QuestionKind.SEVERAL_CHOICES:
        return _several(asked, raw)
    if asked.kind is QuestionKind.ACKNOWLEDGEMENT:
        return True if raw in (True, "true", "yes", "y", "on", "1") else None
    if asked.kind is QuestionKind.TABLE:
        return _table(asked, raw)
    if asked.kind is QuestionKind.FILE or isinstance(raw, (list, dict)):
        raise RuleBroken(_l("This answer cannot be read. Type it again."))
    text = "" if raw is None else legible(str(raw)).strip()
    if not text:
        return None
    if asked.kind in TEXT_KINDS:
        return _text(asked, text)
    return _PARSERS[asked.kind](asked, text)


def _text(asked: Asked, text: str) -> str:
    clean = _clean(text, LINE_MAX if asked.kind is QuestionKind.SHORT_TEXT else TEXT_MAX)
    return (_SHAPED[asked.shape](clean) or clean) if asked.shape else clean


_SHAPED: dict[TextShape, Callable[[str], str | None]] = {
    TextShape.EMAIL: normal_email,
    TextShape.PHONE: normal_phone,
    TextShape.WEB: normal_web,
}
"""The usual way of writing one; None for what cannot be one."""


def _clean(text: str, longest: int) -> str:
    if len(text) > longest:
        raise RuleBroken(_l("This text is too long: %(limit)s characters at most.", limit=longest))
    return text


def _date(_asked: Asked, text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise RuleBroken(_l("Write a date that exists: day, month and year.")) from None


def _yes_no(_asked: Asked, text: str) -> bool:
    if text.lower() not in {"yes", "no", "true", "false"}:
        raise RuleBroken(_l("Choose yes or no."))
    return text.lower() in {"yes", "true"}


def _one(asked: Asked, text: str) -> str:
    if text not in asked.choices:
        raise RuleBroken(_l("Choose one of the answers offered."))
    return text


def _several(asked: Asked, raw: object) -> list[str] | None:
    given = [raw] if isinstance(raw, str) else raw if isinstance(raw, list) else []
    chosen = {str(one) for one in given if one}
    if not chosen <= set(asked.choices):
        raise RuleBroken(_l("Choose one of the answers offered."))
    return [key for key in asked.choices if key in chosen] or None


def _table(asked: Asked, raw: object) -> list[TableRow] | None:
    """Rows of cells by the key of their column; rows without anything are left out."""
    if not raw:
        return None
    if not isinstance(raw, list) or not all(isinstance(row, dict) for row in raw):
        raise RuleBroken(_l("This answer cannot be read. Type it again."))
    rows = [row for place, line in enumerate(raw, start=1) if (row := _row(asked, line, place))]
    most = asked.maximum or ROWS_USUAL
    if len(rows) > most:
        raise RuleBroken(_l("This table takes %(most)s rows at most.", most=most))
    return rows or None


def _row(asked: Asked, line: dict[str, object], place: int) -> TableRow:
    row: TableRow = {}
    for key, kind, name in asked.columns:
        given = line.get(key)
        text = "" if given is None or isinstance(given, (list, dict)) else legible(str(given)).strip()
        if not text:
            continue
        try:
            row[key] = _CELLS[kind](text)
        except RuleBroken as broken:
            raise RuleBroken(
                _l("Row %(place)s, “%(column)s”: %(what)s", place=place, column=name, what=broken.message)
            ) from None
    return row


_CELLS: dict[ColumnKind, Callable[[str], str | int]] = {
    ColumnKind.TEXT: lambda text: _clean(text, LINE_MAX),
    ColumnKind.NUMBER: read_number,
    ColumnKind.MONEY: read_money,
}

_PARSERS: dict[QuestionKind, Callable[[Asked, str], Value]] = {
    QuestionKind.NUMBER: lambda _asked, text: read_number(text),
    QuestionKind.MONEY: lambda _asked, text: read_money(text),
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.ONE_CHOICE: _one,
}


class Problem(StrEnum):
    """Why an answer keeps an application from being submitted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"
    MISSHAPEN = "misshapen"
    TOO_FEW_ROWS = "too_few_rows"
    INCOMPLETE = "incomplete"
    TOO_LARGE = "too_large"
    TOO_MANY = "too_many"


def problem_of(asked: Asked, value: Any) -> Problem | None:
    """What is wrong with a kept answer, if anything."""
    if value is None or value == "" or value == []:
        return Problem.MISSING if asked.required else None
    if asked.kind in TEXT_KINDS and asked.word_limit and count_words(str(value)) > asked.word_limit:
        return Problem.TOO_LONG
    if asked.shape is not None and _SHAPED[asked.shape](str(value)) is None:
        return Problem.MISSHAPEN
    if asked.kind in MEASURED_KINDS:
        return Problem.OUT_OF_RANGE if is_below(asked, value) or is_above(asked, value) else None
    if asked.kind is QuestionKind.SEVERAL_CHOICES:
        return Problem.TOO_MANY if asked.maximum is not None and len(value) > asked.maximum else None
    return _problem_of_rows(asked, value) if asked.kind is QuestionKind.TABLE else None


MEASURED_KINDS = frozenset({QuestionKind.NUMBER, QuestionKind.MONEY, QuestionKind.DATE})
"""Kinds of which the answer itself is bounded."""


def is_below(asked: Asked, value: Any) -> bool:
    """Whether a kept number, amount or day is less than the least allowed."""
    return asked.minimum is not None and _measured(asked, value) < asked.minimum * _unit(asked)


def is_above(asked: Asked, value: Any) -> bool:
    """Whether a kept number, amount or day is more than the most allowed."""
    return asked.maximum is not None and _measured(asked, value) > asked.maximum * _unit(asked)


def _measured(asked: Asked, value: Any) -> int:
    return day_number(date.fromisoformat(value)) if asked.kind is QuestionKind.DATE else int(value)


def _unit(asked: Asked) -> int:
    return 100 if asked.kind is QuestionKind.MONEY else 1


def may_carry_over(asked: Asked, earlier: Asked, *, same_language: bool) -> bool:
    """Whether an answer given to ``earlier`` may stand under ``asked`` in a later application, until it is read again.

    Amounts, numbers, dates, tables and declarations are of their year; a text is of its language, an address of none.
    """
    if asked.kind is not earlier.kind or asked.shape is not earlier.shape:
        return False
    if asked.shape is not None:
        return True
    if asked.kind in TEXT_KINDS:
        return same_language
    return asked.kind in CHOICE_KINDS or asked.kind is QuestionKind.YES_NO


def words_over(asked: Asked, value: Any) -> int:
    """By how many words a text is longer than it may be; 0 when it is not."""
    return max(0, count_words(str(value)) - asked.word_limit) if asked.word_limit else 0


def problem_of_files(*, required: bool, sizes: Sequence[int], limit_mb: int | None) -> Problem | None:
    """What is wrong with the files of a document or question, of these sizes in bytes, if anything.

    Without a limit of its own, the service's limit was asked of each file when it came, and is not asked again.
    """
    if not sizes:
        return Problem.MISSING if required else None
    return Problem.TOO_LARGE if limit_mb is not None and max(sizes) > limit_mb * MEGABYTE else None


def _problem_of_rows(asked: Asked, rows: list[TableRow]) -> Problem | None:
    if any(len(row) < len(asked.columns) for row in rows):
        return Problem.INCOMPLETE
    return Problem.TOO_FEW_ROWS if asked.minimum is not None and len(rows) < asked.minimum else None


def asked_of(question: Any) -> Asked:
    """The question of a call, as the rules see it."""
    keys = tuple(choice["key"] for choice in question.choices or ()) if question.kind in CHOICE_KINDS else ()
    return Asked(
        kind=question.kind,
        required=question.required,
        word_limit=question.word_limit,
        minimum=question.minimum,
        maximum=question.maximum,
        shape=question.shape,
        choices=keys,
        columns=tuple(
            (column["key"], ColumnKind(column["kind"]), Localized(column["label"])) for column in question.columns or ()
        ),
    )


@dataclass(frozen=True)
class PageState:
    """How far one page of the form is."""

    answered: int
    total: int
    problems: int

    @property
    def is_complete(self) -> bool:
        """Nothing on this page keeps the application from being submitted."""
        return self.problems == 0

    @property
    def is_begun(self) -> bool:
        """Something was written."""
        return self.answered > 0


def page_state(answers: Sequence[tuple[Any, Problem | None]]) -> PageState:
    """How far a page is, from the answers to its questions and what is wrong with each."""
    return PageState(
        answered=sum(value not in (None, "", []) for value, _problem in answers),
        total=len(answers),
        problems=sum(problem is not None for _value, problem in answers),
    )
