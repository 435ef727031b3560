"""The seal: a coordinator and the chair sign the same file; with the second signature the round is sealed."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.rounds import propose
from capacity.admission.rounds.models import Round, SealSignature
from capacity.admission.rounds.states import SEAL, RoundState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move

CHAIR, COORDINATOR = "chair", "coordinator"
CAPACITIES = (COORDINATOR, CHAIR)


def sign(round_: Round, *, capacity: str, sha256: str, actor: Actor, now: datetime) -> bool:
    """Sign the file whose SHA-256 was read on the page; whether the round is sealed by it.

    Refused while screening, quorum, a conflict or a disagreement is open, when the file has changed since the page was
    opened, to a person who has signed in the other capacity, and to whoever stepped back from one of the applications:
    for the chair the deputy signs.
    """
    queries.locked(round_.id)
    if round_.state is not RoundState.DELIBERATION:
        raise IllegalMove(obj=round_, move="sign", current=round_.state)
    to_sign = queries.to_sign(round_)
    _check_signer(to_sign.standing, capacity, actor)
    if not to_sign.standing.may_be_sealed:
        raise RuleBroken(_l("Something is still open: the round cannot be sealed yet."))
    content, found = to_sign.content, to_sign.sha256
    if found != sha256:
        raise RuleBroken(_l("The round has changed since you opened this page: read it again before you sign."))
    given = _standing_signatures(round_, found)
    if capacity in {signature.capacity for signature in given}:
        raise RuleBroken(_l("This signature was already given."))
    if actor.id in {signature.person_id for signature in given}:
        raise RuleBroken(_l("Two different people sign: a coordinator and the chair."))
    signature = SealSignature(round_id=round_.id, person_id=actor.id, capacity=capacity, sha256=found, signed_at=now)
    db.session.add(signature)
    db.session.flush()
    audit.record(actor=actor, action="rounds.sign", obj=round_, now=now, after=found[:60])
    if len(given) + 1 < len(CAPACITIES):
        return False
    round_.sealed_at, round_.sealed_content, round_.sealed_sha256 = now, content, found
    move(round_, SEAL, actor=actor, now=now, reason=f"SHA-256 {found}")
    db.session.flush()
    return True


def _check_signer(standing: queries.Standing, capacity: str, actor: Actor) -> None:
    if standing.presiding is None:
        raise RuleBroken(
            _l("Nobody can sign as chair: appoint a deputy chair who stepped back from no application of the region.")
        )
    if actor.id in standing.record.stepped_back or (capacity == CHAIR and actor.id != standing.presiding):
        raise RuleBroken(_l("Who stepped back from an application does not sign: the deputy signs for the chair."))


def _standing_signatures(round_: Round, sha256: str) -> list[SealSignature]:
    """The signatures given so far; those for another content are void, and what is proposed is written down anew."""
    given = list(db.session.scalars(sa.select(SealSignature).where(SealSignature.round_id == round_.id)))
    if all(signature.sha256 == sha256 for signature in given):
        return given
    propose(round_)
    return []
