"""Under which numbers one association's history stands, after merges."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.people.associations.models import Association


def family_of(association_id: int) -> sa.Select[Any]:
    """The numbers under which one association's history stands: its own, and those merged into it."""
    return sa.select(Association.id).where(
        sa.or_(Association.id == association_id, Association.merged_into_id == association_id)
    )


def relatives_of(association_id: Any) -> sa.Select[Any]:
    """The same of whichever of them is asked: of a merged association, the family that it went into."""
    one, root = aliased(Association), sa.func.coalesce(Association.merged_into_id, Association.id)
    own = sa.select(sa.func.coalesce(one.merged_into_id, one.id)).where(one.id == association_id)
    return sa.select(Association.id).where(root == own.scalar_subquery())
