"""Phases for tests; the territory and the two announced phases are there from the start."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.rollout.phases import actions
from capacity.rollout.phases.models import Phase

THEN = datetime(2017, 9, 26, 10, tzinfo=UTC)


def phase(year: int) -> Phase:
    """The phase of this year, added when it is not there."""
    found = db.session.scalar(sa.select(Phase).where(Phase.year == year))
    if found is None:
        with unit_of_work():
            actions.add_year(year=year, actor=SYSTEM, now=THEN)
        found = db.session.scalars(sa.select(Phase).where(Phase.year == year)).one()
    return found


def activated(year: int) -> Phase:
    """The phase of this year, begun."""
    found = phase(year)
    with unit_of_work():
        actions.activate(found, actor=SYSTEM, now=THEN)
    return found
