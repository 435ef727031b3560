"""Counts for the overview: how many, in which state, where."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.core.db import AnySelect
from capacity.mentoring.mentorships.models import Meeting, Mentorship, MentorshipParty, Milestone
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province


def mentorships_by_state() -> AnySelect:
    """(region, state, associations accompanied)."""
    return (
        sa.select(Province.region_code, Mentorship.state, sa.func.count(sa.distinct(MentorshipParty.association_id)))
        .join(MentorshipParty, MentorshipParty.mentorship_id == Mentorship.id)
        .join(Association, Association.id == MentorshipParty.association_id)
        .join(Province, Province.code == Association.province_code)
        .group_by(Province.region_code, Mentorship.state)
    )


def milestones_by_state() -> AnySelect:
    """(state, milestones)."""
    return sa.select(Milestone.state, sa.func.count()).group_by(Milestone.state)


def meetings_held() -> AnySelect:
    """(meetings, minutes) of all logs together."""
    return sa.select(sa.func.count(Meeting.id), sa.func.coalesce(sa.func.sum(Meeting.minutes), 0))
