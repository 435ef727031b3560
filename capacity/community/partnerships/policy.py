"""Who may read and follow agreements: the desk all of them, a partner those they were given."""

from __future__ import annotations

from capacity.community.partnerships.models import Agreement
from capacity.core.access import Actor, Role, has_role, predicate

may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)

may_edit = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)

may_list_own = has_role(Role.PARTNER)


@predicate
def _was_given(actor: Actor, agreement: Agreement | None) -> bool:
    return agreement is not None and actor.id in agreement.reader_ids


may_read = may_list | (may_list_own & _was_given)
