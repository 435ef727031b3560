"""Who may do what with certificates."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, has_role, in_region, predicate
from capacity.training.sessions import policy as sessions

may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_issue = sessions.may_edit
may_revoke = in_region(Role.COORDINATOR, lambda certificate: certificate.session.region_code)


@predicate
def belongs_to(actor: Actor, certificate: Any) -> bool:
    """The actor is a member of the association that sent the delegate."""
    return certificate.association_id in actor.association_ids


may_see = may_revoke | has_role(Role.ADMINISTRATOR)
may_download = may_see | belongs_to
is_member = Predicate(lambda actor, _obj: actor.is_member, "is_member")
