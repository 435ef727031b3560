"""An application that was found ineligible is found eligible after all, by a decision that stands beside the first."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import FIND_ELIGIBLE, ApplicationState
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.workflow import move


def admit(application: Application, *, actor: Actor, now: datetime) -> bool:
    """Find it eligible; what was found at screening stays written. False when it is eligible already."""
    if application.state is ApplicationState.ELIGIBLE:
        return False
    move(application, FIND_ELIGIBLE, actor=actor, now=now)
    db.session.flush()
    return True
