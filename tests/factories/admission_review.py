"""A region of a call with its applications, panel and marks, made at once for tests of review and rounds."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pikepdf

from capacity.admission.applications.models import Application, ApplicationDocument, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call, CallRegion, Criterion, RequiredDocument
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.rules import groups_of
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.review.actions import Declared, Mark
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import Verdict
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AgendaItem, Round, Sitting
from capacity.admission.rounds.states import MotionKind, RoundState, Signing, SittingState, VoteChoice
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from capacity.rollout.phases.models import Phase
from tests.factories import people
from tests.factories.remembered import remembered

REGION, PROVINCE = "MA-08", "08.587"
OPENED = datetime(2017, 10, 1, 9, tzinfo=UTC)
CLOSED = datetime(2017, 10, 31, 16, 30, tzinfo=UTC)
NOW = CLOSED + timedelta(days=1)
SEED = "0123456789abcdef" * 4
WEIGHTS = (("relevance", 50), ("record", 30), ("network", 20))
_numbers = count(1)


@dataclass
class Region:
    """What a test of a region needs; people as persons, ``actor(person)`` as the rules see them."""

    call: Call
    applications: list[Application]
    associations: list[Association]
    members: list[Person]
    coordinator: Person
    chair: Person
    committee: list[Person]
    panel_id: int = 0
    round_id: int = 0

    @property
    def panel(self) -> Panel:
        """The panel, as it stands."""
        found = review_queries.panel(self.panel_id)
        assert found is not None
        return found

    @property
    def round(self) -> Round:
        """The round, as it stands."""
        found = rounds_queries.round_of(self.round_id)
        assert found is not None
        return found

    @property
    def desk(self) -> Actor:
        """The coordinator, acting."""
        return actor_of(self.coordinator)


def actor(person: Person) -> Actor:
    """A person as the rules see them."""
    return actor_of(person)


def call_of(seats: int = 2, region: str = REGION, *, closes_at: datetime = CLOSED) -> Call:
    """A published call of one region with three criteria."""
    number = next(_numbers)
    phase = Phase(year=2100 + number)
    call = Call(
        reference=f"AMI-{number}",
        phase=phase,
        state=CallState.PUBLISHED,
        title=Localized(ar="طلب إبداء الاهتمام", fr="Appel à manifestation d’intérêt", en="Call for interest"),
        opens_at=OPENED,
        closes_at=closes_at,
        lottery_seed=SEED,
        lottery_seed_sha256=hashlib.sha256(SEED.encode()).hexdigest(),
        created_at=OPENED,
        published_at=OPENED,
        regions=[CallRegion(region_code=region, seats=seats)],
        criteria=[
            Criterion(
                key=key, position=place, weight=weight, name=Localized(ar=f"معيار {key}", fr=f"Critère {key}", en=key)
            )
            for place, (key, weight) in enumerate(WEIGHTS)
        ],
    )
    db.session.add(call)
    db.session.commit()
    return call


def application_of(call: Call, association: Association, region: str = REGION, **values: Any) -> Application:
    """A submitted application with its receipt."""
    number = next(_numbers)
    made = Application(
        **{
            "call_id": call.id,
            "association": association,
            "region_code": region,
            "number": f"2017-{number:04}",
            "state": ApplicationState.SUBMITTED,
            "language": "fr",
            "created_at": OPENED,
            "submitted_at": CLOSED - timedelta(days=2),
            **values,
        }
    )
    content = f'{{"number":"{made.number}"}}'
    made.snapshots.append(
        Snapshot(
            submission_id=f"submission-{number}",
            received_at=CLOSED - timedelta(days=2),
            content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            groups=groups_of(province=association.province_code, women_led=association.women_led),
            signed_name="Salma Alaoui",
            signed_role="president",
        )
    )
    db.session.add(made)
    db.session.commit()
    return made


def region(
    applications: int = 4, *, seats: int = 2, committee: int = 4, languages: Sequence[str] = ("fr", "ar")
) -> Region:
    """A closed call with so many applications, each of an association with a representative, and a committee."""
    call = call_of(seats)
    members = [people.person(language=languages[n % len(languages)]) for n in range(applications)]
    associations = [people.association(member, province_code=PROVINCE) for member in members]
    made = [application_of(call, association) for association in associations]
    readers = [people.person(roles=(Role.COMMITTEE,)) for _ in range(committee)]
    return Region(call, made, associations, members, people.coordinator(REGION), readers[0], readers)


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


def pdf() -> bytes:
    """An empty page."""
    document, written = pikepdf.new(), io.BytesIO()
    document.add_blank_page()
    document.save(written)
    return written.getvalue()


def joined(application: Application, content: bytes, filename: str) -> int:
    """A document that was sent with an application; its number there."""
    key = f"paper_{next(_numbers)}"
    with unit_of_work() as session:
        stored = store().put(
            session, content, filename=filename, media_type="application/pdf", uploader_id=None, now=NOW
        )
        asked = RequiredDocument(call_id=application.call_id, key=key, position=0, label=Localized(fr="Statuts"))
        session.add(asked)
        session.flush()
        paper = ApplicationDocument(
            application_id=application.id, document_id=asked.id, file_id=stored.id, uploaded_at=NOW
        )
        session.add(paper)
        session.flush()
        return paper.id


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
