"""Who may see the board of the rollout, and who may move regions on it."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Role, has_role, predicate

may_list = has_role(Role.COORDINATOR, Role.COMMITTEE, Role.ADMINISTRATOR)


@predicate
def _coordinates_every_region(actor: Actor, _phase: Any) -> bool:
    return actor.has_in(Role.COORDINATOR, None)


may_plan = has_role(Role.ADMINISTRATOR) | _coordinates_every_region
