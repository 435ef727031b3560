"""The gate of screening: after the closing, before the announcement, and not while an answer is awaited."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review.models import Panel
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def check_screening_open(panel: Panel | None, application: Application, now: datetime) -> None:
    """Refuse, with the reason, when nothing can be found about an application now."""
    if panel is None:
        raise RuleBroken(_l("Appoint the panel of this region first."))
    if panel.screening_announced_at is not None:
        raise RuleBroken(_l("The screening was announced: its results cannot be changed any more."))
    if application.state is ApplicationState.CLARIFICATION_REQUESTED:
        raise RuleBroken(_l("An answer is expected from the association."))
    if application.state is not ApplicationState.SUBMITTED:
        raise RuleBroken(_l("This application is not submitted."))
    if application.call.window(application.association_id).accepts(now):
        raise RuleBroken(_l("The call is still open: screening begins when it has closed."))
