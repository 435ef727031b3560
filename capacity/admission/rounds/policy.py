"""Who follows a selection, decides in it, signs it, announces it; who answers an offer."""

from __future__ import annotations

from typing import Any

from capacity.admission.review import policy as review
from capacity.admission.rounds.models import CharterSignature, Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import DELIBERATED, OfferState
from capacity.core.access import Actor, Predicate, Role, has_role, of_staff, predicate


@of_staff
def deliberates(actor: Actor, obj: Any) -> bool:
    """A member of the panel, once every reader has submitted."""
    return isinstance(obj, Round) and obj.state in DELIBERATED and review.sits(actor, obj)


@predicate
def is_announced(_actor: Actor, obj: Any) -> bool:
    """A round whose results are public."""
    return isinstance(obj, Round) and obj.announced_at is not None


@predicate
def belongs(actor: Actor, obj: Any) -> bool:
    """The outcome of an association for which this person acts."""
    return isinstance(obj, Outcome) and obj.application.association_id in actor.association_ids


@predicate
def represents(actor: Actor, obj: Any) -> bool:
    """The outcome of an association that this person represents."""
    return isinstance(obj, Outcome) and obj.application.association_id in actor.represents


@predicate
def is_offered(_actor: Actor, obj: Any) -> bool:
    """An offer that waits for an answer."""
    return isinstance(obj, Outcome) and obj.state is OfferState.OFFERED


@predicate
def is_accepted(_actor: Actor, obj: Any) -> bool:
    """An offer that was accepted and can still be given back."""
    return isinstance(obj, Outcome) and obj.state is OfferState.ACCEPTED


def _round(obj: Any) -> Round | None:
    """The round, or the one to which something of it belongs."""
    found = obj if isinstance(obj, Round) else getattr(obj, "round", None)
    return found if isinstance(found, Round) else None


@of_staff
def presides(actor: Actor, obj: Any) -> bool:
    """The chair of the panel, or its deputy where the chair stepped back from an application, or handed over."""
    round_ = _round(obj) if actor.has(Role.COMMITTEE) else None
    person = round_.presiding if round_ is not None else None
    return person is not None and person.id == actor.id


@of_staff
def stepped_back(actor: Actor, obj: Any) -> bool:
    """Who stepped back from an application of the region, in whatever role they come."""
    round_ = _round(obj) if actor.has(Role.COMMITTEE) else None
    return round_ is not None and actor.id in round_.stepped_back


may_list: Predicate = has_role(Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE)
may_see: Predicate = review.coordinates | review.administers | review.chairs | review.deputises | deliberates
may_run: Predicate = review.coordinates
may_name_deputy: Predicate = review.coordinates
may_hand_over: Predicate = review.chairs | review.administers_an_absent_chair
may_decide: Predicate = review.coordinates | presides
may_sign_as_coordinator: Predicate = review.coordinates & ~stepped_back
may_sign_as_chair: Predicate = presides
may_sign: Predicate = may_sign_as_coordinator | may_sign_as_chair
may_announce: Predicate = review.coordinates
may_download: Predicate = ((review.coordinates | review.administers) & ~stepped_back) | presides


@of_staff
def may_sign_correction(actor: Actor, obj: Any) -> bool:
    """Who may sign for the round of a correction."""
    return isinstance(obj, ResultCorrection) and may_sign(actor, obj.round)


@predicate
def may_read_signature(actor: Actor, obj: Any) -> bool:
    """The charter that an association signed: for the association, and for who follows the offers of its round."""
    return isinstance(obj, CharterSignature) and (belongs(actor, obj.outcome) or may_see(actor, obj.outcome.round))


@predicate
def coordinates_everywhere(actor: Actor, _obj: Any) -> bool:
    """A coordinator of all regions."""
    return actor.has(Role.COORDINATOR) and actor.regions(Role.COORDINATOR) is None


may_prepare_letters: Predicate = review.coordinates
may_give_reasons: Predicate = review.coordinates | presides
may_correct: Predicate = may_sign
may_write_charter: Predicate = coordinates_everywhere

may_read_outcome: Predicate = belongs
may_accept: Predicate = represents & is_offered
may_decline: Predicate = represents & (is_offered | is_accepted)
