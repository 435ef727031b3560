"""What waits in this room, and what an association has been through here."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.calls.states.rules import Promotion
from capacity.admission.review.models import Assignment, Panel, PanelMember
from capacity.admission.review.queries import reach
from capacity.admission.review.states import OPEN
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round, SealSignature, stepped_back
from capacity.admission.rounds.states import HOLDS_SEAT, CorrectionState, OfferState, OutcomeKind, RoundState
from capacity.core.access import Actor, Role
from capacity.core.agenda import waiting
from capacity.rollout.territory.models import Region


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """Offers to answer; rounds to open, to seal, to announce; offers that nobody answered yet."""
    found: list[sa.Select[Any]] = []
    if actor.association_ids:
        found.append(_offers(actor, now))
    if actor.has(Role.COORDINATOR):
        mine = reach(actor, Round.region_code)
        found += [
            _rounds("announce_round", RoundState.SEALED).where(mine),
            _rounds("seal_round", RoundState.DELIBERATION).where(mine, _unsigned("coordinator")),
            _rounds("close_scoring", RoundState.SCORING).where(mine, _nothing_open()),
            _expiring(now).where(mine),
            _free_seats().where(mine),
            _corrections(actor).where(mine),
        ]
    if actor.has(Role.COMMITTEE):
        mine = _presided_by(actor.id or 0)
        found.append(_rounds("sign_round", RoundState.DELIBERATION).where(mine, _unsigned("chair")))
        found.append(_corrections(actor).where(mine))
    return found


def _presided_by(person_id: int) -> Any:
    """The rounds over which this person presides, as ``states.presiding`` of review says who does."""
    seat = sa.exists().where(PanelMember.panel_id == Round.panel_id, PanelMember.person_id == person_id)
    chair = sa.select(PanelMember.person_id).where(PanelMember.panel_id == Round.panel_id, PanelMember.chairs)
    handed_over = sa.exists().where(Panel.id == Round.panel_id, Panel.handed_over_at.is_not(None)).correlate(Round)
    out = handed_over | stepped_back(chair.correlate(Round).scalar_subquery())
    without_chair = sa.not_(chair.exists()) | out
    return sa.and_(
        sa.and_(seat.where(PanelMember.chairs), sa.not_(handed_over))
        | sa.and_(seat.where(PanelMember.deputises), without_chair),
        sa.not_(stepped_back(person_id)),
    )


def _unsigned(capacity: str) -> Any:
    return sa.not_(sa.exists().where(SealSignature.round_id == Round.id, SealSignature.capacity == capacity))


def _nothing_open() -> Any:
    return sa.not_(sa.exists().where(Assignment.panel_id == Round.panel_id, Assignment.state.in_(OPEN)))


def _rounds(kind: str, state: RoundState) -> sa.Select[Any]:
    return (
        waiting(kind, object_id=Round.id, label=Region.name, due_at=Round.sitting_at)
        .select_from(Round)
        .join(Region, Region.code == Round.region_code)
        .join(Panel, Panel.id == Round.panel_id)
        .where(Round.state == state)
    )


def _offers(actor: Actor, now: datetime) -> sa.Select[Any]:
    return (
        waiting("answer_offer", object_id=Application.id, label=Call.title, due_at=Outcome.offer_due_at)
        .select_from(Outcome)
        .join(Application, Application.id == Outcome.application_id)
        .join(Call, Call.id == Application.call_id)
        .where(
            Application.association_id.in_(actor.association_ids),
            Outcome.state == OfferState.OFFERED,
            Outcome.offer_due_at > now,
        )
    )


def _expiring(now: datetime) -> sa.Select[Any]:
    return (
        waiting(
            "offers_open",
            object_id=Round.id,
            label=Region.name,
            detail=sa.func.count(Outcome.id),
            due_at=sa.func.min(Outcome.offer_due_at),
        )
        .select_from(Outcome)
        .join(Round, Round.id == Outcome.round_id)
        .join(Region, Region.code == Round.region_code)
        .where(Outcome.state == OfferState.OFFERED, Outcome.offer_due_at > now)
        .group_by(Round.id, Region.name)
    )


def _free_seats() -> sa.Select[Any]:
    """Rounds whose coordinator offers the seats that become free, with one free and somebody on the reserve list."""
    held = (
        sa.select(sa.func.count())
        .where(
            Outcome.round_id == Round.id,
            Outcome.state.in_(HOLDS_SEAT),
            sa.or_(Outcome.remedy.is_(None), Outcome.remedy != Remedy.EXTRA_SEAT),
        )
        .correlate(Round)
        .scalar_subquery()
    )
    reserve = sa.exists().where(Outcome.round_id == Round.id, Outcome.kind == OutcomeKind.RESERVE)
    return (
        waiting("seat_free", object_id=Round.id, label=Region.name)
        .select_from(Round)
        .join(Region, Region.code == Round.region_code)
        .join(Call, Call.id == Round.call_id)
        .where(
            Round.state == RoundState.ANNOUNCED,
            Call.rules["promotion"].as_string() == Promotion.BY_HAND.value,
            held < Round.seats,
            reserve,
        )
    )


def _corrections(actor: Actor) -> sa.Select[Any]:
    """Corrections that somebody else proposed, and that wait for the second signature."""
    return (
        waiting("sign_correction", object_id=ResultCorrection.id, label=Region.name)
        .select_from(ResultCorrection)
        .join(Round, Round.id == ResultCorrection.round_id)
        .join(Region, Region.code == Round.region_code)
        .where(ResultCorrection.state == CorrectionState.PROPOSED, ResultCorrection.proposed_by_id != (actor.id or 0))
    )


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """What was announced to the associations, and what they answered."""
    mine = list(association_ids)

    def lines(kind: str, moment: Any) -> sa.Select[Any]:
        return (
            waiting(kind, object_id=Application.id, label=Call.title, detail=Outcome.kind, due_at=moment)
            .select_from(Outcome)
            .join(Application, Application.id == Outcome.application_id)
            .join(Call, Call.id == Application.call_id)
            .where(Application.association_id.in_(mine), moment.is_not(None))
        )

    return [
        lines("outcome_announced", Outcome.announced_at),
        lines("outcome_corrected", Outcome.corrected_at),
        lines("offer_promoted", Outcome.promoted_at),
        lines("offer_accepted", Outcome.answered_at).where(
            Outcome.state.in_([OfferState.ACCEPTED, OfferState.ENROLLED])
        ),
        lines("offer_declined", Outcome.answered_at).where(Outcome.state == OfferState.DECLINED),
    ]
