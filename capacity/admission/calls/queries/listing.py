"""The list of calls that visitors and feed readers read."""

from __future__ import annotations

from datetime import datetime

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
    latest = (
        sa.select(sa.func.max(Extension.closes_at))
        .where(Extension.call_id == Call.id, Extension.association_id.is_(None))
        .scalar_subquery()
    )
    found = db.session.execute(
        sa.select(Call, Phase.year, sa.type_coerce(latest, Utc()))
        .join(Phase, Phase.id == Call.phase_id)
        .where(Call.state.in_(PUBLIC))
        .order_by(Call.closes_at.desc(), Call.id.desc())
        .limit(MOST_CALLS)
    ).all()
    places: dict[int, list[PlaceOfCall]] = {}
    for row in db.session.execute(
        sa.select(CallRegion.call_id, Region.code, Region.name, CallRegion.seats)
        .join(Region, Region.code == CallRegion.region_code)
        .where(CallRegion.call_id.in_([call.id for call, _year, _latest in found]))
        .order_by(Region.code)
    ):
        places.setdefault(row.call_id, []).append(PlaceOfCall(row.code, row.name, row.seats))
    cards = [
        CallCard(
            reference=call.reference,
            year=year,
            state=call.state,
            title=call.title,
            summary=call.summary,
            window=window_of(call, [extended] if extended else []),
            regions=places.get(call.id, []),
        )
        for call, year, extended in found
    ]
    return sorted(cards, key=lambda card: _urgency(card, now))


def _urgency(card: CallCard, now: datetime) -> tuple[int, float]:
    stands = card.status(now)
    if stands is CallStatus.OPEN:
        return 0, card.window.closes_at.timestamp()
    if stands is CallStatus.SCHEDULED:
        return 1, card.window.opens_at.timestamp()
    return 2, -card.window.closes_at.timestamp()
