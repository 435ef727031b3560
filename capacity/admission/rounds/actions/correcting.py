"""A wrong announcement is corrected by a new edition: one of the two who seal proposes it, the other issues it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.adding import RESULTS_OUT
from capacity.admission.rounds.actions.sealing import CAPACITIES
from capacity.admission.rounds.actions.taking_effect import take_effect
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.queries import Correcting
from capacity.admission.rounds.states import (
    DROP_CORRECTION,
    HOLDS_SEAT,
    ISSUE_CORRECTION,
    CorrectionState,
    Obstacle,
    OfferState,
    OutcomeKind,
    obstacles,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

Changes = Mapping[int, OutcomeKind]
"""What an application's outcome becomes, by the application's id."""


def propose_correction(
    round_: Round,
    changes: Changes,
    *,
    reason: Localized,
    capacity: str,
    heard: bool = False,
    actor: Actor,
    now: datetime,
) -> ResultCorrection:
    """The first of two signatures: what is to be changed and why; nothing changes yet, and nobody outside reads it.

    Refused while another correction waits, and when seats or quotas do not allow it. An accepted seat is taken back
    only from who was ``heard`` before, and never from who is enrolled.
    """
    _announced(round_, "propose_correction")
    if capacity not in CAPACITIES:
        raise RuleBroken(_l("Choose in which capacity you sign."), field="capacity")
    if queries.open_correction(round_.id) is not None:
        raise RuleBroken(_l("Another correction waits for its second signature: issue or drop it first."))
    if not changes:
        raise RuleBroken(_l("Choose at least one outcome to correct."))
    plan = queries.correcting(round_, changes)
    if not changes.keys() <= {one.application_id for one in plan.outcomes}:
        raise RuleBroken(_l("This application has no outcome in this round."))
    described = _described(plan, changes)
    if not heard and any(one["held"] == OfferState.ACCEPTED.value for one in described):
        raise RuleBroken(
            _l("An association accepted the seat that this takes back: hear it first, and tick that you did."),
            field="heard",
        )
    _refuse_obstacles(plan, round_)
    proposed = ResultCorrection(
        round_id=round_.id,
        round=round_,
        state=CorrectionState.PROPOSED,
        reason=reason,
        changes=described,
        proposed_at=now,
        proposed_by_id=actor.id,
        capacity=capacity,
    )
    db.session.add(proposed)
    db.session.flush()
    audit.record(
        actor=actor, action="result_corrections.propose_correction", obj=proposed, now=now,
        after=CorrectionState.PROPOSED, reason=reason.text("fr"),
    )  # fmt: skip
    return proposed


def drop_correction(correction: ResultCorrection, *, actor: Actor, now: datetime) -> None:
    """It is not issued after all."""
    queries.locked(correction.round_id)
    db.session.refresh(correction)
    move(correction, DROP_CORRECTION, actor=actor, now=now)
    db.session.flush()


def issue_correction(correction: ResultCorrection, *, capacity: str, actor: Actor, now: datetime) -> int:
    """The second signature, in the other capacity and by another person: the correction takes effect; how many letters.

    Refused when an outcome that it changes is not what it was when it was proposed.
    """
    round_ = _announced(correction.round, "issue_correction")
    db.session.refresh(correction)
    if correction.state is not CorrectionState.PROPOSED:
        raise IllegalMove(obj=correction, move="issue_correction", current=correction.state)
    if capacity not in CAPACITIES or capacity == correction.capacity or actor.id == correction.proposed_by_id:
        raise RuleBroken(_l("Two different people sign: a coordinator and the chair."))
    plan = queries.correcting(round_, {one["application"]: OutcomeKind(one["to"]) for one in correction.changes})
    if any(_stands_now(plan, one["application"]) != _stood(one) for one in correction.changes):
        raise RuleBroken(_l("An outcome has changed since this correction was proposed: drop it and propose it anew."))
    move(correction, ISSUE_CORRECTION, actor=actor, now=now)
    correction.issued_by_id = actor.id
    _refuse_obstacles(plan, round_)
    return take_effect(correction, round_, plan, actor=actor, now=now)


def _stood(change: Mapping[str, Any]) -> tuple[str, str, str]:
    return change["from"], change["held"], change.get("given", "")


def _stands_now(plan: Correcting, application_id: int) -> tuple[str, str, str]:
    outcome = next(one for one in plan.outcomes if one.application_id == application_id)
    return outcome.kind.value, _held(outcome), plan.given_to(application_id)


def _announced(round_: Round, verb: str) -> Round:
    """The round, locked, with its results out: whoever moves seats takes this lock first."""
    found = queries.locked(round_.id)
    if found.state not in RESULTS_OUT:
        raise IllegalMove(obj=found, move=verb, current=found.state)
    return found


def _held(outcome: Outcome) -> str:
    """The state of the offer by which it holds a seat; empty when it holds none."""
    return outcome.state.value if outcome.state in HOLDS_SEAT else ""


def _described(plan: Correcting, changes: Changes) -> list[dict[str, Any]]:
    known = {outcome.application_id: outcome for outcome in plan.outcomes}
    for application_id, kind in changes.items():
        if known[application_id].kind is kind:
            raise RuleBroken(_l("This is the outcome that stands already."))
        if known[application_id].application.state is ApplicationState.WITHDRAWN:
            raise RuleBroken(_l("The application was withdrawn."))
    return [
        {
            "application": one.application_id,
            "number": one.application.number,
            "from": one.kind.value,
            "to": changes[one.application_id].value,
            "held": _held(one),
            "given": plan.given_to(one.application_id),
        }
        for one in plan.outcomes
        if one.application_id in changes
    ]


def _refuse_obstacles(plan: Correcting, round_: Round) -> None:
    for obstacle, _group in obstacles(plan.before, plan.after, seats=round_.seats, quotas=plan.quotas):
        if obstacle is Obstacle.ENROLLED:
            raise RuleBroken(
                _l("An association that is enrolled keeps its seat: it took it in good faith, and the round has ended.")
            )
        if obstacle is Obstacle.SEATS:
            raise RuleBroken(
                _l("This would give more seats than the region has: take one back in the same correction.")
            )
        if obstacle is Obstacle.CEILING:
            raise RuleBroken(_l("This would pass a maximum that the call declared."))
        raise RuleBroken(_l("With this decision a quota of the call could not be met any more."))
