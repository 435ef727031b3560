"""Where a region and an association stand on the journey, pure rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum


class Stage(IntEnum):
    """The six stages of the journey; NONE before the first."""

    NONE = 0
    CALL = 1
    SELECTION = 2
    TRAINING = 3
    MENTORING = 4
    REPORT = 5
    FOLLOW_UP = 6


def stage_of(counts: Mapping[str, int]) -> Stage:
    """The stage that a region has reached, from what was counted there and is public.

    A report and its follow-up are reached when half of the associations accompanied have got there: one early report
    does not carry a whole region with it.
    """
    half = max(counts.get("mentored", 0), 1) / 2
    reached = (
        (Stage.FOLLOW_UP, "considered", half),
        (Stage.REPORT, "submitted", half),
        (Stage.MENTORING, "mentored", 1),
        (Stage.TRAINING, "held", 1),
        (Stage.SELECTION, "announced", 1),
        (Stage.CALL, "called", 1),
    )
    return next((stage for stage, key, enough in reached if counts.get(key, 0) >= enough), Stage.NONE)


class Place(StrEnum):
    """What is said of an association at a stage."""

    NOT_BEGUN = "not_begun"
    DRAFTING = "drafting"
    NOT_SENT = "not_sent"
    CALL_CANCELLED = "call_cancelled"
    WITHDRAWN = "withdrawn"
    APPLIED = "applied"
    INELIGIBLE = "ineligible"
    BEING_READ = "being_read"
    CLARIFY = "clarify"
    OFFERED = "offered"
    RESERVE = "reserve"
    NOT_SELECTED = "not_selected"
    OFFER_ENDED = "offer_ended"
    SELECTED = "selected"
    TRAINING = "training"
    NOT_MATCHED = "not_matched"
    MENTORED = "mentored"
    MENTOR_PROPOSED = "mentor_proposed"
    MENTORING_ENDED = "mentoring_ended"
    NO_REPORT = "no_report"
    WRITING = "writing"
    SUBMITTED = "submitted"
    AFTER = "after"
    CONSIDERED = "considered"
    FOLLOWED_UP = "followed_up"


@dataclass(frozen=True)
class Standing:
    """What each room says of one association: values of its states, and days. Nothing secret is in here."""

    application: str | None = None
    applied_on: date | None = None
    outcome: str | None = None
    offer: str | None = None
    announced_on: date | None = None
    sessions: int = 0
    attended: int = 0
    certificates: int = 0
    mentorship: str | None = None
    mentored_until: date | None = None
    report: str | None = None
    submitted_on: date | None = None


@dataclass(frozen=True)
class Leg:
    """One stage of the rail: ``state`` is done, now or nothing yet."""

    stage: Stage
    state: str | None
    place: Place


TAKES_PART = frozenset({"accepted", "enrolled"})
SENT = frozenset({"submitted", "clarification_requested", "eligible", "ineligible"})
FILED = {"submitted": Place.SUBMITTED, "considered": Place.CONSIDERED, "followed_up": Place.FOLLOWED_UP}


def here(known: Standing) -> Stage:
    """The stage where the association stands now."""
    if known.report in FILED:
        return Stage.FOLLOW_UP
    if known.mentorship == "active":
        return Stage.MENTORING
    if known.offer in TAKES_PART:
        return Stage.TRAINING
    return Stage.SELECTION if known.application in SENT - {"ineligible"} else Stage.CALL


def journey(known: Standing) -> list[Leg]:
    """The rail: every stage before the present one is done, every later one is still to come."""
    present = here(known)
    finished = known.report == "followed_up"
    legs = []
    for stage in (Stage.CALL, Stage.SELECTION, Stage.TRAINING, Stage.MENTORING, Stage.REPORT, Stage.FOLLOW_UP):
        state = "done" if stage < present or finished else "now" if stage is present else None
        legs.append(Leg(stage, state, _places[stage](known)))
    return legs


def _at_call(known: Standing) -> Place:
    said = {
        None: Place.NOT_BEGUN,
        "draft": Place.DRAFTING,
        "not_submitted": Place.NOT_SENT,
        "call_cancelled": Place.CALL_CANCELLED,
        "withdrawn": Place.WITHDRAWN,
        "ineligible": Place.INELIGIBLE,
    }
    return said.get(known.application, Place.APPLIED)


def _at_selection(known: Standing) -> Place:
    if known.offer in TAKES_PART:
        return Place.SELECTED
    if known.offer == "offered":
        return Place.OFFERED
    if known.offer is not None:
        return Place.OFFER_ENDED
    if known.outcome is not None:
        return Place.RESERVE if known.outcome == "reserve" else Place.NOT_SELECTED
    if known.application == "clarification_requested":
        return Place.CLARIFY
    return Place.BEING_READ if known.application in SENT - {"ineligible"} else Place.AFTER


def _at_training(known: Standing) -> Place:
    return Place.TRAINING if known.offer in TAKES_PART else Place.AFTER


def _at_mentoring(known: Standing) -> Place:
    if known.mentorship is None:
        return Place.NOT_MATCHED if known.offer in TAKES_PART else Place.AFTER
    return {"proposed": Place.MENTOR_PROPOSED, "ended": Place.MENTORING_ENDED}.get(known.mentorship, Place.MENTORED)


def _at_report(known: Standing) -> Place:
    if known.report is None or known.report == "abandoned":
        return Place.NO_REPORT
    return Place.SUBMITTED if known.report in FILED else Place.WRITING


def _at_follow_up(known: Standing) -> Place:
    return {"considered": Place.CONSIDERED, "followed_up": Place.FOLLOWED_UP}.get(known.report or "", Place.AFTER)


_places = {
    Stage.CALL: _at_call,
    Stage.SELECTION: _at_selection,
    Stage.TRAINING: _at_training,
    Stage.MENTORING: _at_mentoring,
    Stage.REPORT: _at_report,
    Stage.FOLLOW_UP: _at_follow_up,
}


class When(StrEnum):
    """The parts of a list of what waits."""

    LATE = "late"
    TODAY = "today"
    WEEK = "week"
    LATER = "later"
    UNDATED = "undated"


def when(due: date | None, today: date) -> When:
    """In which part a thing stands; without a day it stands last."""
    if due is None:
        return When.UNDATED
    if due < today:
        return When.LATE
    if due == today:
        return When.TODAY
    return When.WEEK if (due - today).days <= 7 else When.LATER
