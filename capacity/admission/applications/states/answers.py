"""How answers are read, and what keeps them from being sent."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from capacity.admission.calls.states import CHOICE_KINDS, TEXT_KINDS, QuestionKind
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.wordcount import count_words

TEXT_MAX = 20_000
LINE_MAX = 300
NUMBER_MAX = 2**31 - 1


@dataclass(frozen=True)
class Asked:
    """A question as the rules see it."""

    kind: QuestionKind
    required: bool = True
    word_limit: int | None = None
    minimum: int | None = None
    maximum: int | None = None
    choices: tuple[str, ...] = ()


Value = str | int | bool | list[str]


def parse_answer(asked: Asked, raw: object) -> Value | None:
    """What was typed or ticked, as it is kept; None for no answer. Raises RuleBroken with what to do.

    A text over its limit is kept: it is marked, and stops the submission, not the saving.
    """
    if asked.kind is QuestionKind.SEVERAL_CHOICES:
        return _several(asked, raw)
    if asked.kind is QuestionKind.ACKNOWLEDGEMENT:
        return True if raw in (True, "true", "yes", "y", "on", "1") else None
    if isinstance(raw, (list, dict)):
        raise RuleBroken(_l("This answer cannot be read. Type it again."))
    text = "" if raw is None else str(raw).strip()
    if not text:
        return None
    if asked.kind in TEXT_KINDS:
        return _text(asked, text)
    return _PARSERS[asked.kind](asked, text)


def _text(asked: Asked, text: str) -> str:
    longest = LINE_MAX if asked.kind is QuestionKind.SHORT_TEXT else TEXT_MAX
    if len(text) > longest:
        raise RuleBroken(_l("This text is too long: %(limit)s characters at most.", limit=longest))
    if any(
        (ord(sign) < 0x20 and sign not in "\r\n\t") or 0xD800 <= ord(sign) <= 0xDFFF or sign == "\x7f" for sign in text
    ):
        raise RuleBroken(_l("This text contains characters that cannot be kept. Type it again without them."))
    return text.replace("\r\n", "\n")


def _number(_asked: Asked, text: str) -> int:
    plain = text.replace(" ", "").replace("\u00a0", "").replace("\u202f", "")
    if not plain.removeprefix("-").isdecimal() or len(plain) > 11 or abs(int(plain)) > NUMBER_MAX:
        raise RuleBroken(_l("Write a whole number, for instance 12."))
    return int(plain)


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


_PARSERS: dict[QuestionKind, Callable[[Asked, str], Value]] = {
    QuestionKind.NUMBER: _number,
    QuestionKind.DATE: _date,
    QuestionKind.YES_NO: _yes_no,
    QuestionKind.ONE_CHOICE: _one,
}


class Problem(StrEnum):
    """Why an answer keeps an application from being submitted."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    OUT_OF_RANGE = "out_of_range"


def problem_of(asked: Asked, value: Any) -> Problem | None:
    """What is wrong with a kept answer, if anything."""
    if value is None or value == "" or value == []:
        return Problem.MISSING if asked.required else None
    if asked.kind in TEXT_KINDS and asked.word_limit and count_words(str(value)) > asked.word_limit:
        return Problem.TOO_LONG
    if asked.kind is QuestionKind.NUMBER:
        below = asked.minimum is not None and value < asked.minimum
        above = asked.maximum is not None and value > asked.maximum
        return Problem.OUT_OF_RANGE if below or above else None
    return None


def asked_of(question: Any) -> Asked:
    """The question of a call, as the rules see it."""
    keys = tuple(choice["key"] for choice in question.choices or ()) if question.kind in CHOICE_KINDS else ()
    return Asked(
        kind=question.kind,
        required=question.required,
        word_limit=question.word_limit,
        minimum=question.minimum,
        maximum=question.maximum,
        choices=keys,
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


def page_state(questions: Sequence[tuple[Asked, Any]]) -> PageState:
    """How far a page is, from its questions and their answers."""
    return PageState(
        answered=sum(value not in (None, "", []) for _asked, value in questions),
        total=len(questions),
        problems=sum(problem_of(asked, value) is not None for asked, value in questions),
    )
