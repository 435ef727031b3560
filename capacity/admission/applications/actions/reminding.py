"""Those who are drafting are reminded that the closing nears, and nobody else."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications import notices, queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.closing import is_overtaken
from capacity.core import choices, clock
from capacity.core.db import db
from capacity.core.outbox import Letter, handles
from capacity.core.reminders import Reminders
from capacity.core.unit_of_work import unit_of_work

BATCH = 200


@handles("call.closing_nears")
def remind(payload: Mapping[str, Any]) -> None:
    """Write to the associations whose own closing this is and whose application was not sent, by them or with others.

    Whatever happened since it was posted (a window that moved, a submission, a cancellation) is judged now.
    """
    closes_at, now = datetime.fromisoformat(payload["closes_at"]), clock.now()
    reminders, hours = Reminders.read(choices.in_force()), payload["hours"]
    name = reminders.named(hours)
    if name is None or is_overtaken(closes_at, now, timedelta(hours=hours), reminders.befores):
        return
    drafts = sa.select(Application.id).where(
        Application.call_id == payload["call"], Application.state == ApplicationState.DRAFT
    )
    numbers = db.session.scalars(drafts.order_by(Application.id)).all()
    for first in range(0, len(numbers), BATCH):
        with unit_of_work():
            _write(numbers[first : first + BATCH], closes_at, hours, name, now)


def _write(numbers: Sequence[int], closes_at: datetime, hours: int, name: str, now: datetime) -> None:
    found = db.session.scalars(
        sa.select(Application)
        .where(Application.id.in_(numbers))
        .options(joinedload(Application.association), joinedload(Application.call).selectinload(Call.extensions))
        .options(selectinload(Application.snapshots))
        .order_by(Application.id)
    ).all()
    concerned = [one for one in found if still_waits_for(one, closes_at)]
    if concerned:
        joined = queries.confirmed_in(concerned[0].call_id, [one.association_id for one in concerned])
        concerned = [one for one in concerned if one.association_id not in joined]
    people = notices.correspondents({one.association_id for one in concerned})
    for application in concerned:
        mine = people.get(application.association_id, [])
        notices.reminder(application, closes_at=closes_at, hours=hours, name=name, now=now, people=mine)


def still_waits_for(application: Application, closes_at: datetime) -> bool:
    """Whether the application is still to be sent before this very closing."""
    call = application.call
    return (
        application.state is ApplicationState.DRAFT
        and call.state is CallState.PUBLISHED
        and call.window(application.association_id).closes_at == closes_at
    )


def overtaken(*, letter: Letter, now: datetime) -> bool:
    """Whether a reminder that has not left yet is no longer true."""
    if letter.template != notices.REMINDER:
        return False
    application = db.session.get(Application, letter.about_id)
    closes_at = datetime.fromisoformat(letter.data["closing"])
    before = timedelta(hours=letter.data["hours"])
    befores = {*Reminders.read(choices.in_force()).befores, before}
    late = is_overtaken(closes_at, now, before, befores)
    return application is None or late or not still_waits_for(application, closes_at)
