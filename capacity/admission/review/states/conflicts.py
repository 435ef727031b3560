"""Likely conflicts of interest: what a member declared, and what is known of people, held against an application.

They are proposed, never decided: a person declares, and steps back or does not.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from rapidfuzz import fuzz

from capacity.core.spelling import fold, name_key

ALIKE = 92
"""From so alike on (of 100) two names of associations may be the same."""


class Tie(StrEnum):
    """Why a reader and an application are likely to be in conflict."""

    ACTS = "acts"
    DECLARED = "declared"
    KNOWS = "knows"
    NAMESAKE = "namesake"
    CONTACT = "contact"
    PROVINCE = "province"
    REGION = "region"


WEAK = frozenset({Tie.REGION})
"""What is worth knowing and keeps nobody from reading: every application of a panel lies in the same region."""


@dataclass(frozen=True, slots=True)
class Member:
    """A committee member: what they declared, and what is known of them.

    ``names`` are spellings of their own name, ``acts_for`` the associations they act or acted for.
    """

    id: int
    names: frozenset[str] = frozenset()
    contacts: frozenset[str] = frozenset()
    acts_for: frozenset[int] = frozenset()
    associations: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    regions: frozenset[str] = frozenset()
    province: str | None = None


@dataclass(frozen=True, slots=True)
class File:
    """An application: the associations behind it, their names and the people of their bureaus, as they write them."""

    id: int
    associations: frozenset[int]
    names: tuple[str, ...]
    people: tuple[str, ...] = ()
    contacts: frozenset[str] = frozenset()
    provinces: frozenset[str] = frozenset()
    region: str | None = None


@dataclass(frozen=True, slots=True)
class Likely:
    """One reason to believe in a conflict; ``words`` is the name that was found, where there is one."""

    application: int
    reader: int
    tie: Tie
    words: str = ""

    @property
    def bars(self) -> bool:
        """It keeps the reader from being proposed."""
        return self.tie not in WEAK


def person_key(name: str) -> str:
    """A name of a person, whatever the order and the spelling of its words; empty for a single word, which says little.

    >>> person_key("El Fassi, Samira") == person_key("samira EL FASSI")
    True
    """
    words = sorted(fold(name).split())
    return " ".join(words) if len(words) > 1 else ""


def likely(members: Sequence[Member], files: Sequence[File], *, same_province: bool = False) -> list[Likely]:
    """Every likely conflict between these members and these applications, in a fixed order, each reason once."""
    asked = _Asked(members)
    found: dict[Likely, None] = {}
    for file in files:
        for one in asked.ties(file, same_province=same_province):
            found[one] = None
    return sorted(found, key=lambda one: (one.application, one.reader, list(Tie).index(one.tie), one.words))


@dataclass
class _Asked:
    """What members declared, spelled once for all applications."""

    members: Sequence[Member]
    named: Mapping[str, list[int]] = field(init=False)
    known: Mapping[str, list[int]] = field(init=False)
    declared: list[tuple[int, str]] = field(init=False)

    def __post_init__(self) -> None:
        self.named = _by_key((one.id, name) for one in self.members for name in one.names)
        self.known = _by_key((one.id, name) for one in self.members for name in one.people)
        self.declared = [(one.id, key) for one in self.members for name in one.associations if (key := name_key(name))]

    def ties(self, file: File, *, same_province: bool) -> Iterator[Likely]:
        keys = [(name, name_key(name)) for name in file.names]
        for reader, declared in self.declared:
            for name, key in keys:
                if key and (declared == key or fuzz.token_sort_ratio(declared, key) >= ALIKE):
                    yield Likely(file.id, reader, Tie.DECLARED, name)
                    break
        for name in file.people:
            key = person_key(name)
            yield from (Likely(file.id, reader, Tie.NAMESAKE, name) for reader in self.named.get(key, ()))
            yield from (Likely(file.id, reader, Tie.KNOWS, name) for reader in self.known.get(key, ()))
        for member in self.members:
            if member.acts_for & file.associations:
                yield Likely(file.id, member.id, Tie.ACTS)
            if member.contacts & file.contacts:
                yield Likely(file.id, member.id, Tie.CONTACT)
            if same_province and member.province in file.provinces:
                yield Likely(file.id, member.id, Tie.PROVINCE)
            if file.region in member.regions:
                yield Likely(file.id, member.id, Tie.REGION)


def _by_key(pairs: Iterable[tuple[int, str]]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = defaultdict(list)
    for reader, name in pairs:
        key = person_key(name)
        if key and reader not in found[key]:
            found[key].append(reader)
    return dict(found)
