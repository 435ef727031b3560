"""Counts and dates of each region from every room, as rows of the same columns in one statement."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call, CallRegion
from capacity.admission.calls.queries.desk import closing_of_all
from capacity.admission.calls.states import CallState
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core import clock
from capacity.core.db import AnySelect, Utc, db
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty
from capacity.mentoring.mentorships.states import MentorshipState
from capacity.mentoring.shadow_reports.models import ReportParty, ShadowReport
from capacity.mentoring.shadow_reports.states import ReportState
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province
from capacity.training.sessions.models import Session
from capacity.training.sessions.states import SessionState

WAS_PUBLISHED = (CallState.PUBLISHED, CallState.ARCHIVED)


@dataclass
class Tally:
    """What was counted in one region: numbers, moments and words by their keys."""

    numbers: dict[str, int] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    days: dict[str, date] = field(default_factory=dict)
    words: dict[str, str] = field(default_factory=dict)

    def number(self, key: str) -> int:
        """The count; 0 where nothing was counted."""
        return self.numbers.get(key, 0)


def for_everybody(now: datetime) -> dict[str, Tally]:
    """What the public may know, by region, in one statement."""
    return _counted(_for_everybody(), now)


def for_the_desk(now: datetime) -> dict[str, Tally]:
    """The same and what the desk follows, by region, in one statement."""
    return _counted(_for_the_desk(), now)


def for_the_dashboard(now: datetime) -> dict[str, Tally]:
    """What the public may know but for what came in, and the associations taking part, by region, in one statement."""
    return _counted(_for_the_dashboard(), now)


_NOW: Any = sa.bindparam("now", type_=Utc())
_TODAY: Any = sa.bindparam("today", type_=sa.Date())


@cache
def _for_everybody() -> sa.CompoundSelect[Any]:
    """Putting so long a statement together takes longer than running it: it is done once."""
    return sa.union_all(*public(_NOW))


@cache
def _for_the_desk() -> sa.CompoundSelect[Any]:
    return sa.union_all(*public(_NOW), *desk(_NOW, _TODAY))


@cache
def _for_the_dashboard() -> sa.CompoundSelect[Any]:
    return sa.union_all(*_stages(_NOW), _taken())


def _counted(statement: sa.CompoundSelect[Any], now: datetime) -> dict[str, Tally]:
    found: dict[str, Tally] = {}
    moment = {"now": now, "today": clock.local(now).date()}
    for key, region, number, at, on, word in db.session.execute(statement, moment):
        tally = found.setdefault(region, Tally())
        if number is not None:
            tally.numbers[key] = number
        if at is not None:
            tally.moments[key] = at
        if on is not None:
            tally.days[key] = on
        if word is not None:
            tally.words[key] = word
    return found


def tally(key: str, region: Any, *, number: Any = None, at: Any = None, on: Any = None, word: Any = None) -> AnySelect:
    """One count of each region; the caller adds joins, conditions and grouping."""
    return sa.select(
        sa.literal(key).label("key"),
        sa.cast(region, sa.String(5)).label("region"),
        sa.cast(sa.null() if number is None else number, sa.Integer).label("number"),
        (sa.cast(sa.null(), Utc()) if at is None else sa.type_coerce(at, Utc())).label("at"),
        (sa.cast(sa.null(), sa.Date()) if on is None else sa.type_coerce(on, sa.Date())).label("on"),
        sa.cast(sa.null() if word is None else word, sa.String(60)).label("word"),
    )


def public(now: Any) -> list[AnySelect]:
    """What everybody may know of each region: nothing before its announcement."""
    received = (
        tally("received", Application.region_code, number=sa.func.count())
        .select_from(Application)
        .join(Round, sa.and_(Round.call_id == Application.call_id, Round.region_code == Application.region_code))
        .where(Application.state.in_(ARRIVED), Round.announced_at.is_not(None))
        .group_by(Application.region_code)
    )
    return [*_stages(now), received]


def _stages(now: Any) -> list[AnySelect]:
    """What tells the stage that a region has reached."""
    count = sa.func.count()
    seats = CallRegion.seats
    return [
        tally("called", CallRegion.region_code, number=count)
        .join(Call, Call.id == CallRegion.call_id)
        .where(Call.state.in_(WAS_PUBLISHED), Call.opens_at <= now)
        .group_by(CallRegion.region_code),
        tally("open_seats", CallRegion.region_code, number=sa.func.sum(seats))
        .join(Call, Call.id == CallRegion.call_id)
        .where(Call.state == CallState.PUBLISHED, Call.opens_at <= now, closing_of_all() > now)
        .group_by(CallRegion.region_code),
        tally("announced", Round.region_code, number=sa.func.max(Round.id), at=sa.func.max(Round.announced_at))
        .where(Round.announced_at.is_not(None))
        .group_by(Round.region_code),
        tally("selected", Round.region_code, number=count)
        .select_from(Outcome)
        .join(Round, Round.id == Outcome.round_id)
        .where(Outcome.kind == OutcomeKind.SELECTED, Outcome.promoted_at.is_(None), Outcome.added_at.is_(None))
        .group_by(Round.region_code),
        tally("held", Session.region_code, number=count)
        .where(Session.state == SessionState.HELD)
        .group_by(Session.region_code),
        _mentored("mentored"),
        _reports("submitted", (ReportState.SUBMITTED, ReportState.CONSIDERED, ReportState.FOLLOWED_UP)),
        _reports("considered", (ReportState.CONSIDERED, ReportState.FOLLOWED_UP)),
    ]


def _mentored(key: str) -> AnySelect:
    return (
        tally(key, Province.region_code, number=sa.func.count(sa.distinct(MentorshipParty.association_id)))
        .select_from(MentorshipParty)
        .join(Mentorship, Mentorship.id == MentorshipParty.mentorship_id)
        .join(Association, Association.id == MentorshipParty.association_id)
        .join(Province, Province.code == Association.province_code)
        .where(Mentorship.state != MentorshipState.PROPOSED)
        .group_by(Province.region_code)
    )


def _reports(key: str, states: tuple[ReportState, ...]) -> AnySelect:
    """Associations with a report in these states: states and places only, nothing that somebody wrote."""
    return (
        tally(key, Province.region_code, number=sa.func.count(sa.distinct(ReportParty.association_id)))
        .select_from(ReportParty)
        .join(ShadowReport, ShadowReport.id == ReportParty.report_id)
        .join(Association, Association.id == ReportParty.association_id)
        .join(Province, Province.code == Association.province_code)
        .where(ShadowReport.state.in_(states))
        .group_by(Province.region_code)
    )


def desk(now: Any, today: Any) -> list[AnySelect]:
    """What the desk follows of each region, the next dates among it."""
    count = sa.func.count()
    region = Application.region_code
    return [
        tally("applications", region, number=count).where(Application.state.in_(ARRIVED)).group_by(region),
        tally("eligible", region, number=count).where(Application.state == ApplicationState.ELIGIBLE).group_by(region),
        _scored(),
        tally("seats", CallRegion.region_code, number=sa.func.sum(CallRegion.seats))
        .join(Call, Call.id == CallRegion.call_id)
        .where(Call.state.in_(WAS_PUBLISHED))
        .group_by(CallRegion.region_code),
        _taken(),
        tally("round", Round.region_code, number=Round.id, word=sa.cast(Round.state, sa.String)),
        tally("next.closing", CallRegion.region_code, at=sa.func.min(closing_of_all()))
        .join(Call, Call.id == CallRegion.call_id)
        .where(Call.state == CallState.PUBLISHED, closing_of_all() > now)
        .group_by(CallRegion.region_code),
        tally("next.scores", Panel.region_code, at=sa.func.min(Panel.scores_due_at))
        .where(Panel.scores_due_at > now, Panel.scoring_closed_at.is_(None))
        .group_by(Panel.region_code),
        tally("next.sitting", Round.region_code, at=sa.func.min(Round.sitting_at))
        .where(Round.sitting_at > now)
        .group_by(Round.region_code),
        tally("next.session", Session.region_code, on=sa.func.min(Session.first_day))
        .where(Session.state == SessionState.SCHEDULED, Session.first_day >= today)
        .group_by(Session.region_code),
    ]


def _taken() -> AnySelect:
    """Associations that accepted their place."""
    return (
        tally("taken", Round.region_code, number=sa.func.count())
        .select_from(Outcome)
        .join(Round, Round.id == Outcome.round_id)
        .where(Outcome.state.in_([OfferState.ACCEPTED, OfferState.ENROLLED]))
        .group_by(Round.region_code)
    )


def _scored() -> AnySelect:
    """Applications that as many readers have scored as their panel asks for."""
    read = (
        sa.select(Assignment.panel_id, sa.func.count().label("times"))
        .where(Assignment.state.in_([AssignmentState.SUBMITTED, AssignmentState.LOCKED]))
        .group_by(Assignment.panel_id, Assignment.application_id)
        .subquery()
    )
    return (
        tally("scored", Panel.region_code, number=sa.func.count())
        .select_from(read)
        .join(Panel, Panel.id == read.c.panel_id)
        .where(read.c.times >= Panel.readers_per_application)
        .group_by(Panel.region_code)
    )
