"""Drafting a timetable, releasing it, changing it, calling it off."""

from __future__ import annotations

import secrets
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.accounts.models import Person
from capacity.rollout.phases.states import PhaseState
from capacity.training.sessions import notices, queries
from capacity.training.sessions.actions.needs import drop_needs
from capacity.training.sessions.models import CalendarFeed, Enrolment, Session, SessionTrainer, Slot, Venue
from capacity.training.sessions.states import (
    CANCEL,
    HOLD,
    MAX_DAYS,
    MISS,
    SCHEDULE,
    Half,
    NewTrainer,
    Outline,
    SessionState,
)


def draft_session(outline: Outline, *, actor: Actor, now: datetime) -> Session:
    """Note a session; nobody hears of it before it is scheduled."""
    session = Session(state=SessionState.DRAFT, created_at=now)
    _write(session, outline, now)
    db.session.add(session)
    db.session.flush()
    audit.record(actor=actor, action="sessions.draft", obj=session, now=now, after=session.state)
    return session


def edit_session(
    session: Session, outline: Outline, *, confirm_soft: bool = False, actor: Actor, now: datetime
) -> Session:
    """Change a session. After its release, a new timetable is a new release: the sequence rises and letters leave."""
    if session.state not in {SessionState.DRAFT, SessionState.SCHEDULED}:
        raise IllegalMove(obj=session, move="edit", current=session.state)
    before = queries.plan_of(session)
    released = session.state is SessionState.SCHEDULED
    if released:
        queries.locked(session.id)
        _fits(session, outline)
    _write(session, outline, now)
    db.session.flush()
    after = queries.plan_of(session)
    timetable_moved = released and (before.halves, before.venue_id, before.trainers) != (
        after.halves,
        after.venue_id,
        after.trainers,
    )
    if timetable_moved:
        _check_conflicts(session, confirm_soft=confirm_soft)
        session.sequence += 1
        session.released_at = now
        notices.moved(session, now=now)
    action = "sessions.reschedule" if timetable_moved else "sessions.edit"
    audit.record(actor=actor, action=action, obj=session, now=now, after=session.sequence)
    db.session.flush()
    return session


def _fits(session: Session, outline: Outline) -> None:
    if (outline.phase_id, outline.region_code) != (session.phase_id, session.region_code):
        raise RuleBroken(_l("After the release, the region and the phase stay as they are."), field="place")
    taken = queries.seats_taken(session.id)
    if outline.seats < taken:
        raise RuleBroken(_l("%(count)s seats are taken already.", count=taken), field="seats")


def _write(session: Session, outline: Outline, now: datetime) -> None:
    halves = sorted(set(outline.halves))
    if not halves:
        raise RuleBroken(_l("Choose at least one half-day."), field="halves")
    if (halves[-1].day - halves[0].day).days >= MAX_DAYS:
        raise RuleBroken(_l("A session lasts %(days)s days at most.", days=MAX_DAYS), field="halves")
    if outline.nominations_due_on is not None and outline.nominations_due_on >= halves[0].day:
        raise RuleBroken(_l("Delegates are named before the first day."), field="nominations_due_on")
    _check_place(outline)
    session.module_id, session.phase_id, session.region_code = outline.module_id, outline.phase_id, outline.region_code
    session.venue_id, session.language, session.seats = outline.venue_id, outline.language, outline.seats
    session.delegates_per_association = outline.delegates_per_association
    session.nominations_due_on = outline.nominations_due_on
    session.first_day, session.last_day = halves[0].day, halves[-1].day
    _write_slots(session, halves, now)
    _write_trainers(session, outline, now)


def _check_place(outline: Outline) -> None:
    phase = queries.phase_of_region(outline.phase_id, outline.region_code)
    if phase is None:
        raise RuleBroken(_l("This phase does not take this region."), field="place")
    year, state = phase
    if state is PhaseState.PLANNED:
        raise RuleBroken(
            _l("Phase %(year)s has not begun, and its regions may still move: activate it first.", year=year),
            field="place",
        )


def _write_slots(session: Session, halves: list[Half], now: datetime) -> None:
    kept = {Half(slot.day, slot.half): slot for slot in session.slots}
    if session.state is SessionState.SCHEDULED and any(
        slot.starts_at <= now for half, slot in kept.items() if half not in halves
    ):
        raise RuleBroken(_l("A half-day that has begun cannot be taken out any more."), field="halves")
    session.slots = [
        kept.get(half) or Slot(day=half.day, half=half.half, starts_at=half.starts_at, ends_at=half.ends_at)
        for half in halves
    ]


