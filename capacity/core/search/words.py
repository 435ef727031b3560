"""The words of a text, folded, beside their stems; and those that a query asks for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import lru_cache

import snowballstemmer

from capacity.core.spelling import fold

LONGEST_WORD = 48
MOST_INDEXED_WORDS = 20_000
MOST_INDEXED_LETTERS = 300_000
"""PostgreSQL takes a megabyte for one object, and an Arabic letter is two bytes."""
LONGEST_QUERY = 300
MOST_QUERY_WORDS = 12
PARTICLES = frozenset("ولبكف")
"""And, for, in, as, then: letters that Arabic writes onto the word they stand before."""
SHORTEST_STEM = 3
MARK = "§"
"""Begins the word of a fact. Nobody can type one: of what is typed, folding leaves letters and digits only."""


def wanted(query: str) -> list[list[str]]:
    """The forms of each word; of the last one, which may be the beginning of a word, only the shortest ones."""
    words = [sorted(forms(word)) for word in _words(query[:LONGEST_QUERY])][:MOST_QUERY_WORDS]
    words = [word for word in words if word]
    if words:
        last = words[-1]
        words[-1] = [one for one in last if not any(one != other and one.startswith(other) for other in last)]
    return words


def _words(text: str) -> Iterator[str]:
    """The words as written, accents kept for the stemmers, cut where folding cuts."""
    for written in text.casefold().split():
        yield from _cut(written) if len(written) <= LONGEST_WORD else _cut.__wrapped__(written)


@lru_cache(maxsize=20_000)
def _cut(written: str) -> tuple[str, ...]:
    parts = fold(written).split()
    return (written.strip("«»\"'’.,;:!?()[]،؛؟-–—"),) if len(parts) == 1 else tuple(parts)


def marked(fact: str) -> str:
    """The word by which objects are found of which this is so."""
    return MARK + "".join(letter for letter in fact if letter.isalnum())


def indexed(texts: Iterable[str | None], facts: Iterable[str] = ()) -> str:
    """The words by which an object with these texts is found, of the first texts where there are too many; and those
    of what else is so of it."""
    found: dict[str, None] = dict.fromkeys(marked(fact) for fact in facts)
    letters = 0
    for text in texts:
        for word in _words(text or ""):
            for form in sorted(forms(word) | within(word)):
                if form not in found:
                    found[form] = None
                    letters += len(form)
            if len(found) >= MOST_INDEXED_WORDS or letters >= MOST_INDEXED_LETTERS:
                return " ".join(found)
    return " ".join(found)


def restated(words: str, facts: Iterable[str]) -> str:
    """What ``indexed`` gave with these facts in place of its own.

    >>> restated("§womena tigmi", ["youth"])
    '§youth tigmi'
    """
    said = dict.fromkeys(marked(fact) for fact in facts)
    return " ".join([*said, *(word for word in words.split(" ") if not word.startswith(MARK))])


@lru_cache(maxsize=20_000)
def forms(word: str) -> frozenset[str]:
    """One word's folded spelling and stems; empty when nothing in it is a letter or a digit.

    >>> sorted(forms("associations"))
    ['associ', 'associations']
    """
    plain = fold(word).replace(" ", "")[:LONGEST_WORD]
    if not plain:
        return frozenset()
    return frozenset({plain, *(_arabic(plain) if "ء" <= plain[0] <= "ي" else _latin(word, plain))})


@lru_cache(maxsize=20_000)
def within(word: str) -> frozenset[str]:
    """The forms of an Arabic word without the one or two letters that are written onto it: what is kept beside it, so
    that ``حقوق`` finds ``لحقوق`` and ``وبحقوق`` too. What a person types is taken as it is.

    >>> "حقوق" in within("لحقوق")
    True
    """
    plain = fold(word).replace(" ", "")
    found: set[str] = set()
    for _letter in range(2):
        if len(plain) <= SHORTEST_STEM or plain[0] not in PARTICLES:
            break
        plain = plain[1:]
        found |= forms(plain)
    return frozenset(found)


def _latin(word: str, plain: str) -> Iterator[str]:
    for spelling in {word[:LONGEST_WORD], plain}:
        stem = fold(snowballstemmer.stemmer("french").stemWord(spelling))
        if len(stem) > 2 and " " not in stem:
            yield stem


def _arabic(plain: str) -> Iterator[str]:
    """With and without the article: the stemmer treats the two differently, and readers do not."""
    bare = plain
    for opening in ("وال", "بال", "كال", "فال", "لل", "ال"):
        if plain.startswith(opening) and len(plain) > len(opening) + 1:
            bare = plain.removeprefix(opening)
            break
    yield bare
    written = bare[:-1] + "ة" if bare.endswith("ه") else bare
    for spelling in (written, "ال" + written):
        stem = fold(snowballstemmer.stemmer("arabic").stemWord(spelling))
        if len(stem) > 2 and " " not in stem:
            yield stem
