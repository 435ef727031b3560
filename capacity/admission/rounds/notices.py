"""Letters of this room: the outcome to every applicant, the offer to who moves up from the reserve, what followed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.recourse import Recourse
from capacity.admission.review.notices import correspondents, write_to_association
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.states import OutcomeKind

TEMPLATES = {
    OutcomeKind.SELECTED: "admission/rounds/selected",
    OutcomeKind.RESERVE: "admission/rounds/reserve",
    OutcomeKind.NOT_SELECTED: "admission/rounds/not_selected",
}


def outcome_data(outcome: Outcome, round_: Round) -> dict[str, Any]:
    """What the letters about an outcome say, besides who it is."""
    return {
        "region": round_.region_code,
        "seats": round_.seats,
        "reserve_rank": outcome.reserve_rank,
        "points": outcome.points,
        "due": outcome.offer_due_at.isoformat() if outcome.offer_due_at else "",
        "contact": outcome.contact_name,
        "complain_until": Recourse.read(round_.call.recourse).ends_at(outcome.announced_at).isoformat(),
    }


def write_outcomes(round_: Round, outcomes: Iterable[tuple[Outcome, Application]], *, now: datetime) -> int:
    """To every applicant of the round its own outcome, once; how many were told."""
    told = list(outcomes)
    people = correspondents(application.association_id for _outcome, application in told)
    for outcome, application in told:
        write_to_association(
            TEMPLATES[outcome.kind],
            application,
            people.get(application.association_id),
            key=f"outcome:{application.id}",
            data=outcome_data(outcome, round_),
            about=outcome,
            now=now,
        )
    return len(told)


def write_about_offer(name: str, outcome: Outcome, round_: Round, *, now: datetime) -> None:
    """One letter about an offer: ``promoted``, ``accepted``, ``declined`` or ``lapsed``."""
    application = outcome.application
    write_to_association(
        f"admission/rounds/{name}",
        application,
        correspondents([application.association_id]).get(application.association_id),
        key=f"offer:{name}:{application.id}",
        data=outcome_data(outcome, round_),
        about=outcome,
        now=now,
    )
