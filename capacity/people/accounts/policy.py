"""Who may do what with accounts."""

from __future__ import annotations

from capacity.core.access import Predicate, Role, has_role, is_signed_in

is_own = Predicate(lambda actor, obj: not actor.is_visitor and (obj is None or obj.person_id == actor.id), "is_own")

may_keep_account = is_signed_in
may_read_letter = is_own
may_end_session = is_own

may_manage_people = has_role(Role.ADMINISTRATOR)
may_reset_factor = has_role(Role.ADMINISTRATOR, Role.COORDINATOR)
