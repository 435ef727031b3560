"""An association reads over what it has written, on the screen or on paper; whom it may ask."""

from __future__ import annotations

from typing import Any

from flask import abort, render_template

from capacity.admission.applications import policy, queries
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.views.blueprint import bp
from capacity.admission.applications.views.wording import PUBLIC_WORDS
from capacity.core import clock
from capacity.core.contacts import contact_of
from capacity.core.languages import language
from capacity.web.guards import requires


@bp.get("/applications/<int:application_id>/answers")
@requires(load=queries.application, may=policy.owns)
def answers(application: Application) -> Any:
    """Everything that is asked with what was answered so far, or as it was sent: to be passed round, or printed."""
    return _read_over(application)


@bp.get("/coalitions/<int:member_id>/answers")
@requires(load=queries.membership, may=policy.may_read_carried)
def carried_answers(member: CoalitionMember) -> Any:
    """The same for an association that carries the application or is asked to: it reads what it signs for.

    Of the documents it sees the names; they stay with the association that leads.
    """
    application = queries.application(member.coalition.application_id) or abort(404)
    return _read_over(application, member)


def _read_over(application: Application, member: CoalitionMember | None = None) -> str:
    now = clock.now()
    is_draft = application.state is ApplicationState.DRAFT
    content = queries.content_as_written(application) if is_draft else queries.content(application)
    return render_template(
        "admission/applications/answers.html",
        application=application,
        content=content,
        coalition=None if is_draft else queries.coalition_seen(application),
        members=queries.present_members(application.id) if is_draft else [],
        is_draft=is_draft,
        state_words=PUBLIC_WORDS[application.public_state(now)],
        now=now,
        member=member,
    )


@bp.app_template_global("region_contact")
def region_contact(region_code: str) -> dict[str, str] | None:
    """The person whom associations of a region may call or write to."""
    known = contact_of(region_code)
    if not known:
        return None
    return {
        "name": known["name_ar" if language() == "ar" else "name_fr"],
        "email": known["email"],
        "phone": known["phone"],
    }
