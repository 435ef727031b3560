"""A request to send that came after the closing: when it arrived, what is kept, whom to write to."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from urllib.parse import quote

from flask import render_template

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application
from capacity.admission.applications.views.reading import region_contact
from capacity.admission.calls.states import CallState
from capacity.core.languages import gettext as _
from capacity.core.unit_of_work import unit_of_work
from capacity.web.session import current_actor
from capacity.web.templating import precise_words


def came_late(application: Application, received_at: datetime) -> Any:
    """The page of a request that does not count any more; its arrival is kept, the draft is as it was."""
    cancelled = application.call.state is CallState.CANCELLED
    if not cancelled:
        with unit_of_work():
            actions.note_late(application, actor=current_actor(), now=received_at)
    body = render_template(
        "admission/applications/late.html",
        application=application,
        cancelled=cancelled,
        arrived=precise_words(received_at),
        arrived_iso=received_at.isoformat(timespec="seconds"),
        closes_at=application.call.window(application.association_id).closes_at,
        contact=_contact(application, precise_words(received_at)),
    )
    return body, 409


def _contact(application: Application, arrived: str) -> dict[str, str] | None:
    """Whom to write to in the region, with a letter that says already what happened."""
    known = region_contact(application.region_code)
    if known is None:
        return None
    what = application.number or application.association.name.text()
    subject = _("Call %(reference)s: request received after the closing", reference=application.call.reference)
    words = _("Application: %(what)s. Received: %(arrived)s.", what=what, arrived=arrived)
    return {**known, "address": f"mailto:{known['email']}?subject={quote(subject)}&body={quote(words)}"}
