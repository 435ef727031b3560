"""Letters about an offer: the seat that has become free, the reminder, what was answered or was not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from capacity.admission.review.notices import correspondents, write_to_association
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.notices.letters import write_worded
from capacity.admission.rounds.states import LetterKind
from capacity.admission.rounds.states.remedies import Given
from capacity.core import outbox


def _key(name: str, outcome: Outcome) -> str:
    """One letter of each kind for each offer: a second offer to the same application has another date."""
    due = f":{outcome.offer_due_at:%Y%m%dT%H%M}" if outcome.offer_due_at else ""
    return f"offer:{name}:{outcome.application_id}{due}"


def _data(outcome: Outcome, round_: Round) -> dict[str, Any]:
    return {
        "region": round_.region_code,
        "due": outcome.offer_due_at.isoformat() if outcome.offer_due_at else "",
        "contact": outcome.contact_name,
    }


def write_promoted(outcome: Outcome, round_: Round, *, now: datetime) -> None:
    """A seat has become free; a letter about the reserve list that has not left yet is overtaken by it."""
    outbox.supersede(outcome, now=now)
    write_worded(LetterKind.PROMOTED, outcome, round_, key=_key("promoted", outcome), now=now)


def write_about_offer(name: str, outcome: Outcome, round_: Round, *, now: datetime) -> None:
    """What followed: ``accepted``, ``declined`` or ``lapsed``; earlier letters that have not left yet stay here."""
    outbox.supersede(outcome, now=now)
    _write(name, outcome, round_, key=_key(name, outcome), now=now)


def write_reserve_ended(
    outcomes: Sequence[Outcome], given: Mapping[int, Given], round_: Round, *, now: datetime
) -> None:
    """The reserve list has ended; with what each gets whose complaint had given it a place there."""
    people = correspondents(outcome.application.association_id for outcome in outcomes)
    for outcome in outcomes:
        instead = given.get(outcome.id)
        write_to_association(
            "admission/rounds/reserve_ended",
            outcome.application,
            people.get(outcome.application.association_id),
            key=f"reserve_ended:{outcome.application_id}",
            data={**_data(outcome, round_), "given": instead.value if instead is not None else ""},
            about=outcome,
            now=now,
        )


def remind_of_offer(outcome: Outcome, round_: Round, *, days: int, now: datetime) -> None:
    """The offer is still to be answered, and its date is near."""
    _write("offer_due", outcome, round_, key=f"{_key('due', outcome)}:{days}", now=now)


def _write(name: str, outcome: Outcome, round_: Round, *, key: str, now: datetime) -> None:
    application = outcome.application
    write_to_association(
        f"admission/rounds/{name}",
        application,
        correspondents([application.association_id]).get(application.association_id),
        key=key,
        data=_data(outcome, round_),
        about=outcome,
        now=now,
    )
