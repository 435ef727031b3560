"""What decides, beside what an application says, whether it may be sent: asked at once, under the lock of its phase."""

from __future__ import annotations

from functools import cache
from typing import Any, NamedTuple

import sqlalchemy as sa

from capacity.admission.applications.models import Application, Coalition, Snapshot
from capacity.admission.applications.queries.coalitions import joined_where, sent_alone_where
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


def entry(application_id: int, submission_id: str) -> Entry:
    """Where this application stands, for who sends it under this id; one statement."""
    return Entry(*db.session.execute(*entry_asked(application_id, submission_id)).one())


def entry_asked(application_id: int, submission_id: str) -> tuple[Any, dict[str, Any]]:
    """What ``entry`` asks."""
    return _entry(), {"application": application_id, "submission": submission_id}


@cache
def _entry() -> Any:
    mine, its, sent, led = table(Application).alias("mine"), table(Call).alias("its"), table(Snapshot), table(Coalition)
    own = table(Application).alias("own")
    association = sa.select(own.c.association_id).where(own.c.id == sa.bindparam("application")).scalar_subquery()
    known = sent.c.submission_id == sa.bindparam("submission")
    last = sa.select(sa.func.max(Application.sequence)).where(Application.call_id == Call.id).correlate(Call)
    return (
        sa.select(
            sa.select(sent.c.id).where(known).scalar_subquery(),
            sa.select(sent.c.application_id).where(known).scalar_subquery(),
            sa.exists().where(led.c.application_id == mine.c.id),
            joined_where(its.c.id, association).exists(),
            sent_alone_where(its.c.id, association).exists(),
            # of each call of the phase the last one, which stands at the end of an index
            sa.select(sa.func.max(last.scalar_subquery())).where(Call.phase_id == its.c.phase_id).scalar_subquery(),
        )
        .join_from(mine, its, its.c.id == mine.c.call_id)
        .where(mine.c.id == sa.bindparam("application"))
    )
