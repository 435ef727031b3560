"""What waits for mentors and representatives, and what an association has submitted."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

import sqlalchemy as sa

from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.core.db import AnySelect
from capacity.mentoring.mechanisms.models import Mechanism
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.queries.lists import SUBMITTED
from capacity.mentoring.shadow_reports.states import ReportState


def waiting_for(actor: Actor, now: datetime) -> list[AnySelect]:
    """For a mentor the reports in review, for a representative those to sign off; for a desk nothing."""
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        return []
    found = [_to_review(actor)] if actor.has(Role.MENTOR) else []
    return [*found, _to_sign(actor)] if actor.represents else found


def _to_review(actor: Actor) -> AnySelect:
    found = waiting("shadow_reports.review", object_id=ShadowReport.id, label=Mechanism.name)
    closed = sa.select(MentorshipParty.mentorship_id).where(MentorshipParty.admitted_at.is_(None))
    return (
        found.select_from(ShadowReport)
        .join(Mechanism, Mechanism.id == ShadowReport.mechanism_id)
        .join(Mentorship, Mentorship.id == ShadowReport.mentorship_id)
        .where(ShadowReport.state == ReportState.IN_REVIEW, Mentorship.mentor_id == actor.id)
        .where(Mentorship.state == MentorshipState.ACTIVE, Mentorship.id.not_in(closed))
    )


def _to_sign(actor: Actor) -> AnySelect:
    found = waiting("shadow_reports.sign_off", object_id=ShadowReport.id, label=Mechanism.name)
    return (
        found.select_from(ReportParty)
        .join(ShadowReport, ShadowReport.id == ReportParty.report_id)
        .join(Mechanism, Mechanism.id == ShadowReport.mechanism_id)
        .where(ShadowReport.state == ReportState.IN_REVIEW, ReportParty.signed_off_at.is_(None))
        .where(ReportParty.association_id.in_(actor.represents))
    )


def history_of(association_ids: Collection[int]) -> list[AnySelect]:
    """When a report was submitted, and to which mechanism."""
    found = waiting(
        "shadow_reports.history_submitted",
        object_id=ShadowReport.id,
        label=Mechanism.name,
        due_on=ShadowReport.submitted_on,
    )
    return [
        found.select_from(ReportParty)
        .join(ShadowReport, ShadowReport.id == ReportParty.report_id)
        .join(Mechanism, Mechanism.id == ShadowReport.mechanism_id)
        .where(ReportParty.association_id.in_(association_ids), ShadowReport.state.in_(SUBMITTED))
    ]
