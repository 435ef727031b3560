"""What an issued correction does: outcomes, offers, the public file, letters."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.adding import CORRECTION, give
from capacity.admission.rounds.actions.offers import answer_by, fill_seats, tell_ended, watch
from capacity.admission.rounds.models import Outcome, ResultCorrection, Round
from capacity.admission.rounds.queries import Correcting
from capacity.admission.rounds.states import (
    CORRECT,
    HOLDS_SEAT,
    OfferState,
    OutcomeKind,
    RoundState,
    Stands,
    digest,
)
from capacity.admission.rounds.states.remedies import Given
from capacity.core import audit, outbox
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.workflow import move

FIRST_CORRECTION = 2


def take_effect(correction: ResultCorrection, round_: Round, plan: Correcting, *, actor: Actor, now: datetime) -> int:
    """Change what the plan changes and make the new edition; how many letters. The round must be locked."""
    correction.earlier = [
        {
            "application": one.application_id,
            "kind": one.kind.value,
            "reserve_rank": one.reserve_rank,
            "state": one.state.value if one.state is not None else None,
        }
        for one in plan.outcomes
    ]
    changed = []
    for outcome, then, now_stands in zip(plan.outcomes, plan.before, plan.after, strict=True):
        given = plan.given.get(outcome.application_id)
        if given is not None or (then.kind, then.reserve_rank) != (now_stands.kind, now_stands.reserve_rank):
            _change(outcome, now_stands, round_, actor=actor, now=now)
            changed.append(outcome)
        if given is Given.EXTRA:
            outcome.remedy = Remedy.EXTRA_SEAT
        elif given is not None:
            give(outcome, round_, given, source=f"{CORRECTION}{correction.id}:{outcome.id}", actor=actor, now=now)
    correction.edition = _next_edition(round_.id)
    correction.issued_at = now
    correction.content = _public(correction, round_, changed)
    correction.sha256 = digest(correction.content)
    queries.note_ended(*changed)
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
    ought = {one["application"]: one for one in correction.changes}
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
                **_to(one, ought.get(one.application_id, {})),
            }
            for one in changed
        ],
    }
    return json.dumps(said, ensure_ascii=False, sort_keys=True, indent=1) + "\n"


def _to(outcome: Outcome, ought: Mapping[str, str]) -> dict[str, str | int | None]:
    """What it should have been; with what it got instead where the round had no seat left."""
    if given := ought.get("given", ""):
        return {"to": ought["to"], "to_rank": None, "given": given}
    return {"to": outcome.kind.value, "to_rank": outcome.reserve_rank}
