"""Who took part in a decision, and therefore neither examines a complaint against it nor confirms the answer."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum


class Part(StrEnum):
    """How a person took part."""

    SCREENED = "screened"
    READ = "read"
    STEPPED_BACK = "stepped_back"
    ON_PANEL = "on_panel"
    SAT = "sat"
    MOVED = "moved"
    VOTED = "voted"
    SETTLED = "settled"
    SEALED = "sealed"
    ANNOUNCED = "announced"
    MEMBER = "member"


TookPart = Mapping[int, frozenset[Part]]
"""By person: how it took part; whoever is not in it did not."""


def took_part(found: Iterable[tuple[str, int | None]]) -> TookPart:
    """By person, from rows of (how, who)."""
    parts: dict[int, set[Part]] = {}
    for how, who in found:
        if who is not None:
            parts.setdefault(who, set()).add(Part(how))
    return {who: frozenset(parts_of) for who, parts_of in parts.items()}


def parts_of(person_id: int | None, known: TookPart) -> tuple[Part, ...]:
    """How this person took part, in the order of the journey; empty when it may handle the complaint."""
    return tuple(part for part in Part if person_id is not None and part in known.get(person_id, frozenset()))


def may_handle(person_id: int | None, known: TookPart) -> bool:
    """Somebody, and nobody who took part."""
    return person_id is not None and not parts_of(person_id, known)


def may_confirm(person_id: int | None, handler_id: int | None, known: TookPart) -> bool:
    """The same, and somebody other than the handler."""
    return may_handle(person_id, known) and person_id != handler_id
