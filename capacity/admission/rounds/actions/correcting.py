"""A wrong announcement is corrected by a new edition: one of the two who seal proposes it, the other issues it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.states import ApplicationState
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.adding import RESULTS_OUT
from capacity.admission.rounds.actions.offers import answer_by, fill_seats, tell_ended, watch
from capacity.admission.rounds.actions.sealing import CAPACITIES
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import (
    CORRECT,
    DROP_CORRECTION,
    HOLDS_SEAT,
    ISSUE_CORRECTION,
    CorrectionState,
    Obstacle,
    OfferState,
    OutcomeKind,
    RoundState,
    Stands,
    corrected,
    digest,
    obstacles,
)
from capacity.core import audit, outbox
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

FIRST_CORRECTION = 2
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
    outcomes, stands, quotas = queries.standing_outcomes(round_)
    described = _described(outcomes, changes)
    if not heard and any(one["held"] == OfferState.ACCEPTED.value for one in described):
        raise RuleBroken(
            _l("An association accepted the seat that this takes back: hear it first, and tick that you did."),
            field="heard",
        )
    _refuse_obstacles(stands, _after(stands, outcomes, changes), round_, quotas)
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
    stood = {one["application"]: (one["from"], one["held"]) for one in correction.changes}
    outcomes, _stands, _quotas = queries.standing_outcomes(round_)
    stands_now = {one.application_id: (one.kind.value, _held(one)) for one in outcomes}
    if any(stands_now[one] != then for one, then in stood.items()):
        raise RuleBroken(_l("An outcome has changed since this correction was proposed: drop it and propose it anew."))
    move(correction, ISSUE_CORRECTION, actor=actor, now=now)
    correction.issued_by_id = actor.id
    changes = {one["application"]: OutcomeKind(one["to"]) for one in correction.changes}
    return _take_effect(correction, round_, changes, actor=actor, now=now)


def _announced(round_: Round, verb: str) -> Round:
    """The round, locked, with its results out: whoever moves seats takes this lock first."""
    found = queries.locked(round_.id)
    if found.state not in RESULTS_OUT:
        raise IllegalMove(obj=found, move=verb, current=found.state)
    return found


def _held(outcome: Outcome) -> str:
    """The state of the offer by which it holds a seat; empty when it holds none."""
    return outcome.state.value if outcome.state in HOLDS_SEAT else ""


def _described(outcomes: Sequence[Outcome], changes: Changes) -> list[dict[str, Any]]:
    known = {outcome.application_id: outcome for outcome in outcomes}
    if not changes:
        raise RuleBroken(_l("Choose at least one outcome to correct."))
    if not changes.keys() <= known.keys():
        raise RuleBroken(_l("This application has no outcome in this round."))
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
        }
        for one in outcomes
        if one.application_id in changes
    ]


def _after(stands: Sequence[Stands], outcomes: Sequence[Outcome], changes: Changes) -> list[Stands]:
    numbers = {one.application_id: one.application.number or "" for one in outcomes}
    return corrected(stands, {numbers[application_id]: kind for application_id, kind in changes.items()})


def _refuse_obstacles(before: Sequence[Stands], after: Sequence[Stands], round_: Round, quotas: Any) -> None:
    for obstacle, _group in obstacles(before, after, seats=round_.seats, quotas=quotas):
        if obstacle is Obstacle.ENROLLED:
            raise RuleBroken(
                _l("An association that is enrolled keeps its seat: it took it in good faith, and the round has ended.")
            )
        if obstacle is Obstacle.SEATS and round_.state is RoundState.FINAL:
            raise RuleBroken(
                _l(
                    "The round has ended and no seat of the region is free. Where the association is right, give it "
                    "time to complain: an upheld complaint gives what the call declared for this case."
                )
            )
        if obstacle is Obstacle.SEATS:
            raise RuleBroken(
                _l("This would give more seats than the region has: take one back in the same correction.")
            )
        if obstacle is Obstacle.CEILING:
            raise RuleBroken(_l("This would pass a maximum that the call declared."))
        raise RuleBroken(_l("With this decision a quota of the call could not be met any more."))


def _take_effect(correction: ResultCorrection, round_: Round, changes: Changes, *, actor: Actor, now: datetime) -> int:
    outcomes, stands, quotas = queries.standing_outcomes(round_)
    after = _after(stands, outcomes, changes)
    _refuse_obstacles(stands, after, round_, quotas)
    correction.earlier = [
        {
            "application": one.application_id,
            "kind": one.kind.value,
            "reserve_rank": one.reserve_rank,
            "state": one.state.value if one.state is not None else None,
        }
        for one in outcomes
    ]
    changed = []
    for outcome, then, now_stands in zip(outcomes, stands, after, strict=True):
        if (then.kind, then.reserve_rank) != (now_stands.kind, now_stands.reserve_rank):
            _change(outcome, now_stands, round_, actor=actor, now=now)
            changed.append(outcome)
    correction.edition = _next_edition(round_.id)
    correction.issued_at = now
    correction.content = _public(correction, round_, changed)
    correction.sha256 = digest(correction.content)
    db.session.flush()
    audit.record(
        actor=actor, action="rounds.correct", obj=round_, now=now,
        before=f"edition {correction.edition - 1}", after=f"edition {correction.edition}",
        reason=f"SHA-256 {correction.sha256}",
    )  # fmt: skip
    if round_.state is RoundState.ANNOUNCED:
        fill_seats(round_, actor=actor, now=now, due=answer_by(round_, now), letters=True)
    outbox.post("rounds.corrected", {"round": round_.id}, key=f"rounds.corrected:{correction.id}", now=now)
    still = [outcome for outcome in changed if outcome.promoted_at != now]
    return notices.write_corrections(correction, still, now=now)


def _change(outcome: Outcome, stands: Stands, round_: Round, *, actor: Actor, now: datetime) -> None:
    """One outcome becomes what the correction makes it; a seat that it held is free again."""
    if outcome.kind is not stands.kind:
        held = outcome.state in HOLDS_SEAT
        move(outcome, CORRECT[stands.kind], actor=actor, now=now, attribute="kind")
        if held:
            tell_ended(outcome, round_, now=now)
        outcome.state, outcome.offer_due_at, outcome.promoted_at, outcome.answered_at = None, None, None, None
        outcome.remedy, outcome.added_at = None, None
        if stands.kind is OutcomeKind.SELECTED:
            outcome.state, outcome.offer_due_at = OfferState.OFFERED, answer_by(round_, now)
            watch(outcome, now=now)
        outcome.reasons = queries.reasons_again(round_, outcome)
    outcome.reserve_rank, outcome.corrected_at = stands.reserve_rank, now
    db.session.flush()


def _next_edition(round_id: int) -> int:
    last = db.session.scalar(
        sa.select(sa.func.max(ResultCorrection.edition)).where(ResultCorrection.round_id == round_id)
    )
    return (last or FIRST_CORRECTION - 1) + 1


def _public(correction: ResultCorrection, round_: Round, changed: Sequence[Outcome]) -> str:
    """The file of the correction for everybody: numbers and outcomes, no names; keys sorted, as in the sealed file."""
    was = {one["application"]: one for one in correction.earlier}
    said = {
        "call": round_.call.reference,
        "region": round_.region_code,
        "edition": correction.edition,
        "issued_at": correction.issued_at.isoformat() if correction.issued_at else None,
        "sealed_sha256": round_.sealed_sha256,
        "reason": dict(correction.reason),
        "changes": [
            {
                "number": one.application.number,
                "from": was[one.application_id]["kind"],
                "from_rank": was[one.application_id]["reserve_rank"],
                "to": one.kind.value,
                "to_rank": one.reserve_rank,
            }
            for one in changed
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n"
