"""Back from the deliberation to scoring: signatures are void, and the sitting, if there is one, is interrupted."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.review import actions as review
from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.rounds import void_signatures
from capacity.admission.rounds.actions.sitting import interrupt
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import REOPEN_SCORING
from capacity.core.access import Actor
from capacity.core.workflow import move


def reopen_scoring(round_: Round, *, reason: str, actor: Actor, now: datetime) -> None:
    """Back to scoring; signatures already given are void, and everybody leaves the sitting: the panel may change."""
    queries.locked(round_.id)
    move(round_, REOPEN_SCORING, actor=actor, now=now, reason=reason)
    void_signatures(round_)
    sitting = queries.sitting_of(round_.id)
    if sitting is not None:
        interrupt(sitting, reason=reason, actor=actor, now=now)
    review.reopen_scoring(round_.panel, reason=reason, actor=actor, now=now)
