"""A region with its panel, readings, sitting and results, made at once for tests of review and rounds."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import count
from typing import Any

from capacity.admission.applications.models import Application
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.actions import Declared, Mark
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import Verdict
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AgendaItem, Sitting
from capacity.admission.rounds.states import MotionKind, RoundState, Signing, SittingState, VoteChoice
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of
from tests.factories import people
from tests.factories.admission_region import NOW, REGION, Region, region
from tests.factories.remembered import remembered

_numbers = count(1)


def appointed(*args: Any, **kwargs: Any) -> Region:
    """With its panel and its round."""
    made = region(*args, **kwargs)
    with unit_of_work():
        panel = review.appoint_panel(
            made.call, REGION, [person.id for person in made.committee], made.chair.id,
            readers_per_application=2, scores_due_at=NOW + timedelta(days=20), actor=made.desk, now=NOW,
        )  # fmt: skip
        made.panel_id = panel.id
        for person in made.committee:
            review.declare_interests(Declared(no_tie=True), actor=actor_of(person), now=NOW)
    found = rounds_queries.round_for_panel(made.panel_id)
    assert found is not None
    made.round_id = found.id
    return made


@remembered
def screened(*args: Any, ineligible: Sequence[int] = (), **kwargs: Any) -> Region:
    """With the screening announced; the applications at these places are ineligible."""
    made = appointed(*args, **kwargs)
    with unit_of_work():
        second = actor_of(people.coordinator())
        for place, application in enumerate(made.applications):
            out = place in ineligible
            found = review.screen(
                application,
                verdict=Verdict.INELIGIBLE if out else Verdict.ELIGIBLE,
                reasons=["no_valid_receipt"] if out else [],
                note="Le récépissé est illisible." if out else "",
                actor=made.desk,
                now=NOW,
            )
            if out:
                review.confirm_ineligible(found, actor=second, now=NOW)
        review.announce_screening(made.panel, actor=made.desk, now=NOW)
    return made


@remembered
def scoring(*args: Any, **kwargs: Any) -> Region:
    """With readings shared out and scoring open."""
    made = screened(*args, **kwargs)
    with unit_of_work():
        review.share_out(made.panel, actor=made.desk, now=NOW)
        rounds.open_scoring(made.round, actor=made.desk, now=NOW)
    return made


def by_rank(application: Application, criterion: int) -> int:
    """Marks that fall with the number of the application, the same for every reader."""
    return max(0, 9 - (application.id * 7 + criterion) % 9)


def read(made: Region, marks: Callable[[Application, int], int] = by_rank) -> None:
    """Every reading declared and submitted; ``marks(application, place of the criterion)`` in halves."""
    with unit_of_work():
        criteria = review_queries.criteria_of(made.call.id)
        for assignment in review_queries.assignments_of(made.panel_id):
            if assignment.state.value != "recused":
                score(assignment, [marks(assignment.application, place) for place in range(len(criteria))])


def score(assignment: Assignment, halves: Sequence[int | None], now: datetime = NOW) -> None:
    """Declare, mark (None: not applicable) and submit one reading, inside a unit of work."""
    reader = actor_of(assignment.reader)
    criteria = review_queries.criteria_of(assignment.panel.call_id)
    if assignment.state.value == "assigned":
        review.declare(assignment, actor=reader, now=now)
    marks = {c.id: Mark(value, value is None, "") for c, value in zip(criteria, halves, strict=True)}
    review.save_marks(assignment, marks, actor=reader, now=now)
    review.submit_scores(assignment, actor=reader, now=now)


@remembered
def deliberated(*args: Any, marks: Callable[[Application, int], int] = by_rank, **kwargs: Any) -> Region:
    """With every mark submitted and the deliberation open."""
    made = scoring(*args, **kwargs)
    read(made, marks)
    with unit_of_work():
        rounds.open_deliberation(made.round, actor=made.desk, now=NOW)
    return made


def voted(made: Region, item: AgendaItem, kind: MotionKind, *, reason: str = "Adopté", against: int = 0) -> bool:
    """A vote of everybody in the room on this point, which is taken up first."""
    round_id, item_id = made.round_id, item.id
    with unit_of_work():
        rounds.take_up(made.round, item_id=item_id, actor=made.desk, now=NOW)
    sitting = sitting_of(made)
    out = {one.person_id for one in sitting.recusals if one.item_id == item_id}
    voters = [person for person in sitting.present if person not in out]
    votes = {person: VoteChoice.AGAINST if n < against else VoteChoice.FOR for n, person in enumerate(voters)}
    with unit_of_work():
        return rounds.put_to_the_vote(
            made.round, item_id=item_id, kind=kind, reason=reason, moved_by=voters[0], votes=votes,
            request_id=f"request-{round_id}-{next(_numbers)}", seen=len(sitting.motions), actor=made.desk, now=NOW,
        )  # fmt: skip


def sitting_of(made: Region) -> Sitting:
    """The sitting, as it stands."""
    found = rounds_queries.sitting_of(made.round_id)
    assert found is not None
    return found


def sits(made: Region) -> Region:
    """The whole panel is there and the sitting open."""
    with unit_of_work():
        rounds.open_sitting(
            made.round, place="Errachidia", present=[p.id for p in made.committee], actor=made.desk, now=NOW
        )
    return made


def item_of(made: Region, application: Application | None) -> AgendaItem:
    """The point of the agenda about an application, or the adoption."""
    wanted = application.id if application is not None else None
    if application is not None:
        with unit_of_work():
            rounds.add_item(made.round, application=application, actor=made.desk, now=NOW)
    return next(item for item in sitting_of(made).items if item.application_id == wanted)


def adopted(made: Region) -> Region:
    """The sitting was held, the ranking adopted, the sitting closed."""
    found = rounds_queries.sitting_of(made.round_id)
    if found is None:
        sits(made)
    elif found.state is SittingState.CLOSED:
        with unit_of_work():
            rounds.resume_sitting(made.round, actor=made.desk, now=NOW)
        for member in made.panel.members:
            with unit_of_work():
                rounds.note_presence(made.round, person_id=member.person_id, is_there=True, actor=made.desk, now=NOW)
    assert voted(made, item_of(made, None), MotionKind.ADOPT)
    with unit_of_work():
        rounds.close_sitting(made.round, actor=made.desk, now=NOW)
    return made


def signed(made: Region, person: Person, capacity: str, now: datetime = NOW) -> bool:
    """One signature over the file as it stands, after the sitting."""
    checks = {check.key: check.done for check in rounds_queries.standing(made.round).checks}
    if made.round.state is RoundState.DELIBERATION and not checks["sitting"]:
        adopted(made)
    sha256 = rounds_queries.file_to_sign(made.round, rounds_queries.standing(made.round).record)[1]
    with unit_of_work():
        return rounds.sign(made.round, capacity=capacity, sha256=sha256, actor=actor_of(person), now=now)


@remembered
def sealed(*args: Any, **kwargs: Any) -> Region:
    """With both signatures."""
    made = deliberated(*args, **kwargs)
    assert not signed(made, made.coordinator, "coordinator")
    assert signed(made, made.chair, "chair")
    return made


def signing(language: str = "fr") -> Signing:
    """A signature under the charter in force."""
    return Signing("Salma Alaoui", "Présidente", language, rounds_queries.charter_in_force().sha256(language))


@remembered
def announced(*args: Any, **kwargs: Any) -> Region:
    """With the results out and the offers open."""
    made = sealed(*args, **kwargs)
    with unit_of_work():
        rounds.announce(made.round, actor=made.desk, now=NOW)
    return made


def accept(made: Region, application_id: int, now: datetime = NOW) -> None:
    """The seat is taken by the association's representative."""
    outcome = rounds_queries.outcome_of(application_id)
    assert outcome is not None
    with unit_of_work():
        rounds.accept_offer(
            outcome, contact_name="Salma Alaoui", contact_phone="0611223344", signing=signing(),
            actor=actor_of(made.member_of(application_id)), now=now,
        )  # fmt: skip
