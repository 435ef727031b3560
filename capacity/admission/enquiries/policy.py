"""Who may ask about a call, answer, and see what waits for an answer."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, has_role


def _call_of(obj: Any) -> Any:
    """The call behind a question, or the call itself."""
    return getattr(obj, "call", obj)


def _coordinates(actor: Actor, obj: Any) -> bool:
    """Coordinates one of the call's regions at least: a question is answered by whoever knows."""
    if not actor.has(Role.COORDINATOR):
        return False
    scope = actor.regions(Role.COORDINATOR)
    return obj is None or scope is None or bool(_call_of(obj).region_codes & scope)


def _acts_for_an_association(actor: Actor, _obj: Any) -> bool:
    return actor.is_member


def _asked(actor: Actor, enquiry: Any) -> bool:
    return enquiry is not None and enquiry.association_id in actor.association_ids


may_ask = Predicate(_acts_for_an_association, "is_member")
may_answer = Predicate(_coordinates, "coordinates one of its regions")
may_see = may_answer | has_role(Role.ADMINISTRATOR)
has_asked = Predicate(_asked, "has asked")
