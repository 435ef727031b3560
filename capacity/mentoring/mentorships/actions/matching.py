"""Matching a mentor with associations, beginning and ending."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import sqlalchemy as sa

from capacity.core import audit, facts, outbox
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships import notices, queries, states
from capacity.mentoring.mentorships.actions.keys import drop_outsiders
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty, Milestone
from capacity.mentoring.mentorships.states import EndReason, Step
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.associations.models import Association, Member

DISMISSED = "mentorships.mentor_dismissed"


def match(
    *,
    mentor: Person,
    associations: Sequence[Association],
    starts_on: date,
    actor: Actor,
    now: datetime,
    coalition: str = "",
    ends_on: date | None = None,
    anchor: CalendarEvent | None = None,
) -> Mentorship:
    """Propose a mentor to an association, or to a coalition with a name; it opens no draft.

    Milestones begin with the plan by default, counted back from ``anchor`` where the mechanism's calendar knows a date.
    """
    until = ends_on or states.two_years_after(starts_on)
    _check(mentor, associations, coalition.strip(), starts_on, until)
    made = Mentorship(
        mentor=mentor,
        coalition=coalition.strip() if len(associations) > 1 else "",
        starts_on=starts_on,
        ends_on=until,
        proposed_by_id=actor.id,
        created_at=now,
        parties=[MentorshipParty(association=one) for one in associations],
        milestones=_milestones(starts_on, until, anchor),
    )
    db.session.add(made)
    db.session.flush()
    audit.record(actor=actor, action="mentorships.match", obj=made, now=now, after=made.state)
    notices.matched(made, now=now)
    return made


def _check(mentor: Person, associations: Sequence[Association], coalition: str, starts_on: date, until: date) -> None:
    if not associations:
        raise RuleBroken(_l("Choose at least one association."), field="associations")
    if len(associations) > 1 and not coalition:
        raise RuleBroken(_l("Give the coalition a name."), field="coalition")
    if until <= starts_on:
        raise RuleBroken(_l("The end lies before the beginning."), field="ends_on")
    ids = {one.id for one in associations}
    held = sa.select(Association.id).where(Association.id.in_(ids)).order_by(Association.id).with_for_update()
    db.session.execute(held)  # of two who match the same association at once, the second finds it accompanied
    if ids - set(db.session.scalars(queries.in_programme())):
        raise RuleBroken(_l("Only an association that accepted its place can be accompanied."), field="associations")
    if ids & set(db.session.scalars(queries.accompanied())):
        raise RuleBroken(_l("One of these associations has a mentor already."), field="associations")
    _check_mentor(mentor)


def _check_mentor(mentor: Person) -> None:
    live = sa.select(RoleGrant.role).where(RoleGrant.person_id == mentor.id, RoleGrant.ended_at.is_(None))
    roles = set(db.session.scalars(live))
    if Role.MENTOR not in roles:
        raise RuleBroken(_l("This person is not a mentor."), field="mentor")
    if roles & {Role.COORDINATOR, Role.ADMINISTRATOR}:
        raise RuleBroken(_l("A coordinator or an administrator can never be a mentor."), field="mentor")
    member = sa.select(Member.id).where(Member.person_id == mentor.id, Member.ended_at.is_(None))
    if db.session.scalar(member.limit(1)) is not None:
        raise RuleBroken(_l("A member of an association cannot be a mentor of the programme."), field="mentor")


def _milestones(starts_on: date, ends_on: date, anchor: CalendarEvent | None) -> list[Milestone]:
    shipped = {one["key"]: one for one in facts.load("milestones")["milestone"]}
    steps = [Step(key, one.get("after_start"), one.get("before_deadline")) for key, one in shipped.items()]
    day = (anchor.report_deadline or anchor.on) if anchor is not None else None
    return [
        Milestone(
            title=facts.words(shipped[planned.key]["name"]),
            due_on=planned.due_on,
            offset_days=planned.offset,
            anchor=anchor if planned.offset is not None else None,
        )
        for planned in states.plan(steps, starts_on=starts_on, ends_on=ends_on, deadline=day)
    ]


def begin(mentorship: Mentorship, *, actor: Actor, now: datetime) -> None:
    """The accompaniment begins; drafts stay closed until each association has let the mentor in."""
    move(mentorship, states.BEGIN, actor=actor, now=now)
    db.session.flush()


def end(mentorship: Mentorship, *, reason: EndReason, actor: Actor, now: datetime) -> None:
    """It is over: the mentor's keys are deleted, and what the associations write later has a new one."""
    move(mentorship, states.END, actor=actor, now=now)
    mentorship.end_reason, mentorship.ended_at = reason, now
    if mentorship.ring is not None:
        members = {one.id for one in queries.members_of(mentorship.association_ids)}
        drop_outsiders(mentorship.ring, members, actor=actor, now=now)
    db.session.flush()
    outbox.post(DISMISSED, {"mentorship": mentorship.id}, key=f"{DISMISSED}:{mentorship.id}:end", now=now)
    notices.ended(mentorship, now=now)
