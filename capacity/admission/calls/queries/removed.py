"""What was taken out of a draft and can be put back."""

from __future__ import annotations

from collections.abc import Collection

import sqlalchemy as sa

from capacity.admission.calls.models import RemovedPart
from capacity.admission.calls.states import PartKind
from capacity.core.db import db


def removed_parts(call_id: int, kinds: Collection[PartKind]) -> list[RemovedPart]:
    """Those of a call, the last one first."""
    statement = sa.select(RemovedPart).where(RemovedPart.call_id == call_id, RemovedPart.kind.in_(kinds))
    return list(db.session.scalars(statement.order_by(RemovedPart.id.desc())))


def removed_part(call_id: int, removed_id: int) -> RemovedPart | None:
    """One of them."""
    found = db.session.get(RemovedPart, removed_id)
    return found if found is not None and found.call_id == call_id else None
