"""Clarification: what may be asked about, until when an answer counts, and what the association is told of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum

from capacity.core import clock
from capacity.core.workflow import Move


class ClarificationState(StrEnum):
    """Of one request for clarification; when it lapses is judged by the clock, a job only records it."""

    REQUESTED = "requested"
    ANSWERED = "answered"
    LAPSED = "unanswered"
    TAKEN_BACK = "taken_back"
    FELL_AWAY = "fell_away"


C = ClarificationState
ANSWER = Move("answer", {C.REQUESTED, C.LAPSED}, C.ANSWERED)
"""Also from a lapse that was recorded while an answer, received in time, was under way."""
LAPSE = Move("lapse", C.REQUESTED, C.LAPSED)
TAKE_BACK = Move("take_back", C.REQUESTED, C.TAKEN_BACK)
FALL_AWAY = Move("fall_away", C.REQUESTED, C.FELL_AWAY)


class PointKind(StrEnum):
    """What a request for clarification may be about."""

    QUESTION = "question"
    DOCUMENT = "document"


@dataclass(frozen=True)
class Point:
    """One thing that is asked about, by its key in the call, and why: a code of ``reasons``, words, or both."""

    kind: PointKind
    key: str
    reason: str = ""
    why: str = ""


POINTS_MAX = 20
WHY_MAX = 2_000
CLARIFY_DAYS = 7
CLARIFY_DAYS_MAX = 60
REMIND_BEFORE = timedelta(days=2)
LETTERS_AT = time(8, 0)


def due_at_end_of(day: date) -> datetime:
    """The last minute of a day on a Moroccan clock."""
    return clock.from_local(datetime.combine(day, time(23, 59)))


def clarification_state(state: ClarificationState, due_at: datetime, now: datetime) -> ClarificationState:
    """The state as the clock judges it: a request whose time is over is unanswered, whether recorded or not."""
    return C.LAPSED if state is C.REQUESTED and now > due_at else state


def takes_answer(state: ClarificationState, due_at: datetime, received_at: datetime) -> bool:
    """Whether an answer received then counts: in time, even if a lapse was recorded meanwhile."""
    return state in ANSWER.sources and received_at <= due_at


class ClarificationLetter(StrEnum):
    """What an association is told of a request for clarification."""

    ASKED = "clarification"
    MORE_TIME = "clarification_extended"
    REMINDER = "clarification_reminder"
    LAPSED = "clarification_lapsed"
    TAKEN_BACK = "clarification_taken_back"


def letter_to_write(
    state: ClarificationState,
    due_at: datetime,
    now: datetime,
    written: Sequence[tuple[ClarificationLetter, datetime]],
) -> ClarificationLetter | None:
    """What the association has still to be told, if anything, given the letters written so far and the due dates they
    named. It is told the present state only: of what came and went between two letters it hears nothing."""
    kinds = {kind for kind, _due in written}
    match clarification_state(state, due_at, now):
        case C.REQUESTED if not written:
            return ClarificationLetter.ASKED
        case C.REQUESTED if due_at not in {due for _kind, due in written}:
            return ClarificationLetter.MORE_TIME
        case C.REQUESTED if now >= due_at - REMIND_BEFORE and (ClarificationLetter.REMINDER, due_at) not in written:
            return ClarificationLetter.REMINDER
        case C.LAPSED if ClarificationLetter.LAPSED not in kinds:
            return ClarificationLetter.LAPSED
        case C.TAKEN_BACK if written and ClarificationLetter.TAKEN_BACK not in kinds:
            return ClarificationLetter.TAKEN_BACK
        case _:
            return None


def next_letter_day(now: datetime) -> datetime:
    """When the next letter may leave after one has left today: in the morning of tomorrow."""
    return clock.from_local(datetime.combine(clock.local(now).date() + timedelta(days=1), LETTERS_AT))
