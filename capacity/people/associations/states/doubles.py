"""Whether two associations may be one: the reasons for suspecting it, and how much each weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rapidfuzz import fuzz, process

from capacity.core.spelling import fold, name_key
from capacity.core.workflow import Move

NAMES_ALIKE = 88.0
NAMES_MOST = 5
ENOUGH = 2
PHONE_DIGITS = 9
"""A Moroccan number without its prefix, so that 06… and +2126… are the same."""


class Reason(StrEnum):
    """Why two associations may be one."""

    RECEIPT = "receipt"
    NAME_AR = "name_ar"
    NAME_FR = "name_fr"
    PHONE = "phone"
    EMAIL = "email"
    PEOPLE = "people"


WEIGHTS = {
    Reason.RECEIPT: 1,
    Reason.NAME_AR: 2,
    Reason.NAME_FR: 2,
    Reason.PHONE: 2,
    Reason.EMAIL: 2,
    Reason.PEOPLE: 1,
}
"""A number is counted anew by each province and a person may sit in two bureaus: alone, neither is enough."""


class SuspicionState(StrEnum):
    """What became of a suspicion."""

    OPEN = "open"
    APART = "apart"
    MERGED = "merged"


TELL_APART = Move("tell_apart", SuspicionState.OPEN, SuspicionState.APART)
MERGE = Move("merge", SuspicionState.OPEN, SuspicionState.MERGED)


@dataclass(frozen=True)
class Profile:
    """What an association is compared by, folded."""

    id: int
    receipt: str
    key_ar: str
    key_fr: str
    phone: str
    email: str
    people: frozenset[str] = frozenset()


def profile(
    number: int,
    *,
    receipt_number: str,
    name_ar: str,
    name_fr: str,
    phone: str,
    email: str,
    people: Iterable[str] = (),
) -> Profile:
    """An association as it is compared."""
    return Profile(
        number,
        fold(receipt_number).replace(" ", ""),
        name_key(name_ar),
        name_key(name_fr),
        "".join(sign for sign in fold(phone) if sign.isdigit())[-PHONE_DIGITS:],
        email.strip().casefold(),
        frozenset(name for name in map(fold, people) if name),
    )


def reasons_for(one: Profile, other: Profile) -> list[Reason]:
    """What speaks for the two being one association, in the order of ``Reason``."""
    said = {
        Reason.RECEIPT: bool(one.receipt) and one.receipt == other.receipt,
        Reason.NAME_AR: names_alike(one.key_ar, other.key_ar),
        Reason.NAME_FR: names_alike(one.key_fr, other.key_fr),
        Reason.PHONE: len(one.phone) == PHONE_DIGITS and one.phone == other.phone,
        Reason.EMAIL: bool(one.email) and one.email == other.email,
        Reason.PEOPLE: bool(one.people & other.people),
    }
    return [reason for reason in Reason if said[reason]]


def is_suspect(reasons: Iterable[Reason]) -> bool:
    """Whether the reasons are enough to ask somebody."""
    return sum(WEIGHTS[reason] for reason in reasons) >= ENOUGH


def names_alike(one: str, other: str) -> bool:
    """Whether two keys of names are so alike that somebody should be asked."""
    return bool(one and other) and max(fuzz.ratio(one, other), fuzz.token_sort_ratio(one, other)) >= NAMES_ALIKE


def likest(key: str, others: Mapping[int, str]) -> list[int]:
    """Those of many keys that are alike, the likest first; in one sweep, whatever their number."""
    if not key:
        return []
    found: dict[int, float] = {}
    for scorer in (fuzz.ratio, fuzz.token_sort_ratio):
        for _other, score, number in process.extract(
            key, others, scorer=scorer, score_cutoff=NAMES_ALIKE, limit=NAMES_MOST
        ):
            found[number] = max(score, found.get(number, 0.0))
    return sorted(found, key=lambda number: (-found[number], number))[:NAMES_MOST]
