"""Complaints at each step, made through the room's own actions; they commit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import count

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.complaints import actions, queries
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import Verdict
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.queries import outcomes_of
from capacity.admission.rounds.states import OfferState, OutcomeKind
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from tests.factories import admission_review as review
from tests.factories import people
from tests.factories.admission_region import NOW, Region, actor

LATER = NOW + timedelta(days=2)
ENDED = NOW + timedelta(days=16)
"""When the time to complain is over."""
TEXT = "La lettre du 3 octobre, jointe à la candidature, n’a pas été lue."
_numbers = count(1)


def announced(
    *args: object,
    remedy: Remedy = Remedy.NEXT_SEAT,
    instead: Instead = Instead.PRIORITY,
    days: int = 15,
    **kwargs: object,
) -> Region:
    """A region whose results are out, with its rule of complaints."""
    made = review.announced(*args, **kwargs)
    with unit_of_work():
        made.round.call.recourse = Recourse(days, remedy, instead).stored()
    return made


def of_kind(made: Region, kind: OutcomeKind, place: int = 0) -> Application:
    """The application whose outcome is of this kind."""
    return [one.application for one in outcomes_of(made.round_id) if one.kind is kind][place]


def drafted(made: Region, application: Application, *, now: datetime = LATER, language: str = "fr") -> Complaint:
    """Written, nothing filed."""
    who = actor(made.member_of(application.id))
    with unit_of_work():
        found = actions.begin(application, language=language, actor=who, now=now)
        actions.save(found, grounds=["document_ignored"], text=TEXT, actor=who, now=now)
    return found


def filed(made: Region, application: Application, *, now: datetime = LATER) -> Complaint:
    """With its receipt."""
    found = drafted(made, application, now=now)
    send(made, found, now=now)
    return found


def send(made: Region, found: Complaint, *, now: datetime = LATER, submission_id: str | None = None) -> None:
    """File it."""
    who = actor(made.member_of(found.application.id))
    with unit_of_work():
        actions.file(
            found,
            submission_id=submission_id or f"complaint-{next(_numbers):06d}",
            signed_name="Salma Alaoui",
            actor=who,
            now=now,
        )


def given(made: Region, application: Application, *, now: datetime = LATER) -> tuple[Complaint, Person, Person]:
    """(the complaint, who examines it, who confirms the answer): nobody of them took part."""
    found = filed(made, application, now=now)
    handler, second = people.coordinator("MA-02"), people.administrator()
    give(made, found, handler, second, now=now)
    return found, handler, second


def give(made: Region, found: Complaint, handler: Person, second: Person, *, now: datetime = LATER) -> None:
    """Name both."""
    with unit_of_work():
        actions.assign(found, handler_id=handler.id, confirmer_id=second.id, actor=made.desk, now=now)


def proposed(
    made: Region,
    application: Application,
    *,
    verdict: Verdict = Verdict.UPHELD,
    reasons: Sequence[str] = ("document_was_there",),
    seat_due: bool = True,
    now: datetime = LATER,
) -> tuple[Complaint, Person, Person]:
    """An answer waits for the second person."""
    found, handler, second = given(made, application, now=now)
    with unit_of_work():
        actions.propose(
            found,
            verdict=verdict,
            reasons=list(reasons),
            reasoning="La lettre était jointe et change la note du premier critère.",
            seat_due=seat_due,
            actor=actor(handler),
            now=now,
        )
    return found, handler, second


def decided(made: Region, application: Application, *, now: datetime = LATER, **values: object) -> Complaint:
    """Confirmed."""
    found, _handler, second = proposed(made, application, now=now, **values)  # type: ignore[arg-type]
    with unit_of_work():
        actions.confirm(found, seen=found.version, actor=actor(second), now=now)
    return found


def finished(made: Region, *, now: datetime) -> None:
    """Every offer accepted, and the round final."""
    for outcome in outcomes_of(made.round_id):
        if outcome.state is OfferState.OFFERED:
            accepted(outcome, made)
    with unit_of_work():
        rounds.finish(made.round, actor=made.desk, now=now)


def given_time(made: Region, application: Application) -> None:
    """A day more to complain, after the others' time is over."""
    with unit_of_work():
        actions.give_time(
            application, ends_at=ENDED + timedelta(days=1), reason="Lettre revenue", actor=made.desk, now=ENDED
        )


def accepted(outcome: Outcome, made: Region, *, now: datetime = LATER) -> None:
    """By its representative, with the charter signed."""
    review.accept(made, outcome.application_id, now)


def again(found: Complaint) -> Complaint:
    """The complaint as it stands."""
    db.session.rollback()
    stands = queries.complaint(found.id)
    assert stands is not None
    return stands
