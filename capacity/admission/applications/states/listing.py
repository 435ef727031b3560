"""How the desk sorts and marks applications: how complete they are, and the words put on them."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.spelling import fold

COMPLETE = 100
TAG_MAX = 40


class Completeness(StrEnum):
    """How much of what is required is there, as a list may be narrowed to."""

    NOTHING = "nothing"
    PART = "part"
    WHOLE = "whole"


class Ended(StrEnum):
    """How an earlier application of the same association ended, as a list may be narrowed to."""

    SELECTED = "selected"
    NOT_SELECTED = "not_selected"


def percent(done: int, wanted: int) -> int:
    """How much of what is required is there; 100 only when nothing is missing, 0 only when nothing is there.

    >>> percent(199, 200), percent(1, 200), percent(0, 0)
    (99, 1, 100)
    """
    if done >= wanted:
        return COMPLETE
    return 0 if done <= 0 else min(COMPLETE - 1, max(1, COMPLETE * done // wanted))


def tag_of(words: str) -> tuple[str, str]:
    """(key, words) of a tag as typed: one word written twice, with other accents or letters, is one tag.

    >>> tag_of("  À  relire ")
    ('a relire', 'À relire')
    """
    said = " ".join(words.split())[:TAG_MAX].strip()
    key = fold(said)[:TAG_MAX].strip()
    if not key:
        raise RuleBroken(_l("Write a word with at least one letter or digit."), field="tag")
    return key, said
