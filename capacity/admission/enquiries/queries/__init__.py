"""Every read of questions and subscriptions: ``answers`` for everybody, ``desk`` for the coordination, ``readers``."""

from __future__ import annotations

from capacity.admission.enquiries.queries.answers import (
    Answers,
    answer,
    answered,
    answered_between,
    latest,
    of_associations,
    searched,
)
from capacity.admission.enquiries.queries.desk import asked_rows, enquiry, waiting_count, waiting_for, waiting_of
from capacity.admission.enquiries.queries.readers import (
    Reader,
    export_of,
    of_address,
    of_person,
    readers,
    readers_beside_applicants,
    subscription,
)

__all__ = [
    "Answers",
    "Reader",
    "answer",
    "answered",
    "answered_between",
    "asked_rows",
    "enquiry",
    "export_of",
    "latest",
    "of_address",
    "of_associations",
    "of_person",
    "readers",
    "readers_beside_applicants",
    "searched",
    "subscription",
    "waiting_count",
    "waiting_for",
    "waiting_of",
]
