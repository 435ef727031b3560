"""The announcement: outcomes, letters and offers, made once, in one transaction."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.rounds import notices, queries
from capacity.admission.rounds.actions.offers import answer_by, fill_seats, watch
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import ANNOUNCE, OfferState, OutcomeKind, RoundState
from capacity.core import outbox
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove
from capacity.core.workflow import move


def announce(round_: Round, *, actor: Actor, now: datetime) -> int:
    """Make the outcomes of a sealed round and write to every applicant; how many letters were written.

    An application withdrawn since the seal has no outcome; its seat goes to the first of the reserve at once, unless
    the call leaves that to the coordinator.
    """
    queries.locked(round_.id)
    if round_.state is not RoundState.SEALED or round_.sealed_content is None:
        raise IllegalMove(obj=round_, move="announce", current=round_.state)
    lines = queries.foreseen(round_, risen=False)
    known = queries.recipients(round_, lines)
    round_.announced_at = now
    move(round_, ANNOUNCE, actor=actor, now=now)
    due = answer_by(round_, now)
    made: list[Outcome] = []
    for line in lines:
        selected = line.kind is OutcomeKind.SELECTED
        outcome = Outcome(
            round_id=round_.id,
            application_id=line.application_id,
            application=known[line.application_id],
            kind=line.kind,
            reserve_rank=line.reserve_rank,
            points=line.points,
            reasons=list(line.reasons),
            announced_at=now,
            state=OfferState.OFFERED if selected else None,
            offer_due_at=due if selected else None,
        )
        db.session.add(outcome)
        made.append(outcome)
    db.session.flush()
    fill_seats(round_, actor=actor, now=now, due=due, letters=False)
    queries.note_ended(*made)
    for outcome in made:
        if outcome.kind is OutcomeKind.SELECTED:
            watch(outcome, now=now)
    outbox.post("rounds.announced", {"round": round_.id}, key=f"rounds.announced:{round_.id}", now=now)
    return notices.write_outcomes(round_, made, now=now)
