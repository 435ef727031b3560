"""What pages of a draft ask first, so that it can travel with the look-up of who is asking (``web.guards``)."""

from __future__ import annotations

from capacity.admission.applications.queries.applicant import OPENED, SENDING
from capacity.admission.applications.queries.drafts import FILLED
from capacity.admission.applications.queries.typed import TYPED, TYPED_HELD
from capacity.core.asking import Asked


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
    """By ``opened``, and by ``filled``."""
    return [(OPENED, {"application": application_id}), *of_draft(application_id)]


def of_sending(application_id: int) -> Asked:
    """By ``sending``, and by ``filled``."""
    return [(SENDING, {"application": application_id}), *of_draft(application_id)]
