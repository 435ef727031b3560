"""What pages of a draft ask first, so that it can travel with the look-up of who is asking (``web.guards``)."""

from __future__ import annotations

from capacity.admission.applications.queries.applicant import OPENED, SENDING, WRITERS_OF
from capacity.admission.applications.queries.around import AROUND
from capacity.admission.applications.queries.drafts import FILLED
from capacity.admission.applications.queries.entering import entry_asked
from capacity.admission.applications.queries.typed import TYPED, TYPED_HELD
from capacity.core.asking import Asked
from capacity.core.choices import IN_FORCE


def of_draft(application_id: int) -> Asked:
    """By ``filled``."""
    return [(FILLED, {"application": application_id})]


def of_typing(application_id: int) -> Asked:
    """By ``held``, and by what then judges the answer."""
    return [(TYPED_HELD, {"application": application_id}), *of_draft(application_id)]


def of_written(application_id: int) -> Asked:
    """By ``written``."""
    return [(TYPED, {"application": application_id})]


def of_page(application_id: int) -> Asked:
    """By ``opened``, ``filled`` and ``around``, and by whoever is named as its region's contact."""
    application = {"application": application_id}
    return [(OPENED, application), *of_draft(application_id), (AROUND, application), (IN_FORCE, {})]


def of_held(application_id: int) -> Asked:
    """By ``sending``."""
    return [(SENDING, {"application": application_id})]


def of_sending(application_id: int, submission_id: str) -> Asked:
    """By ``filled``, ``entry`` and ``writers_of``, once it is held."""
    return [
        *of_draft(application_id),
        entry_asked(application_id, submission_id),
        (WRITERS_OF, {"application": application_id}),
    ]
