"""Who presides where the chair stepped back from an application, or cannot come."""

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
    _before_the_seal(round_, "name_deputy")
    if person_id is not None and person_id in review_queries.record_of(round_.panel).stepped_back:
        raise RuleBroken(_l("This member stepped back from an application of the region."), field="deputy")
    if person_id is None and round_.panel.handed_over_at is not None:
        raise RuleBroken(_l("The chair handed over: the deputy presides. Name another one instead."), field="deputy")
    before = round_.panel.deputy
    review.name_deputy(round_.panel, person_id, actor=actor, now=now)
    if (before.id if before is not None else None) != person_id:
        void_signatures(round_)


def hand_over(round_: Round, *, reason: str, actor: Actor, now: datetime) -> None:
    """A chair who cannot come hands over to the deputy, until the seal; signatures given before hold no more, for the
    file names who presided."""
    _before_the_seal(round_, "hand_over")
    deputy = round_.panel.deputy
    if deputy is not None and deputy.id in review_queries.record_of(round_.panel).stepped_back:
        raise RuleBroken(_l("The deputy chair stepped back from an application: the coordination names another one."))
    review.hand_over_chair(round_.panel, reason=reason, actor=actor, now=now)
    void_signatures(round_)


def take_back(round_: Round, *, actor: Actor, now: datetime) -> None:
    """The chair comes after all, and presides again; until the seal."""
    _before_the_seal(round_, "take_back")
    review.take_back_chair(round_.panel, actor=actor, now=now)
    void_signatures(round_)


def _before_the_seal(round_: Round, verb: str) -> None:
    queries.locked(round_.id)
    if round_.state not in BEFORE_THE_SEAL:
        raise IllegalMove(obj=round_, move=verb, current=round_.state)
