"""The wording of letters: words with merge fields, ``{number}``, from a closed list; never a language of templates.

A brace that is meant as such is written twice. What takes a field's place is put in as it is and never read again, so
that no name of an association and no reason can become a field.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum

from capacity.core.languages import gettext as _
from capacity.core.languages import in_language


class LetterKind(StrEnum):
    """The letters whose words are written by who coordinates."""

    SELECTED = "selected"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    PROMOTED = "promoted"
    CORRECTION = "correction"


K = LetterKind
_ALWAYS = ("association", "number", "call", "region", "seats", "points")
FIELDS: Mapping[LetterKind, tuple[str, ...]] = {
    K.SELECTED: (*_ALWAYS, "due"),
    K.RESERVE: (*_ALWAYS, "rank", "reasons"),
    K.NOT_SELECTED: (*_ALWAYS, "reasons"),
    K.PROMOTED: (*_ALWAYS, "due"),
    K.CORRECTION: (*_ALWAYS, "result", "reason", "announced"),
}
"""What may stand in each of them."""

MANY_LINES = frozenset({"reasons"})
"""Fields that are lists: they stand in the text, never in the subject."""

_MARK = re.compile(r"\{\{|\}\}|\{([^{}\n]*)\}|[{}]")
_EMPTY_LINES = re.compile(r"\n(?:[ \t]*\n)+")


class Flaw(StrEnum):
    """What is wrong with a mark."""

    UNKNOWN = "unknown"
    ALONE = "alone"


def flaws(text: str, fields: tuple[str, ...]) -> list[tuple[Flaw, str]]:
    """Fields that the letter does not have, and braces that open or close nothing, in their order."""
    found = []
    for mark in _MARK.finditer(text):
        name = mark.group(1)
        if name is not None and name not in fields:
            found.append((Flaw.UNKNOWN, name))
        elif mark.group() in {"{", "}"}:
            found.append((Flaw.ALONE, text[max(0, mark.start() - 10) : mark.end() + 10].strip()))
    return found


def merged(text: str, values: Mapping[str, str]) -> str:
    """The text with its fields filled in; ``text`` has no flaws. Paragraphs that came out empty are left away."""

    def filled(mark: re.Match[str]) -> str:
        name = mark.group(1)
        return values[name] if name is not None else mark.group()[0]

    return _EMPTY_LINES.sub("\n\n", _MARK.sub(filled, text.replace("\r\n", "\n"))).strip()


def house(kind: LetterKind, language: str) -> tuple[str, str]:
    """(subject, text) as the software words it, its fields as marks; where the wording of a round begins."""
    with in_language(language):
        subject, *paragraphs = _HOUSE[kind]()
    return subject, "\n\n".join(paragraphs)


def _selected() -> list[str]:
    return [
        _("Application %(number)s: your association is selected", number="{number}"),
        _("Your association is selected for “%(call)s”. A seat is offered to you.", call="{call}"),
        _without_answer(),
        _signing(),
    ]


def _reserve() -> list[str]:
    return [
        _("Application %(number)s: reserve list", number="{number}"),
        _("Your application to “%(call)s” is number %(rank)s on the reserve list.", call="{call}", rank="{rank}"),
        _(
            "When a seat becomes free, it is offered in this order, as far as the quotas of the call allow. You will "
            "receive a letter; there is nothing to do until then."
        ),
    ]


def _not_selected() -> list[str]:
    return [
        _("Application %(number)s: not selected", number="{number}"),
        _(
            "Your application to “%(call)s” was read with care; your association is not selected this time.",
            call="{call}",
        ),
        "{reasons}",
        _(
            "The page of your result shows your marks criterion by criterion. You can apply again to a later call in "
            "your region."
        ),
    ]


def _promoted() -> list[str]:
    return [
        _("Application %(number)s: a seat has become free for you", number="{number}"),
        _(
            "You were on the reserve list of “%(call)s”. A seat has become free, and it is offered to you.",
            call="{call}",
        ),
        _without_answer(),
        _signing(),
    ]


def _correction() -> list[str]:
    return [
        _("Application %(number)s: the result is corrected", number="{number}"),
        _(
            "The result of “%(call)s” that was announced on %(date)s was wrong for your application. We apologise.",
            call="{call}",
            date="{announced}",
        ),
        "{result}",
        _("Why it was corrected: %(reason)s", reason="{reason}"),
    ]


def _without_answer() -> str:
    return _(
        "Answer by %(date)s. Without an answer by then, the offer lapses and the seat returns to the region.",
        date="{due}",
    )


def _signing() -> str:
    return _("To accept, name the contact for your delegates and sign the charter of commitment.")


_HOUSE = {
    K.SELECTED: _selected,
    K.RESERVE: _reserve,
    K.NOT_SELECTED: _not_selected,
    K.PROMOTED: _promoted,
    K.CORRECTION: _correction,
}
