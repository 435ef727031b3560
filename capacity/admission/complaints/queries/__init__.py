"""Every read of complaints: of one application, of the desk, of who took part, and what waits."""

from capacity.admission.complaints.queries.applicant import (
    Standing,
    complaint,
    complaint_file,
    grounds,
    locked,
    open_complaint,
    reasons,
    sequence_of,
    standing_of,
)
from capacity.admission.complaints.queries.desk import desk_rows, searched
from capacity.admission.complaints.queries.examined import Examined, application_file, examined
from capacity.admission.complaints.queries.figures import Figures, figures
from capacity.admission.complaints.queries.following import Held, follows_in, follows_now, holding
from capacity.admission.complaints.queries.taking_part import Candidate, candidates, who_took_part
from capacity.admission.complaints.queries.waiting import history_of, waiting_for

__all__ = [
    "Candidate",
    "Examined",
    "Figures",
    "Held",
    "Standing",
    "application_file",
    "candidates",
    "complaint",
    "complaint_file",
    "desk_rows",
    "examined",
    "figures",
    "follows_in",
    "follows_now",
    "grounds",
    "history_of",
    "holding",
    "locked",
    "open_complaint",
    "reasons",
    "searched",
    "sequence_of",
    "standing_of",
    "waiting_for",
    "who_took_part",
]
