"""What is taken out of a draft is kept, and can be put back."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import Call, RemovedPart
from capacity.admission.calls.states import PartKind, plain
from capacity.core.db import db
from capacity.core.languages import Localized

MOST = 20
"""How many are kept of each kind: those taken out last."""
_TITLES = {PartKind.CRITERIA: "name", PartKind.SUBJECTS: "title", PartKind.CHECKS: "question"}


def keep_removed(call: Call, kind: PartKind, part: Any, *, now: datetime, **more: str) -> None:
    """Note what a part said, before it goes."""
    said = {name: plain(value) for name, value in part.said().items()}
    title = Localized(said[_TITLES.get(kind, "label")])
    db.session.add(RemovedPart(call_id=call.id, kind=kind, title=title, content={**said, **more}, removed_at=now))
    db.session.flush()
    older = (
        sa.select(RemovedPart.id)
        .where(RemovedPart.call_id == call.id, RemovedPart.kind == kind)
        .order_by(RemovedPart.id.desc())
        .offset(MOST)
    )
    db.session.execute(sa.delete(RemovedPart).where(RemovedPart.id.in_(older)))
