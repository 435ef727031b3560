"""One reader more, when those whom a call asks for lie too far apart."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import notices, queries
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import OPEN
from capacity.core import audit
from capacity.core.access import SYSTEM
from capacity.core.db import db


def ask_one_more(panel: Panel, application: Application, *, now: datetime) -> Assignment | None:
    """Give an application to one more reader when the call says so; nobody is asked where nobody may read it, and the
    panel's page says that somebody has to be found.

    Two readers who submit at the same moment wait for one another here, so that the later one sees both.
    """
    if not ReadingRules.read(panel.call.reading).spread:
        return None
    db.session.execute(sa.select(Application.id).where(Application.id == application.id).with_for_update())
    if any(state in OPEN for state in queries.states_of(application.id).values()):
        return None
    if application.id not in {file.id for file in queries.apart(panel, application)}:
        return None
    reader = queries.one_more(panel, application)
    if reader is None:
        return None
    given = Assignment(panel_id=panel.id, application_id=application.id, reader_id=reader, assigned_at=now)
    db.session.add(given)
    db.session.flush()
    audit.record(actor=SYSTEM, action="review.ask_one_more", obj=given, now=now)
    notices.ask_one_more(panel, application, reader, now=now)
    return given
