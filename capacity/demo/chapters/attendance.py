"""The registers of the sessions held, with their reports; today's register, begun."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import sqlalchemy as sa

from capacity.core import clock
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.story import Story
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of
from capacity.training.attendance import actions, queries
from capacity.training.attendance.models import AttendanceEvent
from capacity.training.attendance.states import Mark
from capacity.training.sessions.models import Session
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import SessionState

COMMON = ((0.90, Mark.PRESENT), (0.94, Mark.LATE), (0.96, Mark.LEFT_EARLY), (0.98, Mark.EXCUSED), (1.0, Mark.ABSENT))
REPORT_AFTER = timedelta(hours=2)
ABSENTEES = 0.05


def tell(story: Story) -> None:
    """Every session that is over has its register and its report."""
    today = story.today
    numbers = db.session.scalars(
        sa.select(Session.id).where(Session.state == SessionState.SCHEDULED).order_by(Session.first_day, Session.id)
    ).all()
    for number in numbers:
        session = load_session(number)
        if session is None or session.first_day > today:
            continue
        if session.last_day < today:
            _hold(story, session)
        else:
            _begin(story, session)
    story.say(f"{db.session.scalar(sa.select(sa.func.count(AttendanceEvent.id)))} taps on the registers")


def _taps(rng: Random, session: Session, slots: int, of_people: float = 1.0) -> list[tuple[int, int, Mark, str]]:
    people = queries.people_of(session.id)
    taps = []
    for one in people[: round(len(people) * of_people)]:
        away = rng.random() < ABSENTEES
        for slot in session.slots[:slots]:
            chance = rng.random()
            mark = Mark.ABSENT if away else next(mark for limit, mark in COMMON if chance <= limit)
            taps.append((slot.id, one.id, mark, f"demo-{session.id}-{slot.id}-{one.id}"))
    return taps


def _hold(story: Story, session: Session) -> None:
    moment = session.slots[-1].ends_at + REPORT_AFTER
    clock.set_now(moment)
    try:
        with unit_of_work():
            found = load_session(session.id)
            if found is not None:
                _report(story, found, moment)
    finally:
        clock.set_now(None)


def _report(story: Story, session: Session, moment: datetime) -> None:
    trainer = actor_of(db.session.get_one(Person, session.trainers[0].person_id))
    actions.mark_many(session, _taps(story.rng, session, len(session.slots)), actor=trainer, now=moment)
    actions.file_report(
        session,
        held=session.module.description.text(session.language),
        summary=cast.session_report("ar" if session.language == "ar" else "fr", story.rng),
        difficulties="",
        actor=trainer,
        now=moment,
    )


def _begin(story: Story, session: Session) -> None:
    """This morning's register, two thirds of it taken; dated early, so that whoever opens the demo comes after it."""
    moment = story.moment(0, hour=0, minute=30)
    clock.set_now(moment)
    try:
        with unit_of_work():
            found = load_session(session.id)
            if found is not None:
                trainer = actor_of(db.session.get_one(Person, found.trainers[0].person_id))
                actions.mark_many(found, _taps(story.rng, found, 1, 2 / 3), actor=trainer, now=moment)
    finally:
        clock.set_now(None)
