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
    reached = (draft or queries.filled(application)).percent
    if reached == application.completeness:
        return
    db.session.execute(_NOTE, {"of": application.id, "reached": reached})
    if isinstance(application, Application):
        set_committed_value(application, "completeness", reached)


_TABLE = table(Application)
_NOTE = sa.update(_TABLE).where(_TABLE.c.id == sa.bindparam("of")).values(completeness=sa.bindparam("reached"))
