"""What the handler needs: what was filed, the application as it was sent, the marks, the words of the sitting."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from capacity.admission.applications import queries as applications
from capacity.admission.applications.models import ApplicationDocument
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.queries.applicant import complaint
from capacity.admission.review import queries as review
from capacity.admission.review.queries import FileRecord
from capacity.admission.rounds import queries as rounds
from capacity.admission.rounds.models import Motion, Outcome, Round


@dataclass(frozen=True)
class Examined:
    """The file behind a complaint; ``motions`` are those of the sitting on this very application."""

    screening: review.Verdicted | None
    file: FileRecord
    round: Round | None
    outcome: Outcome | None
    motions: Sequence[Motion]


def examined(found: Complaint) -> Examined:
    """What was found about the application, by whom, and why."""
    application = found.application
    round_ = rounds.round_in(application.call_id, application.region_code)
    return Examined(
        review.screening_of(application.id),
        review.file_of(application),
        round_,
        rounds.outcome_of(application.id),
        rounds.motions_about(round_.id, application.id) if round_ is not None else [],
    )


def application_file(complaint_id: int, joined_id: int) -> tuple[Complaint, ApplicationDocument] | None:
    """A complaint with a document of its application that was sent."""
    found = complaint(complaint_id)
    joined = applications.joined(found.application_id, joined_id) if found is not None else None
    if found is None or joined is None or joined[1].id not in applications.sent_file_ids(found.application):
        return None
    return found, joined[1]
