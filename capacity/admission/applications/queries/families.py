"""The applications of associations that are one, or may be: for their record, and for a merge."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ARRIVED, ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core.db import db
from capacity.people.associations.models import Association


def of_associations(association_ids: Any) -> list[Application]:
    """Every application of these associations (numbers, or a select of them), the newest call first."""
    statement = (
        sa.select(Application)
        .join(Call, Call.id == Application.call_id)
        .where(Application.association_id.in_(association_ids))
        .options(joinedload(Application.association), joinedload(Application.call).selectinload(Call.extensions))
        .order_by(Call.opens_at.desc(), Application.id.desc())
    )
    return list(db.session.scalars(statement))


def clashes(association_ids: Iterable[int], now: datetime) -> list[tuple[Call, Sequence[Application]]]:
    """The calls in which more than one of these associations has an application that goes on."""
    by_call: dict[int, list[Application]] = {}
    for one in of_associations(list(association_ids)):
        drafting = one.state is ApplicationState.DRAFT and one.accepts(now)
        if one.call.state is CallState.PUBLISHED and (one.state in ARRIVED or drafting):
            by_call.setdefault(one.call_id, []).append(one)
    return [(found[0].call, sorted(found, key=lambda one: one.id)) for found in by_call.values() if len(found) > 1]


def sisters(association_ids: Iterable[int]) -> list[Association]:
    """What was merged into these associations before."""
    statement = sa.select(Association).where(Association.merged_into_id.in_(list(association_ids)))
    return list(db.session.scalars(statement.order_by(Association.id)))
