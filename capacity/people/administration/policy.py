"""Who may do what with administration."""

from __future__ import annotations

from capacity.core.access import Role, has_role

may_see_people = has_role(Role.ADMINISTRATOR)
may_manage_people = has_role(Role.ADMINISTRATOR)
may_reset_factor = has_role(Role.ADMINISTRATOR, Role.COORDINATOR)
may_read_audit = has_role(Role.ADMINISTRATOR)
may_see_letters = has_role(Role.ADMINISTRATOR, Role.COORDINATOR)
may_see_register = has_role(Role.ADMINISTRATOR, Role.COORDINATOR)
may_keep = has_role(Role.ADMINISTRATOR)
