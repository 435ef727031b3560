"""Who may see and change the territory."""

from __future__ import annotations

from capacity.core.access import Role, has_role, in_region
from capacity.rollout.territory.models import PriorityPlace

may_list = has_role(Role.COORDINATOR, Role.COMMITTEE, Role.ADMINISTRATOR)

may_edit = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)


def _region_of(place: PriorityPlace) -> str:
    return place.province.region_code


may_edit_place = has_role(Role.ADMINISTRATOR) | in_region(Role.COORDINATOR, _region_of)
