"""Readers are reminded before their marks are due; after it, the chair and the coordination learn who is late."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.review import notices, queries
from capacity.admission.review.models import Panel
from capacity.admission.review.states import ESCALATED_AFTER, REMINDED_BEFORE
from capacity.core import clock
from capacity.core.outbox import handles, post
from capacity.core.unit_of_work import unit_of_work

MARKS_DUE, MARKS_LATE = "review.marks_due", "review.marks_late"


def schedule_reminders(panel: Panel, *, now: datetime) -> None:
    """Post what is to be said around the day on which marks are due, once scoring is open.

    That day is part of each key: when it moves, the reminders of the day that was left find nobody any more.
    """
    due = panel.scores_due_at
    if due is None or panel.scoring_opened_at is None:
        return
    for name, moment in ((MARKS_DUE, due - REMINDED_BEFORE), (MARKS_LATE, due + ESCALATED_AFTER)):
        if moment > now:
            payload = {"panel": panel.id, "due": due.isoformat()}
            post(name, payload, key=f"{name}:{panel.id}:{due:%Y%m%dT%H%M%S}", now=now, run_at=moment)


def _late(payload: Mapping[str, Any]) -> tuple[Panel, dict[int, int]] | None:
    """The panel and who still owes it how many readings; None when that day is not its day any more."""
    panel = queries.panel(payload["panel"])
    if panel is None or panel.scores_due_at != datetime.fromisoformat(payload["due"]):
        return None
    if panel.scoring_opened_at is None or panel.scoring_closed_at is not None:
        return None
    return panel, queries.open_readings(panel.id)


@handles(MARKS_DUE)
def remind_readers(payload: Mapping[str, Any]) -> None:
    """To each reader who still owes marks, once for each day on which they are due."""
    with unit_of_work():
        found = _late(payload)
        if found is not None:
            notices.remind_readers(*found, now=clock.now())


@handles(MARKS_LATE)
def tell_who_is_late(payload: Mapping[str, Any]) -> None:
    """To the chair and to the coordinators of the region: who is late, and with how many readings."""
    with unit_of_work():
        found = _late(payload)
        if found is not None and found[1]:
            notices.tell_who_is_late(*found, now=clock.now())
