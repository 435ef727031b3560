"""What the screening found, for the association itself: its own reasons, and how to answer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import render_template

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.review import policy, queries
from capacity.admission.review.notices import contact_of
from capacity.admission.review.views.blueprint import bp
from capacity.core import clock
from capacity.core.contributions import collect
from capacity.core.languages import Localized, language
from capacity.web.guards import requires
from capacity.web.session import current_actor


@bp.get("/applications/<int:application_id>/result")
@requires(load=applications.application, may=policy.may_read_result)
def result(application: Application) -> Any:
    """Eligible; or the reasons, the documents that could not be accepted, whom to write to and until when."""
    told = queries.told(application)
    now = clock.now()
    until = datetime.fromisoformat(told["until"]) if told.get("until") else None
    contact = contact_of(application.region_code)
    return render_template(
        "admission/review/result.html",
        application=application,
        is_eligible=application.state is not ApplicationState.INELIGIBLE,
        reasons=[Localized(one["text"]) for one in told.get("reasons", ())],
        documents=[
            (Localized(one["label"]), Localized(one["text"]), one["words"]) for one in told.get("documents", ())
        ],
        note=told.get("note", ""),
        until=until,
        is_over=until is not None and now > until,
        contact={**contact, "name": contact["name_ar" if language() == "ar" else "name_fr"]} if contact else None,
        ways=list(collect("screening.answer", application=application, actor=current_actor(), now=now)),
    )
