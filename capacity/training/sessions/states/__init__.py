"""States of a session and of an enrolment; conflicts of a timetable; seats; public holidays. All pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from functools import cache, total_ordering

import holidays

from capacity.core import clock
from capacity.core.languages import Localized
from capacity.core.workflow import Move
from capacity.people.accounts.states import Gender


class SessionState(StrEnum):
    """``draft → scheduled → held | not_held | cancelled``."""

    DRAFT = "draft"
    SCHEDULED = "scheduled"
    HELD = "held"
    NOT_HELD = "not_held"
    CANCELLED = "cancelled"


SCHEDULE = Move("schedule", SessionState.DRAFT, SessionState.SCHEDULED)
HOLD = Move("hold", SessionState.SCHEDULED, SessionState.HELD)
MISS = Move("miss", SessionState.SCHEDULED, SessionState.NOT_HELD)
CANCEL = Move("cancel", {SessionState.DRAFT, SessionState.SCHEDULED}, SessionState.CANCELLED)

RELEASED = (SessionState.SCHEDULED, SessionState.HELD, SessionState.NOT_HELD, SessionState.CANCELLED)


class EnrolmentState(StrEnum):
    """``nominated → confirmed → attended``; ``waiting``, ``replaced``, ``cancelled``."""

    NOMINATED = "nominated"
    CONFIRMED = "confirmed"
    WAITING = "waiting"
    ATTENDED = "attended"
    REPLACED = "replaced"
    CANCELLED = "cancelled"


E = EnrolmentState
CONFIRM = Move("confirm", {E.NOMINATED, E.WAITING}, E.CONFIRMED)
ATTEND = Move("attend", E.CONFIRMED, E.ATTENDED)
UNATTEND = Move("unattend", E.ATTENDED, E.CONFIRMED)
REPLACE = Move("replace", {E.NOMINATED, E.CONFIRMED, E.WAITING}, E.REPLACED)
CANCEL_ENROLMENT = Move("cancel_enrolment", {E.NOMINATED, E.CONFIRMED, E.WAITING}, E.CANCELLED)
NAME_AGAIN = Move("name_again", {E.REPLACED, E.CANCELLED}, E.NOMINATED)
WAIT_AGAIN = Move("wait_again", {E.REPLACED, E.CANCELLED}, E.WAITING)
CONFIRM_AGAIN = Move("confirm_again", {E.REPLACED, E.CANCELLED}, E.CONFIRMED)
AGAIN = {move.target: move for move in (NAME_AGAIN, WAIT_AGAIN, CONFIRM_AGAIN)}

SEATED = (E.NOMINATED, E.CONFIRMED, E.ATTENDED)
STANDING = (*SEATED, E.WAITING)


def state_on_nomination(*, taken: int, seats: int) -> EnrolmentState:
    """A nominated delegate has a seat while there is one, and waits after that."""
    return E.NOMINATED if taken < seats else E.WAITING


def takes_needs(*, enrolment: EnrolmentState, session: SessionState, last_day: date, today: date) -> bool:
    """Whether what a delegate needs can still be arranged, and so may be told."""
    return enrolment in STANDING and session is SessionState.SCHEDULED and today <= last_day


class HalfDay(StrEnum):
    """The unit of the timetable and of attendance."""

    MORNING = "morning"
    AFTERNOON = "afternoon"


HOURS = {HalfDay.MORNING: (time(9), time(12, 30)), HalfDay.AFTERNOON: (time(14), time(17, 30))}


@total_ordering
@dataclass(frozen=True)
class Half:
    """One half of one day; they are ordered as they come."""

    day: date
    half: HalfDay

    def __lt__(self, other: Half) -> bool:
        return (self.day, self.half is HalfDay.AFTERNOON) < (other.day, other.half is HalfDay.AFTERNOON)

    @property
    def starts_at(self) -> datetime:
        """When it begins, in UTC."""
        return clock.from_local(datetime.combine(self.day, HOURS[self.half][0]))

    @property
    def ends_at(self) -> datetime:
        """When it ends, in UTC."""
        return clock.from_local(datetime.combine(self.day, HOURS[self.half][1]))


class ConflictKind(StrEnum):
    """What may stand in the way of a timetable."""

    TRAINER = "trainer"
    VENUE = "venue"
    CAPACITY = "capacity"
    REGION = "region"
    HOLIDAY = "holiday"


HARD = frozenset({ConflictKind.TRAINER, ConflictKind.VENUE, ConflictKind.CAPACITY})


@dataclass(frozen=True)
class Plan:
    """A session as far as its timetable goes."""

    id: int | None
    halves: frozenset[Half]
    venue_id: int
    region_code: str
    trainers: frozenset[int]
    seats: int = 1


@dataclass(frozen=True)
class Holiday:
    """A public holiday; an Islamic one is an estimate until the moon was seen."""

    day: date
    name: Localized
    estimated: bool


@dataclass(frozen=True)
class Conflict:
    """One thing in the way: in which half-days, with which other session, which trainer, or which holiday."""

    kind: ConflictKind
    halves: tuple[Half, ...] = ()
    other_id: int | None = None
    trainer_id: int | None = None
    holiday: Holiday | None = None

    @property
    def is_hard(self) -> bool:
        """Scheduling is refused; a soft one needs a confirmation."""
        return self.kind in HARD


def conflicts(plan: Plan, others: Iterable[Plan], venue_capacity: int, feasts: Collection[Holiday]) -> list[Conflict]:
    """Everything in the way of ``plan``, the hard ones first.

    Another session counts when it shares a half-day: the same trainer or the same venue is hard, the same region soft.
    More seats than the venue holds is hard. A public holiday on one of the days is soft.
    """
    found: list[Conflict] = []
    for other in others:
        shared = tuple(sorted(plan.halves & other.halves))
        if not shared or (plan.id is not None and other.id == plan.id):
            continue
        both = sorted(plan.trainers & other.trainers)
        found += [Conflict(ConflictKind.TRAINER, shared, other.id, trainer_id=trainer) for trainer in both]
        if plan.venue_id == other.venue_id:
            found.append(Conflict(ConflictKind.VENUE, shared, other.id))
        if plan.region_code == other.region_code:
            found.append(Conflict(ConflictKind.REGION, shared, other.id))
    if plan.seats > venue_capacity:
        found.append(Conflict(ConflictKind.CAPACITY))
    for feast in feasts:
        halves = tuple(sorted(half for half in plan.halves if half.day == feast.day))
        if halves:
            found.append(Conflict(ConflictKind.HOLIDAY, halves, holiday=feast))
    order = list(ConflictKind)
    return sorted(found, key=lambda one: (order.index(one.kind), one.halves, one.other_id or 0, one.trainer_id or 0))


@cache
def _holidays_of(year: int) -> tuple[Holiday, ...]:
    names = {
        code: holidays.country_holidays("MA", years=year, language=theirs)
        for code, theirs in (("ar", "ar"), ("fr", "fr"), ("en", "en_US"))
    }
    marks = {"ar": "(تقديري)", "fr": "(estimé)", "en": "(estimated)"}
    return tuple(
        Holiday(
            day,
            Localized(
                {code: named[day].replace(marks[code], "").replace("'", "’").strip() for code, named in names.items()}
            ),
            estimated=marks["en"] in names["en"][day],
        )
        for day in sorted(names["en"])
    )


def public_holidays(days: Iterable[date]) -> list[Holiday]:
    """Morocco's public holidays among these days."""
    wanted = set(days)
    return [
        feast for year in sorted({day.year for day in wanted}) for feast in _holidays_of(year) if feast.day in wanted
    ]


