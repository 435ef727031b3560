"""What waits for mentors, members and coordination, and what an association has been through."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.core import clock
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import AnySelect
from capacity.core.languages import language
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty, Milestone
from capacity.mentoring.mentorships.queries.lists import accompanied, in_programme, visible_to
from capacity.mentoring.mentorships.states import DUE_SOON, MentorshipState, MilestoneState
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province, Region


def waiting_for(actor: Actor, now: datetime) -> list[AnySelect]:
    """For mentors and members: milestones that come due, a mentor to admit. For a desk: what was missed, who waits."""
    today = clock.local(now).date()
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        return [_missed(actor, today), _without_mentor(actor)]
    if not actor.is_member and not actor.has(Role.MENTOR):
        return []
    return [_due(actor, today), _to_admit(actor)]


def _running(actor: Actor) -> Any:
    return visible_to(actor).with_only_columns(Mentorship.id).where(Mentorship.state == MentorshipState.ACTIVE)


def _due(actor: Actor, today: Any) -> AnySelect:
    found = waiting(
        "mentorships.milestone_due", object_id=Milestone.mentorship_id, label=Milestone.title, due_on=Milestone.due_on
    )
    return found.where(Milestone.state == MilestoneState.PLANNED, Milestone.due_on <= today + DUE_SOON).where(
        Milestone.mentorship_id.in_(_running(actor))
    )


def _to_admit(actor: Actor) -> AnySelect:
    found = waiting("mentorships.admit", object_id=Mentorship.id, label=Person.name, due_on=Mentorship.starts_on)
    return (
        found.select_from(MentorshipParty)
        .join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)
        .join(Person, Person.id == Mentorship.mentor_id)
        .where(MentorshipParty.association_id.in_(actor.association_ids), MentorshipParty.admitted_at.is_(None))
        .where(Mentorship.state != MentorshipState.ENDED)
    )


def _missed(actor: Actor, today: Any) -> AnySelect:
    first = sa.func.min(Milestone.due_on)
    found = waiting(
        "mentorships.milestone_missed",
        object_id=Mentorship.id,
        label=sa.func.coalesce(sa.func.nullif(Mentorship.coalition, ""), _own_name()),
        detail=sa.func.count(Milestone.id),
        due_on=first,
    )
    late = sa.and_(Milestone.state == MilestoneState.PLANNED, Milestone.due_on < today)
    return (
        found.select_from(Mentorship)
        .join(Milestone, Milestone.mentorship_id == Mentorship.id)
        .where(sa.or_(Milestone.state == MilestoneState.MISSED, late), Mentorship.id.in_(_running(actor)))
        .group_by(Mentorship.id, Mentorship.coalition)
    )


def _own_name() -> Any:
    """The name of the association that is accompanied alone, as the reader writes it."""
    name = Association.name_ar if language() == "ar" else Association.name_fr
    accompanied_one = sa.select(sa.func.min(name)).join(
        MentorshipParty, MentorshipParty.association_id == Association.id
    )
    return accompanied_one.where(MentorshipParty.mentorship_id == Mentorship.id).correlate(Mentorship).scalar_subquery()


def _without_mentor(actor: Actor) -> AnySelect:
    number = sa.cast(sa.func.substr(Region.code, 4), sa.Integer)
    found = waiting(
        "mentorships.without_mentor", object_id=number, label=sa.func.count(Association.id), detail=Region.name
    )
    regions = None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
    statement = (
        found.select_from(Region)
        .join(Province, Province.region_code == Region.code)
        .join(Association, Association.province_code == Province.code)
        .where(Association.id.in_(in_programme()), Association.id.not_in(accompanied()))
        .group_by(Region.code, Region.name)
    )
    return statement if regions is None else statement.where(Region.code.in_(regions))


def history_of(association_ids: Collection[int]) -> list[AnySelect]:
    """When a mentorship began, and with whom."""
    found = waiting(
        "mentorships.history_begun", object_id=Mentorship.id, label=Person.name, due_on=Mentorship.starts_on
    )
    return [
        found.select_from(MentorshipParty)
        .join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)
        .join(Person, Person.id == Mentorship.mentor_id)
        .where(MentorshipParty.association_id.in_(association_ids), Mentorship.state != MentorshipState.PROPOSED)
    ]
