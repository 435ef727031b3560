"""What an answer may be: said before it is given, checked by the browser while it is, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from capacity.admission.applications.states import MEASURED_KINDS, Asked, Problem, asked_of, is_below, words_over
from capacity.admission.calls.models import Question
from capacity.admission.calls.states import ROWS_USUAL, QuestionKind, TextShape, day_of
from capacity.core.languages import gettext as _
from capacity.core.languages import language, ngettext
from capacity.core.languages import lazy_gettext as _l
from capacity.web.bounds import amounts_between, bound_amount, bound_day, days_between, numbers_between, rows_between
from capacity.web.templating import number

PROBLEM_WORDS: dict[Problem, object] = {
    Problem.MISSING: _l("This answer is missing."),
    Problem.TOO_LONG: _l("This text has more words than allowed: shorten it before you send."),
    Problem.OUT_OF_RANGE: _l("This number is not one of those allowed."),
    Problem.MISSHAPEN: _l("This is not written as it has to be."),
    Problem.TOO_FEW_ROWS: _l("This table needs more rows."),
    Problem.TOO_MANY: _l("More choices are ticked than allowed."),
    Problem.INCOMPLETE: _l("A row of this table is not complete: fill it in, or empty it."),
    Problem.TOO_LARGE: _l("A file here is larger than allowed: send a smaller one in its place."),
}
EXAMPLES: dict[TextShape, str] = {
    TextShape.EMAIL: "name@example.org",
    TextShape.PHONE: "06\u00a012\u00a034\u00a056\u00a078",
    TextShape.WEB: "www.example.org",
}
ABROAD = "+33\u00a01\u00a023\u00a045\u00a067\u00a089"
KEYBOARDS: dict[TextShape, Mapping[str, str]] = {
    TextShape.EMAIL: {"type": "email", "inputmode": "email", "autocomplete": "email"},
    TextShape.PHONE: {
        "type": "tel",
        "inputmode": "tel",
        "autocomplete": "tel",
        "pattern": r"\s*[+\(]?(?:[\d\u0660-\u0669][\s\(\)\.\/\-]*){8,15}",
    },
    TextShape.WEB: {
        "type": "text",  # a browser's own field for addresses wants the scheme, which nobody types
        "inputmode": "url",
        "autocomplete": "url",
        "pattern": r"\s*(?:[Hh][Tt][Tt][Pp][Ss]?:\/\/)?[^\s\/@.]+(?:\.[^\s\/@.]+)+(?:[\/?#:]\S*)?\s*",
    },
}
"""What calls up the right keys on a phone, and lets a browser see at once what cannot be right; the server judges."""


@dataclass(frozen=True)
class Limits:
    """What may be answered: the ``hint`` said before; the ``attributes`` by which a browser finds fault with what is
    typed, and what is ``wrong`` then, by what it found (``under`` or ``over`` the bounds, or the ``form``)."""

    hint: str = ""
    wrong: Mapping[str, str] = field(default_factory=dict)
    attributes: Mapping[str, str] = field(default_factory=dict)


def limits_of(question: Question) -> Limits:
    """The limits of what is typed as the answer to a question; none for what is ticked or sent."""
    asked = asked_of(question)
    if asked.shape is not None:
        keys = {**KEYBOARDS[asked.shape], "dir": "ltr", "spellcheck": "false", "autocapitalize": "off"}
        return Limits(_example(asked.shape), {"form": _misshapen(asked.shape)}, keys)
    if asked.kind is QuestionKind.DATE:
        days = {name: day.isoformat() for name, day in zip(("min", "max"), _days(asked), strict=True) if day}
        wrong = {"under": _too_early(asked), "over": _too_late(asked)} if days else {}
        return Limits(_range(asked), wrong, days)
    return Limits(_range(asked) if asked.kind in MEASURED_KINDS | {QuestionKind.TABLE} else "")


def _apart(example: str) -> str:
    """What is read from the left stays so within Arabic words."""
    return f"\u2066{example}\u2069" if language() == "ar" else example


def _example(shape: TextShape) -> str:
    example = _apart(EXAMPLES[shape])
    if shape is TextShape.PHONE:
        return _("For instance: %(example)s; abroad: %(abroad)s.", example=example, abroad=_apart(ABROAD))
    return _("For instance: %(example)s", example=example)


def _misshapen(shape: TextShape) -> str:
    example = _apart(EXAMPLES[shape])
    if shape is TextShape.EMAIL:
        return _("This is not an e-mail address: write one like %(example)s", example=example)
    if shape is TextShape.WEB:
        return _("This is not a web address: write one like %(example)s", example=example)
    return _(
        "This is not a telephone number: write one like %(example)s, or %(abroad)s for one abroad.",
        example=example,
        abroad=_apart(ABROAD),
    )


def _days(asked: Asked) -> tuple[date | None, date | None]:
    """The earliest and the latest day allowed."""
    first, last = (None if end is None else day_of(end) for end in (asked.minimum, asked.maximum))
    return first, last


def _ends(asked: Asked) -> tuple[str, str]:
    """The least and the most allowed, in words; empty where there is none."""
    if asked.kind is QuestionKind.DATE:
        first, last = _days(asked)
        return bound_day(first), bound_day(last)
    say = bound_amount if asked.kind is QuestionKind.MONEY else number
    return say(asked.minimum), say(asked.maximum)


def _range(asked: Asked) -> str:
    """The bounds of what is typed, said before; nothing where there are none."""
    if asked.kind is QuestionKind.DATE:
        return days_between(*_days(asked))
    if asked.kind is QuestionKind.MONEY:
        return amounts_between(asked.minimum, asked.maximum)
    if asked.kind is QuestionKind.TABLE:
        return rows_between(asked.minimum or 0, asked.maximum or ROWS_USUAL)
    return numbers_between(asked.minimum, asked.maximum)


def _too_early(asked: Asked) -> str:
    return _("This date is too early: the earliest allowed is %(day)s.", day=_ends(asked)[0])


def _too_late(asked: Asked) -> str:
    return _("This date is too late: the latest allowed is %(day)s.", day=_ends(asked)[1])


def problem_words(problem: Problem, asked: Asked, value: Any) -> str:
    """What is wrong with an answer, and by how much: somebody who cannot see a counter is told the same."""
    if problem is Problem.TOO_LONG:
        return ngettext(
            "This text has %(num)s word too many: shorten it before you send.",
            "This text has %(num)s words too many: shorten it before you send.",
            words_over(asked, value),
        )
    if problem is Problem.TOO_FEW_ROWS and asked.minimum is not None:
        return ngettext(
            "This table needs at least %(num)s row.", "This table needs at least %(num)s rows.", asked.minimum
        )
    if problem is Problem.TOO_MANY and asked.maximum is not None:
        return ngettext(
            "%(num)s choice too many is ticked: %(most)s at most.",
            "%(num)s choices too many are ticked: %(most)s at most.",
            len(value) - asked.maximum,
            most=asked.maximum,
        )
    if problem is Problem.MISSHAPEN and asked.shape is not None:
        return _misshapen(asked.shape)
    if problem is Problem.OUT_OF_RANGE:
        return _out_of_range(asked, value)
    return str(PROBLEM_WORDS[problem])


def _out_of_range(asked: Asked, value: Any) -> str:
    if asked.kind is QuestionKind.DATE:
        return _too_early(asked) if is_below(asked, value) else _too_late(asked)
    least, most = _ends(asked)
    if least and most:
        return _("This has to lie between %(least)s and %(most)s.", least=least, most=most)
    return (
        _("This has to be %(least)s at least.", least=least) if least else _("This can be %(most)s at most.", most=most)
    )
