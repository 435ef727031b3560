"""What decides, beside what an application says, whether it may be sent: asked at once, under the lock of its phase."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from capacity.admission.applications.models import Application, Coalition, Snapshot
from capacity.admission.applications.queries.coalitions import confirmed_by, sent_alone_by
from capacity.admission.calls.models import Call
from capacity.core.db import db, table


class Entry(NamedTuple):
    """Where an application stands among those of its phase.

    ``snapshot``, of the application ``snapshot_of``, was received under the same id already. ``is_led``: it has a
    coalition. ``joined``: its association, under whichever name, confirmed another coalition of the call; ``sent``: it
    sent an application of its own. ``last`` is the last number given in the phase.
    """

    snapshot: int | None
    snapshot_of: int | None
    is_led: bool
    joined: bool
    sent: bool
    last: int | None


def entry(application: Application, submission_id: str) -> Entry:
    """Where this application stands, for who sends it under this id; one statement."""
    asks = {
        "application": application.id,
        "association": application.association_id,
        "associations": [application.association_id],
        "call": application.call_id,
        "phase": application.call.phase_id,
        "submission": submission_id,
    }
    return Entry(*db.session.execute(_entry(), asks).one())


@cache
def _entry() -> Any:
    sent, led = table(Snapshot), table(Coalition)
    known = sent.c.submission_id == sa.bindparam("submission")
    last = sa.select(sa.func.max(Application.sequence)).where(Application.call_id == Call.id).correlate(Call)
    return sa.select(
        sa.select(sent.c.id).where(known).scalar_subquery(),
        sa.select(sent.c.application_id).where(known).scalar_subquery(),
        sa.exists().where(led.c.application_id == sa.bindparam("application")),
        confirmed_by().exists(),
        sent_alone_by().exists(),
        # of each call of the phase the last one, which stands at the end of an index
        sa.select(sa.func.max(last.scalar_subquery())).where(Call.phase_id == sa.bindparam("phase")).scalar_subquery(),
    )
