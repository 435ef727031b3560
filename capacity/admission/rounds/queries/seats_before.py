"""Seats that an association took by other calls, for the rule of a call that looks for newcomers."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from capacity.people.associations.models import Association


def seats_taken_before(*, association_id: int, call_id: int) -> list[str]:
    """The references of the other calls by which the association, or one merged into it, accepted a seat."""
    own = sa.select(Association.id).where(
        sa.or_(Association.id == association_id, Association.merged_into_id == association_id)
    )
    found = db.session.scalars(
        sa.select(Call.reference)
        .join(Application, Application.call_id == Call.id)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(
            Application.association_id.in_(own),
            Application.call_id != call_id,
            Outcome.state.in_([OfferState.ACCEPTED, OfferState.ENROLLED]),
        )
        .order_by(Call.reference)
    )
    return list(dict.fromkeys(found))
