"""How much of an application is there is counted as its applicant goes, so that the desk can list by it."""

from __future__ import annotations

import sqlalchemy as sa
from sqlalchemy.orm.attributes import set_committed_value

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.core.db import db


def measure(application: Application) -> None:
    """Count again what is there. Not a change of the application's own: two members who write do not meet in it."""
    reached = queries.draft(application).percent
    db.session.execute(
        sa.update(Application)
        .where(Application.id == application.id)
        .values(completeness=reached)
        .execution_options(synchronize_session=False)
    )
    set_committed_value(application, "completeness", reached)
