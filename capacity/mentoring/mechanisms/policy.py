"""Who may do what with mechanisms: everybody reads, coordination keeps the facts."""

from __future__ import annotations

from capacity.core.access import Role, has_role

may_edit = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_list = may_edit