def _write_trainers(session: Session, outline: Outline, now: datetime) -> None:
    wanted = list(dict.fromkeys(outline.trainer_ids))
    if outline.new_trainer is not None:
        wanted.append(_trainer(outline.new_trainer, now).id)
    kept = {one.person_id: one for one in session.trainers}
    session.trainers = [
        kept.get(number) or SessionTrainer(person_id=number, person=db.session.get_one(Person, number))
        for number in dict.fromkeys(wanted)
    ]


def _trainer(given: NewTrainer, now: datetime) -> Person:
    known = queries.person_by_email(given.email) if given.email else None
    if known is not None:
        return known
    person = Person(name=given.name, name_ar=given.name_ar, email=given.email or None, created_at=now)
    db.session.add(person)
    db.session.flush()
    return person


def _check_conflicts(session: Session, *, confirm_soft: bool) -> None:
    """Hard conflicts refuse; soft ones ask. The venue's and the trainers' rows are held, so that two people who
    schedule at the same moment do not book them twice."""
    plan = queries.plan_of(session)
    db.session.execute(sa.select(Venue.id).where(Venue.id == session.venue_id).with_for_update())
    trainers = sa.select(Person.id).where(Person.id.in_(plan.trainers)).order_by(Person.id)
    db.session.execute(trainers.with_for_update())
    found = queries.clashes(plan, released_only=True)
    if any(clash.conflict.is_hard for clash in found):
        raise RuleBroken(_l("The trainer, the venue or its capacity stands in the way: see the conflicts below."))
    if found and not confirm_soft:
        raise RuleBroken(
            _l("A holiday or another session of the region falls on these days. Confirm that it is meant."),
            field="confirm_soft",
        )


def schedule(session: Session, *, confirm_soft: bool = False, actor: Actor, now: datetime) -> Session:
    """Release the timetable: accepted associations and trainers get their letters."""
    if not session.trainers:
        raise RuleBroken(_l("A session needs a trainer before it is scheduled."), field="trainers")
    if session.slots[0].starts_at <= now:
        raise RuleBroken(_l("The first half-day has passed already."), field="first_day")
    _check_conflicts(session, confirm_soft=confirm_soft)
    move(session, SCHEDULE, actor=actor, now=now)
    session.released_at = now
    db.session.flush()
    notices.invite(session, now=now)
    return session


def cancel(session: Session, *, reason: str, actor: Actor, now: datetime) -> Session:
    """Call the session off; those invited read the reason."""
    released = session.state is SessionState.SCHEDULED
    if released and any(slot.starts_at <= now for slot in session.slots):
        raise RuleBroken(_l("The session has begun: report it as held or as not held."))
    move(session, CANCEL, actor=actor, now=now, reason=reason)
    session.reason = reason
    drop_needs(sa.select(Enrolment.id).where(Enrolment.session_id == session.id))
    if released:
        session.sequence += 1
        session.released_at = now
        db.session.flush()
        notices.cancelled(session, now=now)
    db.session.flush()
    return session


def miss(session: Session, *, reason: str, actor: Actor, now: datetime) -> Session:
    """Note that the session did not take place although it was not called off."""
    if session.slots[0].starts_at > now:
        raise RuleBroken(_l("The session has not begun yet: cancel it instead."))
    move(session, MISS, actor=actor, now=now, reason=reason)
    session.reason = reason
    drop_needs(sa.select(Enrolment.id).where(Enrolment.session_id == session.id))
    session.sequence += 1
    session.released_at = now
    db.session.flush()
    return session


def hold(session: Session, *, actor: Actor, now: datetime) -> Session:
    """Note that the session took place; called when its report is filed."""
    move(session, HOLD, actor=actor, now=now)
    db.session.flush()
    return session


def give_feed(*, actor: Actor, now: datetime) -> CalendarFeed:
    """A new secret address for the actor's calendar; the one before ends."""
    feed = queries.feed_of(actor.id)
    if feed is None:
        feed = CalendarFeed(person_id=actor.id, token="", created_at=now)
        db.session.add(feed)
    feed.token, feed.created_at = secrets.token_urlsafe(24), now
    db.session.flush()
    audit.record(actor=actor, action="sessions.give_feed", obj=feed, now=now)
    return feed
