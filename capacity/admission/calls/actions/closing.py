"""That a closing nears is said ahead, once for each closing: whoever is drafting hears of it from a later room."""

from __future__ import annotations

from datetime import datetime, timedelta

from capacity.admission.calls.models import Call
from capacity.admission.calls.states.closing import reminders_to_come
from capacity.core.outbox import post

CLOSING_NEARS = "call.closing_nears"


def schedule_reminders(call: Call, closes_at: datetime, *, now: datetime) -> None:
    """Post what is to be said before this closing.

    The closing is part of each key: a window that moves has reminders of its own, and those of the closing that it left
    find nobody any more.
    """
    for before in reminders_to_come(closes_at, now):
        hours = before // timedelta(hours=1)
        post(
            CLOSING_NEARS,
            {"call": call.id, "closes_at": closes_at.isoformat(), "hours": hours},
            key=f"{CLOSING_NEARS}:{call.id}:{closes_at:%Y%m%dT%H%M%S}:{hours}",
            now=now,
            run_at=closes_at - before,
        )
