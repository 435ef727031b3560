"""Motions of the sitting: moved, voted on by those in the room, and carried out when they are carried."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.rounds import decide, undo_decision
from capacity.admission.rounds.actions.sitting import item_in, sitting_now
from capacity.admission.rounds.models import AgendaItem, Motion, Round, Sitting, Vote
from capacity.admission.rounds.states import (
    DECIDES,
    ItemKind,
    MotionKind,
    VoteChoice,
    has_quorum,
    is_carried,
    may_vote,
)
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l

REQUEST_ID = range(8, 65)


def kinds_for(item: AgendaItem, *, disagrees: bool) -> list[MotionKind]:
    """What may be moved on a point of the agenda."""
    if item.kind is ItemKind.ADOPTION:
        return [MotionKind.ADOPT]
    if item.application_id is None:
        return [MotionKind.RESOLVE]
    about = [MotionKind.RANKING, MotionKind.SELECT, MotionKind.RESERVE, MotionKind.DECLINE]
    return [MotionKind.SETTLE, *about] if disagrees else about


def put_to_the_vote(
    round_: Round,
    *,
    item_id: int,
    kind: MotionKind,
    reason: str,
    moved_by: int,
    votes: Mapping[int, VoteChoice],
    request_id: str,
    seen: int,
    actor: Actor,
    now: datetime,
) -> bool:
    """Record a motion with the vote of everybody in the room, and carry it out if it is carried; whether this request
    did.

    ``request_id`` comes with the page, so that a repeated request changes nothing; ``seen`` is how many motions the
    page knew of, so that of two people who write at once the second reads first what the other one wrote.
    """
    sitting = sitting_now(round_, "put_to_the_vote")
    item = item_in(sitting, item_id)
    if any(one.request_id == request_id for one in sitting.motions):
        return False
    if len(request_id) not in REQUEST_ID:
        raise RuleBroken(_l("The page was open for too long. Reload it and record the vote again."))
    if len(sitting.motions) != seen:
        raise RuleBroken(_l("Somebody else recorded a vote meanwhile: read it before you record another one."))
    voters = _voters(round_, sitting, item)
    if set(votes) != set(voters):
        raise RuleBroken(_l("Note how each member in the room voted; nobody else votes."))
    if moved_by not in voters:
        raise RuleBroken(_l("A motion comes from a member in the room."), field="moved_by")
    disagreeing = _disagreeing(round_, item)
    if kind not in kinds_for(item, disagrees=bool(disagreeing)):
        raise RuleBroken(_l("This cannot be moved on this point."), field="kind")
    db.session.expire(round_, ["stepped_back_before", "stepped_out"])
    chair = round_.presiding
    motion = Motion(
        item_id=item.id, request_id=request_id, kind=kind, reason=reason, moved_by_id=moved_by, moved_at=now,
        carried=is_carried(votes, chair.id if chair is not None else None),
        votes=[Vote(person_id=person, choice=votes[person]) for person in voters],
    )  # fmt: skip
    sitting.motions.append(motion)
    db.session.flush()
    audit.record(
        actor=actor, action="sittings.put_to_the_vote", obj=sitting, now=now,
        before=kind, after="carried" if motion.carried else "rejected", reason=reason,
    )  # fmt: skip
    if motion.carried:
        _carry_out(round_, sitting, item, motion, disagreeing, actor=actor, now=now)
    db.session.flush()
    return True


def _voters(round_: Round, sitting: Sitting, item: AgendaItem) -> list[int]:
    """Those who vote on this point, which must be open, with the quorum."""
    if sitting.open_item is not item:
        raise RuleBroken(_l("This point is not being gone through."))
    out = queries.stepped_out_of(sitting, item)
    present, members = queries.in_the_room(round_, sitting), [member.person_id for member in round_.panel.members]
    voters = may_vote(present, out)
    enough = has_quorum(
        present=len(present),
        quorum=sitting.quorum,
        voters=len(voters),
        members=len(members),
        stepped_out=len(out.intersection(members)),
    )
    if not enough:
        raise RuleBroken(_l("There is no quorum any more: nothing can be decided."))
    return voters


def _disagreeing(round_: Round, item: AgendaItem) -> list[int]:
    """The criteria on which the readers of this application disagree, unsettled."""
    if item.application is None:
        return []
    file = review_queries.file_of(item.application)
    return [one.criterion.id for one in file.disagreements if one.is_open]


def _carry_out(
    round_: Round,
    sitting: Sitting,
    item: AgendaItem,
    motion: Motion,
    disagreeing: list[int],
    *,
    actor: Actor,
    now: datetime,
) -> None:
    kind, application = motion.kind, item.application
    if kind is MotionKind.ADOPT:
        sitting.adopted_sha256 = queries.outcome_sha256(round_)
    elif application is None:
        return
    elif kind is MotionKind.SETTLE:
        for criterion_id in disagreeing:
            review.arbitrate(round_.panel, application, criterion_id, reason=motion.reason, actor=actor, now=now)
    elif kind is MotionKind.RANKING:
        proposal = queries.proposal_of(round_.id, application.id)
        if proposal is not None and proposal.decided:
            undo_decision(round_, application, actor=actor, now=now)
    else:
        decide(round_, application, DECIDES[kind], reason=motion.reason, actor=actor, now=now)
