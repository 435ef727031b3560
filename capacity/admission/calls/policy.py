"""Who may do what with calls."""

from __future__ import annotations

from typing import Any

from capacity.admission.calls.states import CallState
from capacity.core.access import Actor, Predicate, Role, has_role


def _reaches(actor: Actor, call: Any) -> bool:
    """A coordinator of all regions, or of every region of the call."""
    scope = actor.regions(Role.COORDINATOR)
    if call is None:
        return actor.has(Role.COORDINATOR)
    return scope is None or (bool(call.region_codes) and call.region_codes <= scope)


def _meets(actor: Actor, call: Any) -> bool:
    """What is not published yet is for the coordinators of a region of the call, or of all."""
    if call is None or call.state is not CallState.DRAFT:
        return True
    scope = actor.regions(Role.COORDINATOR)
    return scope is None or not call.region_codes or bool(call.region_codes & scope)


reaches = Predicate(_reaches, "reaches")
meets = Predicate(_meets, "meets")

may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_see = has_role(Role.ADMINISTRATOR) | (has_role(Role.COORDINATOR) & meets)
may_create = has_role(Role.COORDINATOR)
may_edit = may_create & reaches
may_publish = may_edit


def coordinated(actor: Actor) -> frozenset[str] | None:
    """The regions for which this coordinator may open a call; None for all of them."""
    return actor.regions(Role.COORDINATOR)
