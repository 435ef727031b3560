"""The gates of scoring, which the selection round opens and closes."""

from __future__ import annotations

from collections import Counter
from datetime import datetime

from capacity.admission.review import notices, queries
from capacity.admission.review.actions.reminding import schedule_reminders
from capacity.admission.review.models import Panel
from capacity.admission.review.states import LOCK, UNLOCK, AssignmentState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move


def open_scoring(panel: Panel, *, actor: Actor, now: datetime) -> None:
    """Let the readers begin, and write to them; refused before the screening is announced and readers are assigned."""
    if panel.screening_announced_at is None:
        raise RuleBroken(_l("The screening of this region is not announced yet."))
    record = queries.record_of(panel)
    if not record.files:
        raise RuleBroken(_l("No application of this region is eligible."))
    if any(file.active < panel.readers_per_application for file in record.files):
        raise RuleBroken(_l("Some applications lack readers."))
    panel.scoring_opened_at = now
    audit.record(actor=actor, action="review.open_scoring", obj=panel, now=now)
    loads = Counter(reading.reader_id for file in record.files for reading in file.readings if reading.is_open)
    notices.write_to_readers(panel, loads, now=now)
    schedule_reminders(panel, now=now)


def close_scoring(panel: Panel, *, actor: Actor, now: datetime) -> None:
    """Lock what was submitted; refused while a reading is open or an application has too few."""
    record = queries.record_of(panel)
    if any(reading.is_open for file in record.files for reading in file.readings):
        raise RuleBroken(_l("Some readings are still open: wait for them, or take them back."))
    if record.without_quorum:
        raise RuleBroken(_l("Some applications were scored by fewer than two readers."))
    if record.without_one_more:
        numbers = ", ".join(file.number for file in record.without_one_more)
        raise RuleBroken(_l("One more has to read these applications: %(numbers)s.", numbers=numbers))
    for assignment in queries.assignments_of(panel.id):
        if assignment.state is AssignmentState.SUBMITTED:
            move(assignment, LOCK, actor=actor, now=now)
    panel.scoring_closed_at = now
    audit.record(actor=actor, action="review.close_scoring", obj=panel, now=now)


def reopen_scoring(panel: Panel, *, reason: str, actor: Actor, now: datetime) -> None:
    """Let readings be opened again, from the deliberation."""
    for assignment in queries.assignments_of(panel.id):
        if assignment.state is AssignmentState.LOCKED:
            move(assignment, UNLOCK, actor=actor, now=now)
    panel.scoring_closed_at = None
    audit.record(actor=actor, action="review.reopen_scoring", obj=panel, now=now, reason=reason)
