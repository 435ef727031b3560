"""The figures of the dashboard: what was counted, of what kind, in which region; one statement for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ARRIVED
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import ComplaintState
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OutcomeKind
from capacity.community.partnerships.models import Commitment
from capacity.core.db import AnySelect, db
from capacity.core.languages import Localized
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province
from capacity.training.attendance.queries import marks_now
from capacity.training.certificates.models import Certificate
from capacity.training.sessions.models import Delegate, Enrolment, Session
from capacity.training.sessions.states import SEATED, SessionState

YOUNG = 35
"""Delegates of this age or less count as young."""

Figures = Mapping[str, Mapping[str, Mapping[str, int]]]
"""Topic → region → kind → number; agreements stand under the region "-"."""

NOWHERE = "-"
PROMOTED = "promoted"
OPEN, WITHDRAWN = "open", "withdrawn"
"""Of complaints without an answer."""


def figures(year: int) -> Figures:
    """Everything that the dashboard draws beside the tallies of the regions."""
    found: dict[str, dict[str, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for topic, region, kind, number in db.session.execute(_everything(), {"young": year - YOUNG}):
        found[topic][region][kind] = int(number)
    return found


@cache
def _everything() -> sa.CompoundSelect[Any]:
    """Put together once; ``young`` is the year in which the oldest of the young were born."""
    return sa.union_all(
        *_offers(),
        _complaints(),
        *_delegates(),
        _attendance(),
        _certificates(),
        _mentorships(),
        _reports(),
        _commitments(),
        _came(),
    )


def _figure(topic: str, region: Any, kind: Any, number: Any) -> AnySelect:
    return sa.select(
        sa.literal(topic).label("topic"),
        sa.cast(region, sa.String(5)).label("region"),
        sa.cast(kind, sa.String(40)).label("kind"),
        sa.cast(number, sa.Integer).label("number"),
    )


def _came() -> AnySelect:
    """Applications to the seats of a region, by state."""
    region, state = Application.region_code, Application.state
    return _figure("applications", region, state, sa.func.count()).where(state.in_(ARRIVED)).group_by(region, state)


def _delegates() -> list[AnySelect]:
    """People who were given a place in a session, each counted once: by gender, and the young among them."""
    people = sa.func.count(sa.distinct(Delegate.id))
    young = Delegate.birth_year >= sa.bindparam("young", type_=sa.Integer)
    age = sa.case((Delegate.birth_year.is_(None), "unstated"), (young, "young"), else_="older")
    return [
        _figure(topic, Session.region_code, kind, people)
        .select_from(Enrolment)
        .join(Delegate, Delegate.id == Enrolment.delegate_id)
        .join(Session, Session.id == Enrolment.session_id)
        .where(Enrolment.state.in_(SEATED))
        .group_by(Session.region_code, kind)
        for topic, kind in (("gender", Delegate.gender), ("age", age))
    ]


def _offers() -> list[AnySelect]:
    """Seats by the state of their offer, those who moved up, and those on the reserve list; what was announced only."""
    by_region: tuple[Any, ...] = (Round.region_code,)
    return [
        _figure("offers", Round.region_code, kind, sa.func.count())
        .select_from(Outcome)
        .join(Round, Round.id == Outcome.round_id)
        .where(condition)
        .group_by(*grouped)
        for kind, condition, grouped in (
            (Outcome.state, Outcome.state.is_not(None), (*by_region, Outcome.state)),
            (sa.literal(PROMOTED), Outcome.promoted_at.is_not(None), by_region),
            (sa.literal(OutcomeKind.RESERVE.value), Outcome.kind == OutcomeKind.RESERVE, by_region),
        )
    ]


def _complaints() -> AnySelect:
    """Complaints that were filed, by their answer; those without one are open, or were withdrawn."""
    kind = sa.case(
        (Complaint.state == ComplaintState.DECIDED, sa.cast(Complaint.verdict, sa.String)),
        (Complaint.state == ComplaintState.WITHDRAWN, sa.literal(WITHDRAWN)),
        else_=sa.literal(OPEN),
    )
    return (
        _figure("complaints", Application.region_code, kind, sa.func.count())
        .select_from(Complaint)
        .join(Application, Application.id == Complaint.application_id)
        .where(Complaint.filed_at.is_not(None))
        .group_by(Application.region_code, kind)
    )


def _attendance() -> AnySelect:
    """Half-days of people in sessions that were held, by what the register says."""
    held: Any = sa.select(Session.id).where(Session.state == SessionState.HELD)
    marks = marks_now(held)
    return (
        _figure("attendance", Session.region_code, marks.c.mark, sa.func.count())
        .select_from(marks)
        .join(Enrolment, Enrolment.id == marks.c.enrolment_id)
        .join(Session, Session.id == Enrolment.session_id)
        .group_by(Session.region_code, marks.c.mark)
    )


def _certificates() -> AnySelect:
    """Certificates by state, in the region of their session."""
    return (
        _figure("certificates", Session.region_code, Certificate.state, sa.func.count())
        .select_from(Certificate)
        .join(Session, Session.id == Certificate.session_id)
        .group_by(Session.region_code, Certificate.state)
    )


def _mentorships() -> AnySelect:
    """Associations accompanied, by the state of their mentorship."""
    return (
        _figure(
            "mentorships",
            Province.region_code,
            Mentorship.state,
            sa.func.count(sa.distinct(MentorshipParty.association_id)),
        )
        .select_from(MentorshipParty)
        .join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)
        .join(Association, Association.id == MentorshipParty.association_id)
        .join(Province, Province.code == Association.province_code)
        .group_by(Province.region_code, Mentorship.state)
    )


def _reports() -> AnySelect:
    """Reports by state only; a report of a coalition counts once, in the region of its first association."""
    first = (
        sa.select(ReportParty.report_id, sa.func.min(ReportParty.association_id).label("association_id"))
        .group_by(ReportParty.report_id)
        .subquery()
    )
    return (
        _figure("reports", Province.region_code, ShadowReport.state, sa.func.count())
        .select_from(first)
        .join(ShadowReport, ShadowReport.id == first.c.report_id)
        .join(Association, Association.id == first.c.association_id)
        .join(Province, Province.code == Association.province_code)
        .group_by(Province.region_code, ShadowReport.state)
    )


def _commitments() -> AnySelect:
    """Commitments of all agreements."""
    return _figure("commitments", sa.literal(NOWHERE), Commitment.state, sa.func.count()).group_by(Commitment.state)


@dataclass(frozen=True, slots=True)
class Came:
    """Applications from a province."""

    region: str
    province: str
    names: Localized
    number: int


def applications_by_province() -> list[Came]:
    """Each province from which an application came."""
    rows = db.session.execute(_applications_by_province())
    return [
        Came(region, code, Localized(fr=fr, ar=ar, en=fr), number) for region, code, fr, ar, number in rows if number
    ]


@cache
def _applications_by_province() -> AnySelect:
    """Counted province by province, along two indexes: all of them at once would have to be sorted first."""
    arrived = sa.case((Application.state.in_(ARRIVED), 1), else_=0)
    number = (
        sa.select(sa.func.sum(arrived))
        .select_from(Association)
        .join(Application, Application.association_id == Association.id)
        .where(Association.province_code == Province.code)
        .correlate(Province)
        .scalar_subquery()
    )
    return (
        sa.select(Province.region_code, Province.code, Province.name_fr, Province.name_ar, number)
        .where(sa.exists().where(Association.province_code == Province.code))
        .order_by(Province.code)
    )
