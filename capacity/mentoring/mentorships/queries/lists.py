"""Lists of mentorships and the choices of a matching."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState
from capacity.core.access import Actor, Role
from capacity.core.db import AnySelect, db
from capacity.mentoring.mentorships.models import KeyRing, Meeting, Mentorship, MentorshipParty, Milestone
from capacity.mentoring.mentorships.states import MentorshipState, MilestoneState
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province, Region

TAKEN_PART = (OfferState.ACCEPTED, OfferState.ENROLLED)
_PARTIES = (
    selectinload(Mentorship.parties).joinedload(MentorshipParty.association).joinedload(Association.province),
    joinedload(Mentorship.mentor),
)


def visible_to(actor: Actor) -> AnySelect:
    """The mentorships that a desk covers, or that the actor takes part in."""
    statement: AnySelect = sa.select(Mentorship)
    if actor.has(Role.ADMINISTRATOR):
        return statement
    if actor.has(Role.COORDINATOR):
        regions = actor.regions(Role.COORDINATOR)
        return statement if regions is None else statement.where(Mentorship.id.in_(_in_regions(regions)))
    mine = sa.select(MentorshipParty.mentorship_id).where(MentorshipParty.association_id.in_(actor.association_ids))
    own_mentor = Mentorship.mentor_id == actor.id if actor.has(Role.MENTOR) else sa.false()
    return statement.where(sa.or_(Mentorship.id.in_(mine), own_mentor))


def _in_regions(regions: frozenset[str]) -> Any:
    return (
        sa.select(MentorshipParty.mentorship_id)
        .join(Association, Association.id == MentorshipParty.association_id)
        .join(Province, Province.code == Association.province_code)
        .where(Province.region_code.in_(regions))
    )


def progress(actor: Actor, today: date) -> AnySelect:
    """The list of a desk: each mentorship with counts and dates, never with words."""

    def count(*conditions: Any) -> Any:
        mine = sa.select(sa.func.count()).where(Milestone.mentorship_id == Mentorship.id, *conditions)
        return mine.correlate(Mentorship).scalar_subquery()

    late = (Milestone.state == MilestoneState.PLANNED, Milestone.due_on < today)
    begun = (Mentorship.state != MentorshipState.PROPOSED,)
    held = sa.select(sa.func.count()).where(Meeting.mentorship_id == Mentorship.id)
    last = sa.select(sa.func.max(Meeting.held_on)).where(Meeting.mentorship_id == Mentorship.id)
    return (
        visible_to(actor)
        .add_columns(
            count(Milestone.state == MilestoneState.DONE).label("done"),
            count(Milestone.state != MilestoneState.WAIVED).label("milestones"),
            count(*begun, sa.or_(Milestone.state == MilestoneState.MISSED, sa.and_(*late))).label("missed"),
            held.correlate(Mentorship).scalar_subquery().label("meetings"),
            last.correlate(Mentorship).scalar_subquery().label("last_meeting"),
        )
        .options(*_PARTIES)
    )


def own(actor: Actor) -> Sequence[Mentorship]:
    """The mentorships that a mentor or a member takes part in, present ones first."""
    ended = sa.case((Mentorship.state == MentorshipState.ENDED, 1), else_=0)
    statement = visible_to(actor).options(*_PARTIES, selectinload(Mentorship.milestones))
    found: Sequence[Mentorship] = db.session.scalars(statement.order_by(ended, Mentorship.starts_on.desc())).all()
    return found


def mentorship(mentorship_id: int) -> Mentorship | None:
    """One mentorship with everything its page shows."""
    return db.session.scalar(
        sa.select(Mentorship)
        .where(Mentorship.id == mentorship_id)
        .options(
            *_PARTIES,
            selectinload(Mentorship.milestones).joinedload(Milestone.anchor),
            selectinload(Mentorship.meetings),
            joinedload(Mentorship.ring).selectinload(KeyRing.shares),
        )
    )


def party(party_id: int) -> MentorshipParty | None:
    """One association's part in a mentorship."""
    return db.session.scalar(
        sa.select(MentorshipParty)
        .where(MentorshipParty.id == party_id)
        .options(joinedload(MentorshipParty.mentorship).options(*_PARTIES), joinedload(MentorshipParty.association))
    )


def milestone(milestone_id: int) -> Milestone | None:
    """One milestone with its mentorship."""
    return db.session.scalar(
        sa.select(Milestone)
        .where(Milestone.id == milestone_id)
        .options(joinedload(Milestone.mentorship).options(*_PARTIES), joinedload(Milestone.anchor))
    )


def of_association(association_id: int) -> Sequence[Mentorship]:
    """Every mentorship of an association, latest first."""
    mine = sa.select(MentorshipParty.mentorship_id).where(MentorshipParty.association_id == association_id)
    statement = sa.select(Mentorship).where(Mentorship.id.in_(mine)).options(*_PARTIES)
    return db.session.scalars(statement.order_by(Mentorship.starts_on.desc(), Mentorship.id.desc())).all()


def following(event_id: int) -> Sequence[Milestone]:
    """The milestones still to be reached that hang on this date of a calendar."""
    statement = sa.select(Milestone).where(Milestone.anchor_id == event_id, Milestone.state == MilestoneState.PLANNED)
    options = joinedload(Milestone.mentorship).options(*_PARTIES)
    return db.session.scalars(statement.options(options).order_by(Milestone.id)).all()


def mentors() -> Sequence[Person]:
    """Who holds the role now, and no role at a desk."""
    live = RoleGrant.ended_at.is_(None)
    desk = (Role.COORDINATOR, Role.ADMINISTRATOR)
    holding = sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.MENTOR, live)
    at_desk = sa.select(RoleGrant.person_id).where(RoleGrant.role.in_(desk), live)
    statement = sa.select(Person).where(Person.id.in_(holding), Person.id.not_in(at_desk))
    return db.session.scalars(statement.where(Person.disabled_at.is_(None)).order_by(Person.name)).all()


def in_programme() -> Any:
    """The ids of the associations that accepted their offer."""
    return (
        sa.select(Application.association_id)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(Outcome.state.in_(TAKEN_PART))
    )


def accompanied() -> Any:
    """The ids of the associations that have a mentor, or are proposed one."""
    return (
        sa.select(MentorshipParty.association_id)
        .join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)
        .where(Mentorship.state != MentorshipState.ENDED)
    )


def _without_mentor() -> Any:
    return sa.and_(Association.id.in_(in_programme()), Association.id.not_in(accompanied()))


def waiting_associations(region: str) -> Sequence[Association]:
    """The associations of a region that take part and have no mentor yet."""
    statement = sa.select(Association).join(Province).options(joinedload(Association.province))
    statement = statement.where(Province.region_code == region, _without_mentor())
    return db.session.scalars(statement.order_by(Association.name_fr, Association.id)).all()


def regions_waiting(regions: frozenset[str] | None) -> list[tuple[Region, int]]:
    """(region, associations without a mentor), for the regions of a desk; None means all."""
    statement = (
        sa.select(Region, sa.func.count(Association.id))
        .join(Province, Province.region_code == Region.code)
        .join(Association, Association.province_code == Province.code)
        .where(_without_mentor())
        .group_by(Region.code)
        .order_by(Region.code)
    )
    if regions is not None:
        statement = statement.where(Region.code.in_(regions))
    return [(region, count) for region, count in db.session.execute(statement)]
