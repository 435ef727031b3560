"""How much of an application is there is counted as its applicant goes, so that the desk can list by it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.core.db import db, table


def measure(application: Application | queries.Written, draft: queries.Draft | None = None) -> None:
    """Count again what is there, in this ``draft`` if it was read already.

    Not a change of the application's own: two members who write do not meet in it.
    """
    reached = reaching(application, draft or queries.filled(application))
    if reached is None:
        return
    db.session.execute(NOTE, reached)
    if isinstance(application, Application):
        set_committed_value(application, "completeness", reached["reached"])


def reaching(application: Application | queries.Written, draft: queries.Draft) -> dict[str, int] | None:
    """How far the application is with this ``draft``, for ``NOTE``; None when that is noted already."""
    percent = draft.percent
    return {"of": application.id, "reached": percent} if percent != application.completeness else None


_TABLE = table(Application)
NOTE = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("of")).values(completeness=sa.bindparam("reached"))
