"""A decision is added to an outcome after a complaint; what was announced, and what was sealed, stays as it is."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.offers import answer_by, watch
from capacity.admission.rounds.models import AddedDecision, Outcome, Round
from capacity.admission.rounds.queries import adding
from capacity.admission.rounds.states import ENROL, OfferState, OutcomeKind, RoundState
from capacity.admission.rounds.states.adding import RESERVE_ADDED, SELECT_ADDED, recheck
from capacity.admission.rounds.states.remedies import Given
from capacity.core import audit, clock
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move

CORRECTION = "correction:"
"""Begins the source of a decision that a correction of the announcement added."""
RESULTS_OUT = (RoundState.ANNOUNCED, RoundState.FINAL)


def add_decision(round_: Round, application: Application, *, source: str, actor: Actor, now: datetime) -> AddedDecision:
    """Add the decision that the call's rule gives where a seat is due; asked again from one source, it is one decision.

    A seat that is free now is offered at once. Whoever was announced before keeps what was announced to them.
    """
    queries.locked(round_.id)
    known = adding.added_by(source)
    if known is not None:
        return known
    if round_.state not in RESULTS_OUT:
        raise RuleBroken(_l("The results of this region are not announced yet."))
    if application.state is ApplicationState.WITHDRAWN:
        raise RuleBroken(_l("The application was withdrawn."))
    outcome = first_outcome(round_, application, actor=actor, now=now)
    if outcome.kind is OutcomeKind.SELECTED:
        raise RuleBroken(_l("This association is selected already."))
    return give(outcome, round_, adding.given_now(round_, application), source=source, actor=actor, now=now)


def give(outcome: Outcome, round_: Round, given: Given, *, source: str, actor: Actor, now: datetime) -> AddedDecision:
    """Write the decision down beside what was announced, and offer the seat if it gives one; the round is locked."""
    remedy = Recourse.read(round_.call.recourse).remedy
    quotas, groups = adding.sealed_quotas(round_)
    held = [groups.get(number, frozenset()) for number in adding.numbers_seated(round_.id)]
    joining = groups.get(outcome.application.number or "", frozenset())
    added = AddedDecision(
        outcome_id=outcome.id, source=source, remedy=remedy, given=given, kind_before=outcome.kind,
        rank_before=outcome.reserve_rank, kind_after=given.kind_after(outcome.kind), decided_at=now,
        decided_by_id=actor.id, quotas=[one.stored() for one in recheck(held, joining, quotas, seated=given.is_seat)],
    )  # fmt: skip
    if given is not Given.PRIORITY:
        outcome.remedy, outcome.added_at = given.remedy(remedy), now
        move(outcome, SELECT_ADDED if given.is_seat else RESERVE_ADDED, actor=actor, now=now, attribute="kind")
    if given.is_seat:
        outcome.state, outcome.offer_due_at = OfferState.OFFERED, answer_by(round_, now)
        watch(outcome, now=now)
    db.session.add(added)
    queries.note_ended(outcome)
    audit.record(actor=actor, action="rounds.add_decision", obj=round_, now=now, after=f"{outcome.id} {given}")
    return added


def first_outcome(round_: Round, application: Application, *, actor: Actor, now: datetime) -> Outcome:
    """The outcome that was announced; a first one for an application that was refused at screening, and was therefore
    not in the ranking."""
    known = queries.outcome_now(application.id)
    if known is not None:
        return known
    made = Outcome(
        round_id=round_.id,
        application_id=application.id,
        application=application,
        kind=OutcomeKind.NOT_SELECTED,
        points=0,
        announced_at=now,
    )
    db.session.add(made)
    queries.note_ended(made)
    audit.record(actor=actor, action="outcomes.first_after_complaint", obj=made, now=now)
    return made


@handles("offer.accepted")
def when_accepted(payload: Mapping[str, Any]) -> None:
    """An offer accepted after the end of the round enrols at once: the end enrolled those before."""
    with unit_of_work():
        outcome = queries.outcome_now(payload["application"])
        if outcome is None:
            return
        round_ = queries.locked(outcome.round_id)
        if round_.state is RoundState.FINAL and outcome.state is OfferState.ACCEPTED:
            move(outcome, ENROL, actor=SYSTEM, now=clock.now())


@handles("offer.ended")
def when_ended(payload: Mapping[str, Any]) -> None:
    """A seat of the region that is given up after the end of the round goes to the first who was found right and for
    whom none was left; the reserve list has ended for the others."""
    with unit_of_work():
        ended = queries.outcome_now(payload["application"])
        if ended is None:
            return
        round_ = queries.locked(ended.round_id)
        source = f"freed:{ended.id}:{ended.offer_due_at or '':%Y%m%dT%H%M}"
        if round_.state is not RoundState.FINAL or adding.added_by(source) is not None:
            return
        owed = adding.owed_first(round_) if adding.seats_taken(round_.id) < round_.seats else None
        if owed is not None:
            outcome = owed.outcome
            give(outcome, round_, Given.SEAT, source=source, actor=SYSTEM, now=clock.now())
            if owed.source.startswith(CORRECTION):
                outcome.added_at = None  # nobody complained: the correction said that it should have been selected
            notices.write_promoted(outcome, round_, now=clock.now())
