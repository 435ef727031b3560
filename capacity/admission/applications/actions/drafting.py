"""An application is begun, and held by one writer at a time."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import queries
from capacity.admission.applications.actions.finding import let_find
from capacity.admission.applications.models import Application
from capacity.admission.applications.queries import ahead
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken, StaleObject
from capacity.core.languages import lazy_gettext as _l
from capacity.people.associations.models import Association


def begin(call: Call, association: Association, *, language: str, actor: Actor, now: datetime) -> Application:
    """Begin the association's application. Raises RuleBroken when the call does not take it, and says why."""
    merged_into = sa.select(Association.merged_into_id).where(Association.id == association.id)
    is_merged = db.session.scalar(merged_into.with_for_update(read=True)) is not None
    window = call.window(association.id)
    if call.state is not CallState.PUBLISHED or not window.opens_at <= now < window.closes_at:
        raise RuleBroken(_l("This call takes no applications now."))
    if association.region_code not in call.region_codes:
        raise RuleBroken(_l("The seat of this association is not in a region of this call."))
    if is_merged:
        raise RuleBroken(_l("This association was joined to another one; apply with that one."))
    if queries.confirmed_in(call.id, [association.id]):
        raise RuleBroken(_l("This association has confirmed a coalition of this call, and does not apply alone."))
    if queries.of_association(call.id, [association.id]):
        raise RuleBroken(_l("An application of this association exists already: %(name)s", name=association.name))
    application = Application(
        call=call,
        association=association,
        region_code=association.region_code,
        language=language,
        created_at=now,
        created_by_id=actor.id,
        answers=[],
        documents=[],
        snapshots=[],
    )
    db.session.add(application)
    db.session.flush()
    queries.note_histories(db.session(), association.id)
    audit.record(actor=actor, action="applications.begin", obj=application, now=now)
    let_find(application)
    return application


def still_writable(application: Application | queries.Written) -> None:
    """Refuse to change what has been sent or withdrawn."""
    if application.state is not ApplicationState.DRAFT:
        raise RuleBroken(_l("This application has been sent: reopen it before you change it."))


def hold(application: Application) -> None:
    """One writer of an application at a time: what is saved is part of what is sent, or comes after it."""
    queries.writing(queries.row_id(application), hold=True)


def held(application: Application | queries.Written) -> queries.Written:
    """The same for what is done at every keystroke: as much as it asks of the application, read anew while it is held.

    Raises StaleObject when it is gone.
    """
    if isinstance(application, queries.Written) and application.is_held:
        return application
    number = queries.row_id(application)
    found = queries.written(number, hold=True, then=ahead.of_draft(number))
    if found is None:
        raise StaleObject(application)
    return found
