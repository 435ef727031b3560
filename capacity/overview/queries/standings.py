"""Where one association stands, from what each room may say to its members."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome
from capacity.core import clock
from capacity.core.db import db
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.overview.states import Standing
from capacity.people.associations.models import Association
from capacity.people.associations.queries import family_of
from capacity.rollout.territory.models import Province
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import CertificateState
from capacity.training.sessions.models import Delegate, Enrolment, Session
from capacity.training.sessions.states import EnrolmentState, SessionState


def own_associations(ids: frozenset[int]) -> Sequence[Association]:
    """The associations a person acts for, with province and region."""
    return db.session.scalars(
        sa.select(Association)
        .where(Association.id.in_(ids), Association.merged_into_id.is_(None))
        .options(joinedload(Association.province).joinedload(Province.region))
        .order_by(Association.id)
    ).all()


@dataclass(frozen=True)
class Known:
    """The standing with the objects that the page names beside it."""

    standing: Standing
    application: Application | None
    mentorship: Mentorship | None
    report: ShadowReport | None


def standing_of(association: Association, now: datetime) -> Known:
    """What the rooms say; an outcome exists from its announcement only, a verdict is read as the applicant may."""
    row = db.session.execute(
        sa.select(Application, Outcome)
        .outerjoin(Outcome, Outcome.application_id == Application.id)
        .where(Application.association_id.in_(family_of(association.id)))
        .options(joinedload(Application.call).selectinload(Call.extensions))
        .order_by(Outcome.state.in_(["accepted", "enrolled", "offered"]).desc().nulls_last(), Application.id.desc())
        .limit(1)
    ).first()
    application, outcome = row if row is not None else (None, None)
    mentorship = _mentorship(association.id)
    report = _report(association.id)
    sessions, attended = _sessions(application)
    standing = Standing(
        application=application.public_state(now).value if application else None,
        applied_on=_day(application.submitted_at) if application else None,
        outcome=outcome.kind.value if outcome else None,
        offer=outcome.state.value if outcome and outcome.state else None,
        announced_on=_day(outcome.announced_at) if outcome else None,
        sessions=sessions,
        attended=attended,
        certificates=_certificates(association.id),
        mentorship=mentorship.state.value if mentorship else None,
        mentored_until=mentorship.ends_on if mentorship else None,
        report=report.state.value if report else None,
        submitted_on=report.submitted_on if report else None,
    )
    return Known(standing, application, mentorship, report)


def _mentorship(association_id: int) -> Mentorship | None:
    return db.session.scalar(
        sa.select(Mentorship)
        .join(MentorshipParty, MentorshipParty.mentorship_id == Mentorship.id)
        .where(MentorshipParty.association_id.in_(family_of(association_id)))
        .options(joinedload(Mentorship.mentor), selectinload(Mentorship.milestones))
        .order_by((Mentorship.state == "active").desc(), Mentorship.id.desc())
        .limit(1)
    )


def _report(association_id: int) -> ShadowReport | None:
    """Its latest report that was not given up: state, mechanism and date; what is written in it is sealed."""
    return db.session.scalar(
        sa.select(ShadowReport)
        .join(ReportParty, ReportParty.report_id == ShadowReport.id)
        .where(ReportParty.association_id.in_(family_of(association_id)), ShadowReport.state != ReportState.ABANDONED)
        .options(joinedload(ShadowReport.mechanism))
        .order_by(ShadowReport.id.desc())
        .limit(1)
    )


def _sessions(application: Application | None) -> tuple[int, int]:
    """(sessions of its phase and region, those that its delegates attended)."""
    if application is None:
        return 0, 0
    attended = (
        sa.select(Enrolment.id)
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .where(Enrolment.session_id == Session.id, Enrolment.state == EnrolmentState.ATTENDED)
        .where(Delegate.association_id == application.association_id)
        .exists()
    )
    row = db.session.execute(
        sa.select(sa.func.count(), sa.func.coalesce(sa.func.sum(sa.case((attended, 1), else_=0)), 0)).where(
            Session.phase_id == application.call.phase_id,
            Session.region_code == application.region_code,
            Session.state.in_([SessionState.SCHEDULED, SessionState.HELD]),
        )
    ).one()
    return int(row[0]), int(row[1])


def _certificates(association_id: int) -> int:
    """Certificates in force of its delegates."""
    statement = sa.select(sa.func.count()).select_from(Certificate)
    mine = statement.where(
        Certificate.association_id.in_(family_of(association_id)), Certificate.state == CertificateState.ISSUED
    )
    return db.session.scalar(mine) or 0


def _day(moment: datetime | None) -> date | None:
    return clock.local(moment).date() if moment else None
