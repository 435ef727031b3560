"""What this room adds to an application’s pages: for the desk, its scores; for the association, its eligibility."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import url_for

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import Point
from capacity.admission.review import policy, queries
from capacity.core.access import Actor
from capacity.core.languages import gettext as _


def on_record(*, application: Application, actor: Actor) -> list[dict[str, Any]]:
    """Ways from the desk's record of an application into this room."""
    if application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}:
        return []
    rows: list[dict[str, Any]] = []
    if policy.may_screen(actor, application):
        rows.append({"label": _("Screening"), "url": url_for("review.screen", application_id=application.id)})
    if policy.may_see(actor, application) and application.state is ApplicationState.ELIGIBLE:
        rows.append({"label": _("Readers and marks"), "url": url_for("review.sheet", application_id=application.id)})
    return rows


def on_applicants_page(*, application: Application, actor: Actor, now: datetime) -> dict[str, Any] | None:
    """The result of the screening and its reasons, once it was announced."""
    del actor, now
    if application.eligibility_shown_at is None or application.state is not ApplicationState.INELIGIBLE:
        return None
    reasons = [words.text() for words in queries.reasons_of(application)]
    return {
        "title": _("Your application is not eligible"),
        "words": " ".join(reasons),
        "url": url_for("review.result", application_id=application.id),
        "act": _("Read the reasons and how to answer"),
        "kind": "attention",
    }


def to_ask_about(*, application: Application) -> list[Point]:
    """The documents that screening questioned: a request for clarification begins with them."""
    return queries.points_to_ask(application.id)
