"""States of a session and of an enrolment."""

from __future__ import annotations

from enum import StrEnum

from capacity.core.workflow import Move


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
PUT_ON_WAITING_LIST = Move("put_on_waiting_list", E.NOMINATED, E.WAITING)
ATTEND = Move("attend", E.CONFIRMED, E.ATTENDED)
REPLACE = Move("replace", {E.NOMINATED, E.CONFIRMED, E.WAITING}, E.REPLACED)
CANCEL_ENROLMENT = Move("cancel_enrolment", {E.NOMINATED, E.CONFIRMED, E.WAITING}, E.CANCELLED)


class HalfDay(StrEnum):
    """The unit of the timetable and of attendance."""

    MORNING = "morning"
    AFTERNOON = "afternoon"
