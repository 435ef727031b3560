"""The stages of a round up to its sitting, and what its sitting decides."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.models import Panel
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Proposal, Round, SealSignature
from capacity.admission.rounds.states import (
    OPEN_DELIBERATION,
    OPEN_SCORING,
    Effect,
    ProposalKind,
    Result,
    RoundState,
    fingerprint,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def prepare(*, panel: Panel, actor: Actor, now: datetime) -> Round:
    """Make the round of a panel that was just appointed, with the seats of the call."""
    seats = next(place.seats for place in panel.call.regions if place.region_code == panel.region_code)
    round_ = Round(call_id=panel.call_id, region_code=panel.region_code, panel_id=panel.id, seats=seats)
    db.session.add(round_)
    db.session.flush()
    audit.record(actor=actor, action="rounds.prepare", obj=round_, now=now, after=round_.state)
    return round_


def change_round(
    round_: Round, *, reserve_size: int, offer_days: int, sitting_at: datetime | None, actor: Actor, now: datetime
) -> None:
    """Set the length of the reserve, the days to answer an offer, and when the sitting is; until the seal."""
    queries.locked(round_.id)
    if round_.state not in {RoundState.SCREENING, RoundState.SCORING, RoundState.DELIBERATION}:
        raise IllegalMove(obj=round_, move="change_round", current=round_.state)
    round_.reserve_size, round_.offer_days, round_.sitting_at = reserve_size, offer_days, sitting_at
    db.session.flush()
    audit.record(actor=actor, action="rounds.change_round", obj=round_, now=now)
    if round_.state is RoundState.DELIBERATION:
        propose(round_)


def note_quotas(round_: Round, *, seen: str, actor: Actor, now: datetime) -> None:
    """Take note of the quotas that cannot be met, as they were read on the page: each is then met as far as it goes.
    Only afterwards the sitting opens and the round is sealed."""
    queries.locked(round_.id)
    if round_.state not in {RoundState.SCREENING, RoundState.SCORING, RoundState.DELIBERATION}:
        raise IllegalMove(obj=round_, move="note_quotas", current=round_.state)
    found = fingerprint(queries.standing(round_).shortfalls)
    if found != seen:
        raise RuleBroken(_l("The quotas that cannot be met are others by now: read them again."))
    if round_.quotas_noted == found:
        return
    round_.quotas_noted, round_.quotas_noted_at, round_.quotas_noted_by_id = found, now, actor.id
    db.session.flush()
    audit.record(actor=actor, action="rounds.note_quotas", obj=round_, now=now, after=found[:60])


def open_scoring(round_: Round, *, actor: Actor, now: datetime) -> None:
    """Let the readers begin."""
    queries.locked(round_.id)
    move(round_, OPEN_SCORING, actor=actor, now=now)
    review.open_scoring(round_.panel, actor=actor, now=now)


def open_deliberation(round_: Round, *, actor: Actor, now: datetime) -> None:
    """Close scoring, and derive what is proposed from the ranking."""
    queries.locked(round_.id)
    move(round_, OPEN_DELIBERATION, actor=actor, now=now)
    review.close_scoring(round_.panel, actor=actor, now=now)
    propose(round_)


def decide(
    round_: Round, application: Application, kind: ProposalKind, *, reason: str, actor: Actor, now: datetime
) -> None:
    """Let the sitting fix what is proposed for one application, for a reason; the others move accordingly."""
    deliberating(round_, "decide")
    proposal = queries.proposal_of(round_.id, application.id)
    if proposal is None:
        raise RuleBroken(_l("This application is not in the ranking."))
    if kind is ProposalKind.SELECT:
        others = sum(
            1 for item in round_.decisions if item.kind is ProposalKind.SELECT and item.application_id != application.id
        )
        if others >= round_.seats:
            raise RuleBroken(_l("All seats are already taken by decisions of the sitting."), field="kind")
    before, effects = proposal.kind, queries.standing(round_).effects
    proposal.kind, proposal.decided, proposal.note = kind, True, reason
    db.session.flush()
    audit.record(actor=actor, action="rounds.decide", obj=proposal, now=now, before=before, after=kind, reason=reason)
    _refuse_unless_kept(propose(round_), application.number, kind, effects)


def _refuse_unless_kept(found: Result, number: str | None, kind: ProposalKind, before: Sequence[Effect]) -> None:
    """Neither a threshold, nor a ceiling, nor a floor that could be met without it gives way to a decision."""
    line = next(line for line in found.lines if line.number == number)
    if line.kind is not kind:
        raise RuleBroken(_l("The call’s thresholds and quotas do not allow this decision."), field="kind")
    if any(now.floor < then.floor for now, then in zip(found.effects, before, strict=True)):
        raise RuleBroken(_l("With this decision a quota of the call could not be met any more."), field="kind")


def undo_decision(round_: Round, application: Application, *, actor: Actor, now: datetime) -> None:
    """Let the ranking decide again about this application."""
    deliberating(round_, "undo_decision")
    proposal = queries.proposal_of(round_.id, application.id)
    if proposal is None or not proposal.decided:
        raise RuleBroken(_l("The sitting decided nothing about this application."))
    proposal.decided, proposal.note = False, ""
    db.session.flush()
    audit.record(actor=actor, action="rounds.undo_decision", obj=proposal, now=now, before=proposal.kind)
    propose(round_)


def deliberating(round_: Round, verb: str) -> None:
    """Lock the round, and refuse what comes before the deliberation or after the seal."""
    queries.locked(round_.id)  # nothing is decided while the second signature is being given
    if round_.state is not RoundState.DELIBERATION:
        raise IllegalMove(obj=round_, move=verb, current=round_.state)


def propose(round_: Round) -> Result:
    """Write down what follows from the ranking and the sitting's decisions; signatures given before are void."""
    void_signatures(round_)
    db.session.expire(round_, ["decisions"])
    record = review_queries.record_of(round_.panel)
    ids = {file.number: file.id for file in record.files}
    notes = {item.application_id: item.note for item in round_.decisions}
    found = queries.result_now(round_, record, queries.quotas_of(round_))
    db.session.execute(sa.delete(Proposal).where(Proposal.round_id == round_.id))
    db.session.expire(round_, ["proposals", "decisions"])
    db.session.add_all(
        Proposal(
            round_id=round_.id,
            application_id=ids[line.number],
            kind=line.kind,
            rank=line.rank,
            points=line.points,
            decided=line.decided,
            note=notes.get(ids[line.number], ""),
        )
        for line in found.lines
    )
    db.session.flush()
    return found


def void_signatures(round_: Round) -> None:
    """What two people signed holds no more."""
    db.session.execute(sa.delete(SealSignature).where(SealSignature.round_id == round_.id))
    db.session.expire(round_, ["signatures"])
