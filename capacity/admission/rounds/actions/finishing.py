"""The end of a round: the accepted are enrolled, the reserve list ends, and who still waits after a complaint gets what
the call gives instead."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.adding import give
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import ENROL, FINISH, OfferState, OutcomeKind
from capacity.admission.rounds.states.remedies import Given, at_the_end
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def finish(round_: Round, *, actor: Actor, now: datetime) -> int:
    """Close the round; how many were enrolled.

    Refused while an offer is not answered, a complaint is not, or one can still be filed.
    """
    queries.locked(round_.id)
    outcomes = queries.outcomes_of(round_.id)
    if any(outcome.state is OfferState.OFFERED for outcome in outcomes):
        raise RuleBroken(_l("Some offers are not answered yet."))
    if any(collect("round.held", round_=round_, now=now)):
        raise RuleBroken(_l("A complaint is open, or can still be filed: the round is finished afterwards."))
    move(round_, FINISH, actor=actor, now=now)
    accepted = [outcome for outcome in outcomes if outcome.state is OfferState.ACCEPTED]
    for outcome in accepted:
        move(outcome, ENROL, actor=actor, now=now)
    _end_reserve(round_, outcomes, actor=actor, now=now)
    return len(accepted)


def _end_reserve(round_: Round, outcomes: list[Outcome], *, actor: Actor, now: datetime) -> None:
    waiting = [
        outcome
        for outcome in outcomes
        if outcome.kind is OutcomeKind.RESERVE and outcome.application.state is not ApplicationState.WITHDRAWN
    ]
    instead = at_the_end(Recourse.read(round_.call.recourse))
    given: dict[int, Given] = {}
    for outcome in waiting:
        if outcome.remedy is not None:
            give(outcome, round_, instead, source=f"end:{outcome.id}", actor=actor, now=now)
            given[outcome.id] = instead
    db.session.flush()
    notices.write_reserve_ended(waiting, given, round_, now=now)
