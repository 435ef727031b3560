"""Who may read the overview."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, anybody, has_role, is_signed_in, predicate

may_see_dashboard = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)

is_desk = has_role(Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE)


@predicate
def _is_not_desk(actor: Actor, _obj: Any) -> bool:
    return not is_desk(actor)


has_home = is_signed_in & _is_not_desk

has_journey = Predicate(lambda actor, _obj: actor.is_member, "has_journey")

may_visit = anybody


def regions_of(actor: Actor) -> frozenset[str] | None:
    """Whose figures the dashboard shows this person: None for every region."""
    return None if actor.has(Role.ADMINISTRATOR) else actor.regions(Role.COORDINATOR)
