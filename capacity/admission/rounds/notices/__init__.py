"""Letters of this room: the outcome to every applicant, what follows an offer, a correction."""

from capacity.admission.review.notices import correspondents
from capacity.admission.rounds.notices.examples import example, write_example
from capacity.admission.rounds.notices.letters import (
    ANSWERED,
    KIND_OF,
    Writer,
    write_corrections,
    write_outcomes,
    write_test,
)
from capacity.admission.rounds.notices.offers import (
    remind_of_offer,
    write_about_offer,
    write_promoted,
    write_reserve_ended,
)

__all__ = [
    "ANSWERED",
    "KIND_OF",
    "Writer",
    "correspondents",
    "example",
    "remind_of_offer",
    "write_about_offer",
    "write_corrections",
    "write_example",
    "write_outcomes",
    "write_promoted",
    "write_reserve_ended",
    "write_test",
]
