"""Who presides where the chair stepped back from an application."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.rounds import queries
from capacity.admission.rounds.actions.rounds import void_signatures
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import RoundState
from capacity.core.access import Actor
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import lazy_gettext as _l

BEFORE_THE_SEAL = frozenset({RoundState.SCREENING, RoundState.SCORING, RoundState.DELIBERATION})


def name_deputy(round_: Round, person_id: int | None, *, actor: Actor, now: datetime) -> None:
    """Name the deputy chair, or none, until the seal; signatures given before hold no more, for the file names the
    deputy."""
    queries.locked(round_.id)
    if round_.state not in BEFORE_THE_SEAL:
        raise IllegalMove(obj=round_, move="name_deputy", current=round_.state)
    if person_id is not None and person_id in review_queries.record_of(round_.panel).stepped_back:
        raise RuleBroken(_l("This member stepped back from an application of the region."), field="deputy")
    before = round_.panel.deputy
    review.name_deputy(round_.panel, person_id, actor=actor, now=now)
    if (before.id if before is not None else None) != person_id:
        void_signatures(round_)
