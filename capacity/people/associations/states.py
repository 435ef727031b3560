"""Standing of people in an association, claims on one, and how doubles are recognised."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from capacity.core.clock import from_local
from capacity.core.spelling import fold, similarity
from capacity.core.workflow import Move
from capacity.people.accounts.states import Gender

ALIKE = 88.0
"""From this likeness of two names on, the question is asked whether they are one association."""
INVITATION_FOR = timedelta(days=14)
WARNED_BEFORE = timedelta(days=30)
PAPERS_MAX = 40


class Standing(StrEnum):
    """The representative signs for the association; other members write with it."""

    REPRESENTATIVE = "representative"
    MEMBER = "member"


class Office(StrEnum):
    """An office of the association's bureau."""

    PRESIDENT = "president"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    OTHER = "other"


class ClaimKind(StrEnum):
    """What somebody asks of an association that is registered already."""

    JOIN = "join"
    REPRESENT = "represent"


class ClaimState(StrEnum):
    """A claim waits until it is granted or refused."""

    ASKED = "asked"
    GRANTED = "granted"
    REFUSED = "refused"


GRANT_CLAIM = Move("grant", ClaimState.ASKED, ClaimState.GRANTED)
REFUSE_CLAIM = Move("refuse", ClaimState.ASKED, ClaimState.REFUSED)


@dataclass(frozen=True, kw_only=True)
class Details:
    """What an association says of itself."""

    name_ar: str
    name_fr: str
    province_code: str
    receipt_number: str
    receipt_date: date | None = None
    acronym: str = ""
    priority_place_id: int | None = None
    locality: str = ""
    rural: bool = False
    address: str = ""
    phone: str = ""
    email: str = ""
    founded_year: int | None = None
    women_led: bool = False
    youth_led: bool = False


@dataclass(frozen=True, kw_only=True)
class OfficerLine:
    """Somebody of the bureau, in both scripts."""

    name: str
    name_ar: str = ""
    office: Office = Office.OTHER
    gender: Gender = Gender.UNSTATED
    phone: str = ""


@dataclass(frozen=True)
class Known:
    """What doubles are sought by: an association's id and its names."""

    id: int
    name_ar: str
    name_fr: str


def receipt_key(province_code: str, number: str) -> str:
    """A receipt number as it is compared: ``٤٥ / 2015`` and ``45-2015`` are the same.

    Each province's authorities count their own receipts, so that a number tells an association apart within a province.
    """
    return f"{province_code} {fold(number)}"


def likeness(name_ar: str, name_fr: str, other: Known) -> float:
    """How alike two associations are called, from 0 to 100: the better of the two scripts."""
    return max(similarity(name_ar, other.name_ar), similarity(name_fr, other.name_fr))


def twins(name_ar: str, name_fr: str, known: Iterable[Known]) -> list[int]:
    """The ids of those whose names are so alike that somebody should be asked, the likest first."""
    found = [(likeness(name_ar, name_fr, one), one.id) for one in known]
    return [number for degree, number in sorted(found, key=lambda pair: (-pair[0], pair[1])) if degree >= ALIKE]


class PaperStanding(StrEnum):
    """Whether a paper of the folder can be used: for good, for some time, for a month at most, or no longer."""

    LASTING = "lasting"
    VALID = "valid"
    EXPIRING = "expiring"
    EXPIRED = "expired"


def paper_standing(expires_on: date | None, today: date) -> PaperStanding:
    """How a paper stands today; on the day of its expiry it is still valid."""
    if expires_on is None:
        return PaperStanding.LASTING
    if expires_on < today:
        return PaperStanding.EXPIRED
    return PaperStanding.EXPIRING if expires_on - today <= WARNED_BEFORE else PaperStanding.VALID


def warned_at(expires_on: date) -> datetime:
    """When those who act for the association are warned: a month before, in the morning."""
    return from_local(datetime.combine(expires_on - WARNED_BEFORE, time(9)))


def kind_of_other(title: str) -> str:
    """Under which key a paper lies that the association named itself; a name is the same however it is spelt."""
    return f"other_{hashlib.sha256(fold(title).encode()).hexdigest()[:16]}"
