"""A letter in the desk's own words: whom it reaches, and who is spared it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum


class Spared(Enum):
    """Why a letter about an application does not go to an association."""

    UNREACHABLE = "unreachable"
    SAME_WORDS = "same_words"
    TODAY = "today"
    TWICE = "twice"


@dataclass(frozen=True)
class Reader:
    """An association to be written to about an application: the one that sends it, or one that carries it too."""

    application_id: int
    association_id: int
    reachable: bool
    has_these_words: bool
    has_one_today: bool


def shared_out(readers: Sequence[Reader], *, again: bool) -> tuple[list[Reader], dict[Reader, Spared]]:
    """Who is written to, in the order given, and why the others are not.

    An association gets one letter of this kind a day, about whichever of its applications, unless it is ``again``; the
    same words about the same application it gets once.
    """
    reached: list[Reader] = []
    spared: dict[Reader, Spared] = {}
    taken: set[int] = set()
    for one in readers:
        if not one.reachable:
            spared[one] = Spared.UNREACHABLE
        elif one.has_these_words:
            spared[one] = Spared.SAME_WORDS
        elif one.has_one_today and not again:
            spared[one] = Spared.TODAY
        elif one.association_id in taken and not again:
            spared[one] = Spared.TWICE
        else:
            reached.append(one)
            taken.add(one.association_id)
    return reached, spared
