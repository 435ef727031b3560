"""That a closing nears is said ahead, once for each closing: whoever is drafting hears of it from a later room."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import selectinload

from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.closing import reminders_to_come
from capacity.core import choices
from capacity.core.db import db
from capacity.core.outbox import post
from capacity.core.reminders import CHOICE, Reminders

CLOSING_NEARS = "call.closing_nears"


def schedule_reminders(call: Call, closes_at: datetime, *, now: datetime) -> None:
    """Post what is to be said before this closing.

    The closing is part of each key: a window that moves has reminders of its own, and those of the closing that it left
    find nobody any more.
    """
    for before in reminders_to_come(closes_at, now, Reminders.read(choices.in_force()).befores):
        hours = before // timedelta(hours=1)
        post(
            CLOSING_NEARS,
            {"call": call.id, "closes_at": closes_at.isoformat(), "hours": hours},
            key=f"{CLOSING_NEARS}:{call.id}:{closes_at:%Y%m%dT%H%M%S}:{hours}",
            now=now,
            run_at=closes_at - before,
        )


def follow_choice(*, name: str, now: datetime) -> None:
    """Reminders come at other moments from now on: those of the calls that are public are posted anew.

    A moment that is in force no more finds nobody; one that was posted before is not posted again.
    """
    if name != CHOICE:
        return
    public = sa.select(Call).where(Call.state == CallState.PUBLISHED).options(selectinload(Call.extensions))
    for call in db.session.scalars(public.order_by(Call.id)):
        own = {extension.association_id for extension in call.extensions}
        for closes_at in sorted({call.window(one).closes_at for one in (None, *own)}):
            schedule_reminders(call, closes_at, now=now)
