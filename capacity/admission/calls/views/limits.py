"""What an answer of the form has to be, said to who only reads the call."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from capacity.admission.calls.queries.shown import Asked
from capacity.admission.calls.states import ROWS_USUAL, QuestionKind, TextShape, day_of
from capacity.admission.calls.views.wording import KIND_WORDS, SHAPE_WORDS
from capacity.core.languages import gettext as _
from capacity.core.languages import ngettext
from capacity.web.bounds import amounts_between, days_between, numbers_between, rows_between


def limit_words(asked: Asked) -> str:
    """The bounds or the form of an answer, as a short note beside its question; nothing where anything will do."""
    if isinstance(asked.kind, TextShape):
        return str(SHAPE_WORDS[asked.kind])
    say = _BOUNDS.get(asked.kind)
    return say(asked).removesuffix(".") if say is not None else ""


def _words(asked: Asked) -> str:
    return ngettext("%(num)s word at most", "%(num)s words at most", asked.most) if asked.most else ""


def _choices(asked: Asked) -> str:
    return ngettext("%(num)s choice at most", "%(num)s choices at most", asked.most) if asked.most else ""


def _file(asked: Asked) -> str:
    file = str(KIND_WORDS[QuestionKind.FILE])
    limit = _("%(limit)s MB a file at most.", limit=asked.most) if asked.most else ""
    return f"{file} – {limit}" if limit else file


def _day(number: int | None) -> date | None:
    return None if number is None else day_of(number)


_BOUNDS: dict[QuestionKind, Callable[[Asked], str]] = {
    QuestionKind.SHORT_TEXT: _words,
    QuestionKind.LONG_TEXT: _words,
    QuestionKind.SEVERAL_CHOICES: _choices,
    QuestionKind.FILE: _file,
    QuestionKind.NUMBER: lambda asked: numbers_between(asked.least, asked.most),
    QuestionKind.MONEY: lambda asked: amounts_between(asked.least, asked.most),
    QuestionKind.DATE: lambda asked: days_between(_day(asked.least), _day(asked.most)),
    QuestionKind.TABLE: lambda asked: rows_between(asked.least or 0, asked.most or ROWS_USUAL),
}
