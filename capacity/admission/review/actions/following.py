"""What becomes of a verdict when the coordination asks about the application after all: it is given anew, later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from capacity.admission.review import queries
from capacity.core import audit, clock
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.outbox import handles
from capacity.core.unit_of_work import unit_of_work


@handles("application.clarification_requested")
def set_verdict_aside(payload: Mapping[str, Any]) -> None:
    """A verdict on what is still being asked about does not stand; one given later, or announced, does."""
    with unit_of_work():
        found = queries.screening(payload["application"])
        panel = queries.panel_of_application(found.application) if found is not None else None
        if panel is not None and panel.screening_announced_at is not None:
            return
        if found is not None and found.decided_at <= datetime.fromisoformat(payload["asked_at"]):
            audit.record(actor=SYSTEM, action="review.set_aside", obj=found, now=clock.now(), before=found.verdict)
            db.session.delete(found)
