"""Seats that an association took by other calls, for the rule of a call that looks for newcomers."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from capacity.people.associations.models import Association


def seats_taken_before(*, association_ids: Sequence[int], call_id: int) -> dict[int, list[str]]:
    """The references of the other calls by which each association, or one merged into it, accepted a seat."""
    own = sa.case((Association.id.in_(association_ids), Association.id), else_=Association.merged_into_id)
    rows = db.session.execute(
        sa.select(own, Call.reference)
        .join(Application, Application.association_id == Association.id)
        .join(Call, Call.id == Application.call_id)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(
            sa.or_(Association.id.in_(association_ids), Association.merged_into_id.in_(association_ids)),
            Application.call_id != call_id,
            Outcome.state.in_([OfferState.ACCEPTED, OfferState.ENROLLED]),
        )
        .distinct()
        .order_by(own, Call.reference)
    )
    found: dict[int, list[str]] = {}
    for number, reference in rows:
        found.setdefault(number, []).append(reference)
    return found
