"""Which reports there are: states and dates for the desk, one's own for those who write and accompany."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.core import vault
from capacity.core.access import Actor, Role
from capacity.core.db import AnySelect, db
from capacity.mentoring.mechanisms.models import CalendarEvent
from capacity.mentoring.mentorships.models import KeyRing, Mentorship, MentorshipParty
from capacity.mentoring.mentorships.queries import members_of
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports.models import ReportFile, ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province

_PARTIES = selectinload(ShadowReport.parties).joinedload(ReportParty.association)
_MENTOR = joinedload(ShadowReport.mentorship).options(joinedload(Mentorship.mentor), selectinload(Mentorship.parties))
_EVENT = joinedload(ShadowReport.event).joinedload(CalendarEvent.mechanism)


def progress(actor: Actor) -> AnySelect:
    """The desk's list: who writes, against which mechanism, state, dates, number of versions. Nothing written."""
    statement: AnySelect = sa.select(ShadowReport)
    regions = None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
    if regions is not None:
        inside = (
            sa.select(ReportParty.report_id)
            .join(Association, Association.id == ReportParty.association_id)
            .join(Province, Province.code == Association.province_code)
            .where(Province.region_code.in_(regions))
        )
        statement = statement.where(ShadowReport.id.in_(inside))
    return statement.options(_PARTIES, joinedload(ShadowReport.mechanism), _EVENT, joinedload(ShadowReport.mentorship))


def own(actor: Actor) -> Sequence[ShadowReport]:
    """The reports of a member's associations, and those of the mentorships that let a mentor in; latest first."""
    mine = sa.select(ReportParty.report_id).where(ReportParty.association_id.in_(actor.association_ids))
    guided: Any = sa.false()
    if actor.has(Role.MENTOR):
        closed = sa.select(MentorshipParty.mentorship_id).where(MentorshipParty.admitted_at.is_(None))
        active = sa.select(Mentorship.id).where(
            Mentorship.mentor_id == actor.id,
            Mentorship.state == MentorshipState.ACTIVE,
            Mentorship.id.not_in(closed),
        )
        guided = ShadowReport.mentorship_id.in_(active)
    statement = sa.select(ShadowReport).where(sa.or_(ShadowReport.id.in_(mine), guided))
    options = (_PARTIES, _MENTOR, _EVENT, joinedload(ShadowReport.mechanism), joinedload(ShadowReport.ring))
    return db.session.scalars(statement.options(*options).order_by(ShadowReport.id.desc())).all()


def report(report_id: int) -> ShadowReport | None:
    """One report with its parties, mentor, mechanism and key ring; its text is read apart."""
    options = (
        _PARTIES,
        _MENTOR,
        _EVENT,
        joinedload(ShadowReport.mechanism),
        joinedload(ShadowReport.ring).selectinload(KeyRing.shares),
    )
    return db.session.scalar(sa.select(ShadowReport).where(ShadowReport.id == report_id).options(*options))


def by_request(request_id: str) -> ShadowReport | None:
    """The report that this request has started already."""
    return db.session.scalar(sa.select(ShadowReport).where(ShadowReport.request_id == request_id))


def is_opened_by(found: ShadowReport, code: str) -> bool:
    """Whether this printed code opens the report."""
    public = vault.keys_of_code(code).public
    return any(one.person_id is None and one.public_key == public for one in found.ring.shares)


def party(party_id: int) -> ReportParty | None:
    """One association's part in a report."""
    found = db.session.get(ReportParty, party_id)
    return found if found is not None and report(found.report_id) is not None else None


def file(file_id: int) -> ReportFile | None:
    """A file of a report."""
    found = db.session.get(ReportFile, file_id, options=[joinedload(ReportFile.file)])
    return found if found is not None and report(found.report_id) is not None else None


def of_mentorship(mentorship_id: int) -> Sequence[ShadowReport]:
    """The reports written within a mentorship."""
    statement = sa.select(ShadowReport).where(ShadowReport.mentorship_id == mentorship_id)
    options = (_PARTIES, _MENTOR, joinedload(ShadowReport.ring).selectinload(KeyRing.shares))
    return db.session.scalars(statement.options(*options).order_by(ShadowReport.id)).all()


def sharing_choices(actor: Actor) -> Sequence[Mentorship]:
    """The coalitions that a member's association belongs to, for starting a report together."""
    mine = sa.select(MentorshipParty.mentorship_id).where(MentorshipParty.association_id.in_(actor.association_ids))
    statement = sa.select(Mentorship).where(Mentorship.id.in_(mine), Mentorship.state != MentorshipState.ENDED)
    parties = selectinload(Mentorship.parties).joinedload(MentorshipParty.association)
    return db.session.scalars(statement.options(parties).order_by(Mentorship.id)).all()


def entitled(found: ShadowReport) -> list[Person]:
    """Who may open the report now: the members, and the mentor let in."""
    people = list(members_of(found.association_ids))
    mentor = found.mentor
    return people if mentor is None else [*people, mentor]


def reports_by_state() -> AnySelect:
    """(state, reports) for the overview."""
    return sa.select(ShadowReport.state, sa.func.count()).group_by(ShadowReport.state)


SUBMITTED = (ReportState.SUBMITTED, ReportState.CONSIDERED, ReportState.FOLLOWED_UP)
