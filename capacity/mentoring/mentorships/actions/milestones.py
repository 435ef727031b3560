"""Milestones: planned, met, missed, waived, opened again; those that hang on a calendar follow it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from capacity.core import audit
from capacity.core.access import SYSTEM, Actor
from capacity.core.clock import now as clock_now
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move
from capacity.mentoring.mechanisms import queries as mechanisms
from capacity.mentoring.mechanisms.actions import CALENDAR_MOVED
from capacity.mentoring.mentorships import notices, queries, states
from capacity.mentoring.mentorships.models import Mentorship, Milestone
from capacity.mentoring.mentorships.states import MentorshipState


def add_milestone(mentorship: Mentorship, *, title: Localized, due_on: date, actor: Actor, now: datetime) -> Milestone:
    """One more step."""
    _check(mentorship, title, due_on)
    made = Milestone(mentorship=mentorship, title=title, due_on=due_on)
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="milestones.add", obj=made, now=now, after=due_on)
    return made


def plan_milestone(milestone: Milestone, *, title: Localized, due_on: date, actor: Actor, now: datetime) -> None:
    """Say it otherwise, or for another day; with a day of its own it no longer follows the calendar."""
    _check(milestone.mentorship, title, due_on)
    before, milestone.title = milestone.due_on, title
    if due_on != before:
        milestone.due_on, milestone.anchor, milestone.offset_days, milestone.moved_from = due_on, None, None, None
    db.session.flush()
    audit.record(actor=actor, action="milestones.plan", obj=milestone, now=now, before=before, after=due_on)


def _check(mentorship: Mentorship, title: Localized, due_on: date) -> None:
    if not title:
        raise RuleBroken(_l("Say what is to be met, in one language at least."), field="title")
    if mentorship.state is MentorshipState.ENDED:
        raise RuleBroken(_l("This mentorship has ended."))
    if not mentorship.starts_on <= due_on <= mentorship.ends_on:
        raise RuleBroken(_l("Choose a day within the mentorship."), field="due_on")


def do(milestone: Milestone, *, actor: Actor, now: datetime) -> None:
    """It is met."""
    move(milestone, states.DO, actor=actor, now=now)
    milestone.done_at = now
    db.session.flush()


def miss(milestone: Milestone, *, actor: Actor, now: datetime) -> None:
    """Its day passed without it."""
    move(milestone, states.MISS, actor=actor, now=now)
    db.session.flush()


def waive(milestone: Milestone, *, actor: Actor, now: datetime) -> None:
    """It is not needed."""
    move(milestone, states.WAIVE, actor=actor, now=now)
    db.session.flush()


def reopen(milestone: Milestone, *, actor: Actor, now: datetime) -> None:
    """It is to be met after all."""
    move(milestone, states.REOPEN, actor=actor, now=now)
    milestone.done_at = None
    db.session.flush()


def follow_calendar(milestone: Milestone, *, actor: Actor, now: datetime) -> None:
    """Bring the due date behind its anchor, and remember the day it had."""
    if milestone.anchor is None or milestone.offset_days is None:
        return
    day = states.moved_day(milestone.anchor.report_deadline or milestone.anchor.on, milestone.offset_days)
    if day == milestone.due_on:
        return
    before = milestone.due_on
    milestone.moved_from, milestone.due_on = before, day
    audit.record(actor=actor, action="milestones.follow_calendar", obj=milestone, now=now, before=before, after=day)


@handles(CALENDAR_MOVED)
def _calendar_moved(payload: Mapping[str, Any]) -> None:
    now = clock_now()
    with unit_of_work():
        event = mechanisms.event(int(payload["event"]))
        if event is None:
            return
        moved = {}
        for milestone in queries.following(event.id):
            before = milestone.due_on
            follow_calendar(milestone, actor=SYSTEM, now=now)
            if milestone.due_on != before:
                moved[milestone.mentorship.id] = milestone.mentorship
        db.session.flush()
        for mentorship in moved.values():
            notices.calendar_moved(mentorship, event, now=now)
