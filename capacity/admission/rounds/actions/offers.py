"""Answers to offers, and who of the reserve moves up under the quotas; whoever counts seats locks the round first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import (
    ACCEPT_OFFER,
    DECLINE_OFFER,
    ENROL,
    FINISH,
    LAPSE_OFFER,
    PROMOTE,
    WITHDRAW_OFFER,
    OfferState,
    RoundState,
)
from capacity.core import clock, outbox
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move

LAPSE = "rounds.lapse_offer"
WITHDRAWN = "application.withdrawn"
IN_FLIGHT = timedelta(minutes=10)
"""The lapse is recorded so much after the due date, so that an answer received in time always wins."""


def _fresh(outcome: Outcome) -> tuple[Round, Outcome]:
    round_ = queries.locked(outcome.round_id)
    found = queries.outcome_now(outcome.application_id)
    if found is None:
        raise LookupError("an outcome is never removed")
    return round_, found


def accept_offer(outcome: Outcome, *, contact_name: str, contact_phone: str, actor: Actor, now: datetime) -> Outcome:
    """Take the seat, and name who answers for the delegates; refused after the due date."""
    round_, mine = _fresh(outcome)
    if mine.application.state is ApplicationState.WITHDRAWN:
        raise RuleBroken(_l("The application was withdrawn."))
    if mine.offer_due_at is not None and mine.state is OfferState.OFFERED and now > mine.offer_due_at:
        raise RuleBroken(_l("The time to answer is over: the seat goes to the reserve list."))
    move(mine, ACCEPT_OFFER, actor=actor, now=now)
    mine.contact_name, mine.contact_phone, mine.answered_at = contact_name, contact_phone, now
    db.session.flush()
    _tell("offer.accepted", mine, round_, now=now)
    notices.write_about_offer("accepted", mine, round_, now=now)
    return mine


def decline_offer(outcome: Outcome, *, reason: str = "", actor: Actor, now: datetime) -> Outcome:
    """Give the seat back, before or after accepting it; the reserve moves up."""
    round_, mine = _fresh(outcome)
    move(mine, DECLINE_OFFER, actor=actor, now=now, reason=reason or None)
    mine.answered_at = now
    notices.write_about_offer("declined", mine, round_, now=now)
    _freed(mine, round_, actor=actor, now=now)
    return mine


def lapse_offer(outcome: Outcome, *, actor: Actor, now: datetime) -> bool:
    """Record that nobody answered in time; False when there is nothing to record."""
    round_, mine = _fresh(outcome)
    if mine.state is not OfferState.OFFERED or mine.offer_due_at is None or now <= mine.offer_due_at:
        return False
    move(mine, LAPSE_OFFER, actor=actor, now=now)
    notices.write_about_offer("lapsed", mine, round_, now=now)
    _freed(mine, round_, actor=actor, now=now)
    return True


def withdraw_offer(outcome: Outcome, *, actor: Actor, now: datetime) -> bool:
    """Follow the withdrawal of the application; False when no seat was held."""
    round_, mine = _fresh(outcome)
    if mine.state not in {OfferState.OFFERED, OfferState.ACCEPTED}:
        return False
    move(mine, WITHDRAW_OFFER, actor=actor, now=now)
    _freed(mine, round_, actor=actor, now=now)
    return True


def finish(round_: Round, *, actor: Actor, now: datetime) -> int:
    """Close the round: the accepted are enrolled, the reserve list ends; how many were enrolled."""
    queries.locked(round_.id)
    outcomes = queries.outcomes_of(round_.id)
    if any(outcome.state is OfferState.OFFERED for outcome in outcomes):
        raise RuleBroken(_l("Some offers are not answered yet."))
    move(round_, FINISH, actor=actor, now=now)
    accepted = [outcome for outcome in outcomes if outcome.state is OfferState.ACCEPTED]
    for outcome in accepted:
        move(outcome, ENROL, actor=actor, now=now)
    return len(accepted)


def _freed(outcome: Outcome, round_: Round, *, actor: Actor, now: datetime) -> None:
    db.session.flush()
    _tell("offer.ended", outcome, round_, now=now)
    if round_.state is RoundState.ANNOUNCED:
        fill_seats(round_, actor=actor, now=now, due=answer_by(round_, now), letters=True)


def answer_by(round_: Round, now: datetime) -> datetime:
    """The last minute of the last day for an answer to an offer made now, on a Moroccan clock."""
    day = clock.local(now).date() + timedelta(days=round_.offer_days)
    return clock.from_local(datetime.combine(day, time(23, 59)))


def fill_seats(round_: Round, *, actor: Actor, now: datetime, due: datetime, letters: bool) -> int:
    """Offer every free seat to the first of the reserve who keep the quotas; the round must be locked. How many moved
    up."""
    if round_.state is not RoundState.ANNOUNCED:
        raise IllegalMove(obj=round_, move="fill_seats", current=round_.state)
    reserves = queries.rising(round_)
    for reserve in reserves:
        move(reserve, PROMOTE, actor=actor, now=now, attribute="kind")
        reserve.state, reserve.promoted_at, reserve.offer_due_at = OfferState.OFFERED, now, due
        db.session.flush()
        if letters:
            watch(reserve, now=now)
            notices.write_about_offer("promoted", reserve, round_, now=now)
    return len(reserves)


def watch(outcome: Outcome, *, now: datetime) -> None:
    """Ask for the lapse to be recorded when the time to answer is over."""
    if outcome.offer_due_at is not None:
        run_at = outcome.offer_due_at + IN_FLIGHT
        payload = {"application": outcome.application_id}
        outbox.post(LAPSE, payload, key=f"{LAPSE}:{outcome.application_id}", now=now, run_at=run_at)


def _tell(event: str, outcome: Outcome, round_: Round, *, now: datetime) -> None:
    application = outcome.application
    payload = {
        "outcome": outcome.id,
        "application": application.id,
        "association": application.association_id,
        "phase": round_.call.phase_id,
        "region": round_.region_code,
    }
    outbox.post(event, payload, key=f"{event}:{application.id}", now=now)


@handles(LAPSE)
def when_due(payload: Mapping[str, Any]) -> None:
    """The time to answer is over."""
    with unit_of_work():
        outcome = queries.outcome_now(payload["application"])
        if outcome is not None:
            lapse_offer(outcome, actor=SYSTEM, now=clock.now())


@handles(WITHDRAWN)
def when_withdrawn(payload: Mapping[str, Any]) -> None:
    """An association withdrew its application."""
    with unit_of_work():
        outcome = queries.outcome_now(payload["application"])
        if outcome is not None:
            withdraw_offer(outcome, actor=SYSTEM, now=clock.now())