MAX_DAYS = 5


def half_of(first_day: date, offset: int, half: HalfDay) -> Half:
    """A half-day so many days after the first."""
    return Half(first_day + timedelta(days=offset), half)


@dataclass(frozen=True)
class Outline:
    """What a coordinator decides about a session; the form's answer and the actions' matter."""

    module_id: int
    phase_id: int
    region_code: str
    venue_id: int
    language: str
    seats: int
    delegates_per_association: int
    nominations_due_on: date | None
    halves: Sequence[Half]
    trainer_ids: Sequence[int]
    new_trainer: NewTrainer | None = field(default=None)


@dataclass(frozen=True)
class NewTrainer:
    """A trainer whom the programme does not know yet; needs no sign-in."""

    name: str
    name_ar: str
    email: str


@dataclass(frozen=True)
class NewDelegate:
    """Whom an association names."""

    name: str
    name_ar: str
    gender: Gender = Gender.UNSTATED
    birth_year: int | None = None
    phone: str = ""
    email: str = ""


@dataclass(frozen=True)
class VenueDetails:
    """What is written about a venue."""

    name: Localized
    address: Localized
    province_code: str
    capacity: int
    accessible: bool
    access_note: Localized


@dataclass(frozen=True)
class ModuleDetails:
    """What is written about a module."""

    name: Localized
    description: Localized
    half_days: int
    required_share: int


def takes_nominations(*, state: SessionState, due_on: date | None, first_day: date, today: date) -> bool:
    """Until the end of the due day, or of the eve when none was set."""
    if state is not SessionState.SCHEDULED:
        return False
    return today <= due_on if due_on is not None else today < first_day
