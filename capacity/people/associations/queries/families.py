"""Under which numbers one association's history stands, after merges."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.people.associations.models import Association


def family_of(association_id: Any) -> sa.CompoundSelect[Any]:
    """The numbers under which one association's history stands: its own, and those merged into it."""
    one, kin = aliased(Association), aliased(Association)
    went_into = _found(sa.select(kin.id), kin).where(kin.merged_into_id == association_id)
    return sa.union_all(sa.select(one.id).where(one.id == association_id), went_into)


def relatives_of(association_id: Any) -> sa.CompoundSelect[Any]:
    """The same of whichever of them is asked: of a merged association, the family that it went into."""
    one, kin = aliased(Association), aliased(Association)
    root = sa.func.coalesce(one.merged_into_id, one.id)
    went_into = _found(sa.select(kin.id), kin).join_from(one, kin, kin.merged_into_id == root)
    return sa.union_all(sa.select(root).where(one.id == association_id), went_into.where(one.id == association_id))


def _found(statement: sa.Select[Any], kin: Any) -> sa.Select[Any]:
    # SQLite takes the many that went nowhere for as many that went into one: it would rather read all.
    return statement.with_hint(kin, "INDEXED BY ix_associations_merged_into_id", "sqlite")
