"""Who may do what with applications."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, has_role, in_region


def _owns(actor: Actor, application: Any) -> bool:
    if application is None:
        return actor.is_member
    return application.association_id in actor.association_ids


def _represents(actor: Actor, application: Any) -> bool:
    return application is not None and application.association_id in actor.represents


is_member = Predicate(lambda actor, _obj: actor.is_member, "is_member")
owns = Predicate(_owns, "owns")
represents = Predicate(_represents, "represents")

may_write = owns
may_submit = owns & represents
may_withdraw = owns & represents

may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_read = has_role(Role.ADMINISTRATOR) | in_region(
    Role.COORDINATOR, lambda application: None if application is None else application.region_code
)
