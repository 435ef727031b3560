"""Names hidden in what an association wrote, where a call is read blind: of associations (``hidden``), of people
(``people``, ``sounds``), and what tells where somebody is reached (``lines``)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from capacity.admission.review.states.blinding.lines import lines_in
from capacity.admission.review.states.blinding.people import Token, people_in, wanted
from capacity.core.spelling import fold

LETTERS_MIN = 3
"""A name of one word is hidden from so many letters on: shorter ones are found in every other word."""
_GENERIC = frozenset(["association", "assoc", "asso", "ong", "جمعيه", "الجمعيه", "منظمه", "المنظمه"])
_WORD = re.compile(r"\w+")
_JOINED = ("ال", "و", "ف", "ب", "ل", "ك")
"""What Arabic writes onto the next word."""


@dataclass(frozen=True, slots=True)
class Secrets:
    """What no reader may come upon.

    ``names`` of associations, however long; ``people`` each in every spelling that is known; ``lines`` that say where
    an association is found; ``words`` added by hand. ``common`` are ordinary words, never taken for a family name.
    """

    names: tuple[str, ...] = ()
    people: tuple[tuple[str, ...], ...] = ()
    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()


def hidden(text: str, secrets: Secrets, mark: str) -> str:
    """The text with every name, and all that tells where somebody is reached, replaced by ``mark``.

    A name is found however it is spelled (accents, capitals, letters typed one for another), in the order of its words
    or turned round, and without the word for association before it; of a person the family name alone as well.
    """
    return _replaced(text, found_in(text, secrets), mark)


def found_in(text: str, secrets: Secrets) -> list[tuple[int, int]]:
    """Where in a text something stands that is hidden, in order; what overlaps is one."""
    tokens = [Token(one, m.start(), m.end()) for m in _WORD.finditer(text) for one in fold(m.group()).split()]
    spans = list(lines_in(text))
    for sequence in _spellings((*secrets.names, *secrets.words)):
        spans += _found(tokens, sequence)
    for sequence in (tuple(fold(line).split()) for line in secrets.lines):
        spans += _found(tokens, sequence) if len(sequence) > 1 else []
    for spellings in secrets.people:
        for sequence in _spellings(spellings):
            spans += _found(tokens, sequence) if len(sequence) > 1 else []
        person = wanted(spellings, secrets.common)
        spans += people_in(tokens, person, secrets.common) if person is not None else []
    return list(_joined(spans))


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


def _found(words: Sequence[Token], sequence: tuple[str, ...]) -> list[tuple[int, int]]:
    size = len(sequence)
    return [
        (words[place].start, words[place + size - 1].end)
        for place in range(len(words) - size + 1)
        if _is(words[place].folded, sequence[0])
        and all(words[place + step].folded == sequence[step] for step in range(1, size))
    ]


def _is(word: str, sought: str) -> bool:
    return word == sought or any(word.removeprefix(one) == sought for one in _JOINED if word.startswith(one))


def _joined(spans: Iterable[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    start = end = -1
    for first, last in sorted(spans):
        if first > end or end < 0:
            if end > 0:
                yield start, end
            start, end = first, last
        else:
            end = max(end, last)
    if end > 0:
        yield start, end


def _replaced(text: str, spans: Iterable[tuple[int, int]], mark: str) -> str:
    written, at = [], 0
    for start, end in spans:
        written += [text[at:start], mark]
        at = end
    return "".join([*written, text[at:]])
