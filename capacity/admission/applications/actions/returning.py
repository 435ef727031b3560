"""An application that was sent is taken back, to be changed or for good; its applicant is told of the screening."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capacity.admission.applications import notices
from capacity.admission.applications.actions.clarifying import fall_away
from capacity.admission.applications.actions.coalitions import end_coalition
from capacity.admission.applications.actions.finding import let_find_as_draft
from capacity.admission.applications.actions.sending import lock
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import REOPEN, SECRET_UNTIL_SHOWN, WITHDRAW
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import post
from capacity.core.workflow import move


def reopen(application: Application, *, actor: Actor, now: datetime) -> None:
    """Make it a draft again while the call is open; it has to be sent again, and keeps its number."""
    window = application.call.window(application.association_id)
    if not application.accepts(now) or now >= window.closes_at:
        raise RuleBroken(_l("The call is closed: what you sent cannot be changed any more."))
    if application.eligibility_shown_at is not None and application.state in SECRET_UNTIL_SHOWN:
        raise RuleBroken(_l("The screening has been announced: what you sent cannot be changed any more."))
    move(application, REOPEN, actor=actor, now=now)
    db.session.flush()
    let_find_as_draft(application)


def withdraw(application: Application, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """Withdraw it for good, as a draft or later, up to enrolment; the reason is optional."""
    lock(application)
    if any(collect("application.enrolled", application=application)):
        raise RuleBroken(_l("Your association is enrolled already: write to the coordination to leave the programme."))
    was_sent = application.submitted_at is not None
    move(application, WITHDRAW, actor=actor, now=now, reason=reason or None)
    application.withdrawn_at = now
    fall_away(application, actor=actor, now=now)
    end_coalition(application, actor=actor, now=now)
    db.session.flush()
    if was_sent:
        notices.withdrawn(application, now=now)
    post(
        "application.withdrawn",
        {"application": application.id},
        key=f"application.withdrawn:{application.id}",
        now=now,
    )


def show_eligibility(applications: Iterable[Application], *, actor: Actor, now: datetime) -> None:
    """From now on these applicants see what the screening found."""
    for application in applications:
        if application.eligibility_shown_at is None:
            application.eligibility_shown_at = now
            audit.record(actor=actor, action="applications.show_eligibility", obj=application, now=now)
    db.session.flush()
