"""Answers to offers, and who of the reserve moves up under the quotas; whoever counts seats locks the round first."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from typing import Any

from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.rules import Promotion, Rules
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.charter import sign_charter
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import (
    ACCEPT_OFFER,
    DECLINE_OFFER,
    LAPSE_OFFER,
    PROMOTE,
    WITHDRAW_OFFER,
    OfferState,
    RoundState,
    Signing,
)
from capacity.core import clock, outbox
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter, handles
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move

LAPSE, DUE = "rounds.lapse_offer", "rounds.offer_due"
WITHDRAWN = "application.withdrawn"
IN_FLIGHT = timedelta(minutes=10)
"""The lapse is recorded so much after the due date, so that an answer received in time always wins."""
REMINDED_BEFORE = (3, 1)
"""Days before the due date on which who has not answered is reminded."""


def _fresh(outcome: Outcome) -> tuple[Round, Outcome]:
    round_ = queries.locked(outcome.round_id)
    found = queries.outcome_now(outcome.application_id)
    if found is None:
        raise LookupError("an outcome is never removed")
    return round_, found


def accept_offer(
    outcome: Outcome,
    *,
    contact_name: str,
    contact_phone: str,
    signing: Signing,
    contact_email: str = "",
    actor: Actor,
    now: datetime,
) -> Outcome:
    """Take the seat: name who answers for the delegates, and sign the charter that was read; refused after the due
    date."""
    round_, mine = _fresh(outcome)
    if mine.application.state is ApplicationState.WITHDRAWN:
        raise RuleBroken(_l("The application was withdrawn."))
    if mine.offer_due_at is not None and mine.state is OfferState.OFFERED and now > mine.offer_due_at:
        raise RuleBroken(_l("The time to answer is over: the seat returns to the region."))
    move(mine, ACCEPT_OFFER, actor=actor, now=now)
    sign_charter(mine, signing, actor=actor, now=now)
    mine.contact_name, mine.contact_phone, mine.contact_email = contact_name, contact_phone, contact_email
    mine.answered_at = now
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


def offer_next(round_: Round, *, actor: Actor, now: datetime) -> Outcome:
    """Offer one free seat to the next of the reserve, where the call leaves that to the coordinator.

    Refused when no seat is free, or nobody on the reserve list can take it under the quotas.
    """
    queries.locked(round_.id)
    if round_.state is not RoundState.ANNOUNCED:
        raise IllegalMove(obj=round_, move="offer_next", current=round_.state)
    rising = queries.rising(round_)
    if not rising:
        raise RuleBroken(_l("No seat is free that somebody on the reserve list can take under the quotas."))
    _promote(rising[0], round_, actor=actor, now=now, due=answer_by(round_, now), letters=True)
    return rising[0]


def _freed(outcome: Outcome, round_: Round, *, actor: Actor, now: datetime) -> None:
    db.session.flush()
    tell_ended(outcome, round_, now=now)
    if round_.state is RoundState.ANNOUNCED:
        fill_seats(round_, actor=actor, now=now, due=answer_by(round_, now), letters=True)


def answer_by(round_: Round, now: datetime) -> datetime:
    """The last minute of the last day for an answer to an offer made now, on a Moroccan clock."""
    day = clock.local(now).date() + timedelta(days=round_.offer_days)
    return clock.from_local(datetime.combine(day, time(23, 59)))


def fill_seats(round_: Round, *, actor: Actor, now: datetime, due: datetime, letters: bool) -> int:
    """Offer every free seat to the first of the reserve who keep the quotas, unless the call leaves that to the
    coordinator; the round must be locked. How many moved up."""
    if round_.state is not RoundState.ANNOUNCED:
        raise IllegalMove(obj=round_, move="fill_seats", current=round_.state)
    if Rules.read(round_.call.rules).promotion is Promotion.BY_HAND:
        return 0
    reserves = queries.rising(round_)
    for reserve in reserves:
        _promote(reserve, round_, actor=actor, now=now, due=due, letters=letters)
    return len(reserves)


def _promote(reserve: Outcome, round_: Round, *, actor: Actor, now: datetime, due: datetime, letters: bool) -> None:
    move(reserve, PROMOTE, actor=actor, now=now, attribute="kind")
    reserve.state, reserve.promoted_at, reserve.offer_due_at = OfferState.OFFERED, now, due
    queries.note_ended(reserve)
    if letters:
        watch(reserve, now=now)
        notices.write_promoted(reserve, round_, now=now)


def watch(outcome: Outcome, *, now: datetime) -> None:
    """Ask for the reminders before the time to answer is over, and for the lapse to be recorded after it.

    The due date is part of each key: another offer to the same application is watched anew.
    """
    due = outcome.offer_due_at
    if due is None:
        return
    payload, key = {"application": outcome.application_id}, f"{outcome.application_id}:{due:%Y%m%dT%H%M}"
    outbox.post(LAPSE, payload, key=f"{LAPSE}:{key}", now=now, run_at=due + IN_FLIGHT)
    for days in REMINDED_BEFORE:
        moment = due - timedelta(days=days)
        if moment > now:
            about = {**payload, "due": due.isoformat(), "days": days}
            outbox.post(DUE, about, key=f"{DUE}:{key}:{days}", now=now, run_at=moment)


def tell_ended(outcome: Outcome, round_: Round, *, now: datetime) -> None:
    """Let the later rooms hear that a seat was given up or taken back."""
    _tell("offer.ended", outcome, round_, now=now)


def _tell(event: str, outcome: Outcome, round_: Round, *, now: datetime) -> None:
    application = outcome.application
    payload = {
        "outcome": outcome.id,
        "application": application.id,
        "association": application.association_id,
        "phase": round_.call.phase_id,
        "region": round_.region_code,
    }
    due = f":{outcome.offer_due_at:%Y%m%dT%H%M}" if outcome.offer_due_at else ""
    outbox.post(event, payload, key=f"{event}:{application.id}{due}", now=now)


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


@handles(DUE)
def remind(payload: Mapping[str, Any]) -> None:
    """The time to answer is nearly over: whoever still owes this very answer is reminded."""
    with unit_of_work():
        outcome = queries.outcome_now(payload["application"])
        if outcome is not None and is_awaited(outcome, datetime.fromisoformat(payload["due"]), clock.now()):
            notices.remind_of_offer(outcome, outcome.round, days=payload["days"], now=clock.now())


def is_awaited(outcome: Outcome, due: datetime, now: datetime) -> bool:
    """Whether the offer with this due date still waits for an answer."""
    return outcome.state is OfferState.OFFERED and outcome.offer_due_at == due and now < due


def overtaken(*, letter: Letter, now: datetime) -> bool:
    """Whether a reminder that has not left yet is no longer true: the offer was answered, or its time is over."""
    if letter.template != "admission/rounds/offer_due":
        return False
    outcome = db.session.get(Outcome, letter.about_id)
    return outcome is None or not is_awaited(outcome, datetime.fromisoformat(letter.data["due"]), now)
