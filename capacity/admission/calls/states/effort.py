"""How long an association needs for an application, so that it can plan its evenings."""

from __future__ import annotations

from collections.abc import Iterable

READING, SHORT_ANSWER, DOCUMENT = 15, 3, 5
"""Minutes: to read the call, to answer in a word or a figure, to find and photograph a paper."""
WORDS_A_MINUTE = 10
"""At which a text of limited length is thought over and written down."""


def hours_needed(word_limits: Iterable[int | None], documents: int) -> int:
    """Whole hours, rounded up: what the questions (each by its limit of words, if it has one) and the papers take.

    >>> hours_needed([200, 200, None, 30], 3)
    2
    """
    writing = sum(max(SHORT_ANSWER, (limit or 0) / WORDS_A_MINUTE) for limit in word_limits)
    minutes = READING + writing + documents * DOCUMENT
    return max(1, -int(-minutes // 60))
