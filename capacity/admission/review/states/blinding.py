"""Names hidden in what an association wrote, where a call is read blind."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from capacity.core.spelling import fold

LETTERS_MIN = 3
"""A name of one word is hidden from so many letters on: shorter ones are found in every other word."""
_GENERIC = frozenset(["association", "assoc", "asso", "ong", "جمعيه", "الجمعيه", "منظمه", "المنظمه"])
_WORD = re.compile(r"\w+")
_LINE = re.compile(
    r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"  # an e-mail address
    r"|(?:https?://|www\.)\S+"  # an address of a page
    r"|(?<![\w])\+?\d(?:[\s.\-()]*\d){8,14}(?!\w)"  # a telephone
)
_JOINED = ("ال", "و", "ف", "ب", "ل", "ك")
"""What Arabic writes onto the next word."""


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a text, folded, and where it stands."""

    folded: str
    start: int
    end: int


def hidden(text: str, names: Iterable[str], mark: str) -> str:
    """The text with every known name, e-mail address, telephone and web address replaced by ``mark``.

    A name is found however it is spelled (accents, capitals, Arabic letters typed one for another), in the order of its
    words or turned round, and without the word for association before it.
    """
    words = [_Word(one, m.start(), m.end()) for m in _WORD.finditer(text) for one in fold(m.group()).split()]
    spans = [(m.start(), m.end()) for m in _LINE.finditer(text)]
    for wanted in _spellings(names):
        spans += _found(words, wanted)
    return _replaced(text, spans, mark)


def _spellings(names: Iterable[str]) -> set[tuple[str, ...]]:
    found = set()
    for name in names:
        words = tuple(fold(name).split())
        telling = words[1:] if words and words[0] in _GENERIC else words
        turned = (telling[::-1], telling[1:] + telling[:1], telling[-1:] + telling[:-1])
        for one in (words, telling, *turned):
            if len(one) > 1 or (one and len(one[0]) >= LETTERS_MIN and one[0] not in _GENERIC):
                found.add(one)
    return found


def _found(words: Sequence[_Word], wanted: tuple[str, ...]) -> list[tuple[int, int]]:
    size = len(wanted)
    return [
        (words[place].start, words[place + size - 1].end)
        for place in range(len(words) - size + 1)
        if _is(words[place].folded, wanted[0])
        and all(words[place + step].folded == wanted[step] for step in range(1, size))
    ]


def _is(word: str, wanted: str) -> bool:
    return word == wanted or any(word.removeprefix(one) == wanted for one in _JOINED if word.startswith(one))


def _replaced(text: str, spans: Iterable[tuple[int, int]], mark: str) -> str:
    written, at = [], 0
    for start, end in sorted(spans):
        if end <= at:
            continue
        if start >= at:
            written += [text[at:start], mark]
        at = max(at, end)
    return "".join([*written, text[at:]])
