"""The list of calls that visitors and feed readers read."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.calls.models import Call, CallRegion, Extension
from capacity.admission.calls.queries.public import PUBLIC, window_of
from capacity.admission.calls.queries.shown import CallCard, PlaceOfCall
from capacity.admission.calls.states import CallStatus
from capacity.core.db import Utc, db
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Region

MOST_CALLS = 60


def public_calls(now: datetime) -> list[CallCard]:
    """Every call that was ever published: the open ones first (soonest closing first), those to come, the past."""
    found: Any = db.session.execute(_CALLS).all()
    places: dict[int, list[PlaceOfCall]] = {}
    for row in db.session.execute(_PLACES, {"calls": [call.id for call in found]}):
        places.setdefault(row.call_id, []).append(PlaceOfCall(row.code, row.name, row.seats))
    cards = [
        CallCard(
            reference=call.reference,
            year=call.year,
            state=call.state,
            title=call.title,
            summary=call.summary,
            window=window_of(call, [call.extended] if call.extended else []),
            regions=places.get(call.id, []),
        )
        for call in found
    ]
    return sorted(cards, key=lambda card: _urgency(card, now))


_LATEST = (
    sa.select(sa.func.max(Extension.closes_at))
    .where(Extension.call_id == Call.id, Extension.association_id.is_(None))
    .scalar_subquery()
)
_CALLS = (
    sa.select(
        Call.id,
        Call.reference,
        Call.state,
        Call.title,
        Call.summary,
        Call.opens_at,
        Call.closes_at,
        Call.grace_minutes,
        Phase.year,
        sa.type_coerce(_LATEST, Utc()).label("extended"),
    )
    .join(Phase, Phase.id == Call.phase_id)
    .where(Call.state.in_(PUBLIC))
    .order_by(Call.closes_at.desc(), Call.id.desc())
    .limit(MOST_CALLS)
)
_PLACES = (
    sa.select(CallRegion.call_id, Region.code, Region.name, CallRegion.seats)
    .join(Region, Region.code == CallRegion.region_code)
    .where(CallRegion.call_id.in_(sa.bindparam("calls", expanding=True)))
    .order_by(Region.code)
)
"""Both are put together once; the long text of a call, which no list shows, is left where it is."""


def _urgency(card: CallCard, now: datetime) -> tuple[int, float]:
    stands = card.status(now)
    if stands is CallStatus.OPEN:
        return 0, card.window.closes_at.timestamp()
    if stands is CallStatus.SCHEDULED:
        return 1, card.window.opens_at.timestamp()
    return 2, -card.window.closes_at.timestamp()
