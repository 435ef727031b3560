"""How the applications of ``world_admission`` are screened, read, sat on, sealed, announced and corrected."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call, Criterion
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import actions as review
from capacity.admission.review.models import Assignment, Panel
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds import actions as rounds
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import AgendaItem, Outcome, ResultCorrection, Round
from capacity.admission.rounds.states import MotionKind, OutcomeKind, VoteChoice
from capacity.core.db import db
from tests.architecture.world import HERE, World
from tests.architecture.world_calls import words
from tests.factories.admission_review import signing

READERS = ("chair", "committee", "reader")


def screen(world: World, name: str, day: int) -> None:
    coordinator = world.actor("coordinator")
    with world.at(day) as now:
        members = [world.people[role] for role in READERS]
        panel = review.appoint_panel(
            world.the(Call, f"call_{name}"), HERE, members, members[0], actor=coordinator, now=now
        )
        world.remember(**{f"panel_{name}": panel})
        if name == "read":
            panel.readers_per_application = 2
            panel.members = [member for member in panel.members if member.person_id != members[2]]
        if name == "sitting":
            panel.call.reading = ReadingRules(blind=True).stored()
        arrived = db.session.scalars(
            sa.select(Application).where(Application.call_id == panel.call_id).order_by(Application.id)
        ).all()
        for application in arrived:
            judged = {paper.key: review.Judged(Judgement.ACCEPTED) for paper in panel.call.documents}
            review.screen(application, verdict=Verdict.ELIGIBLE, judged=judged, panel=panel, actor=coordinator, now=now)
        review.announce_screening(panel, actor=coordinator, now=now)
        review.share_out(panel, actor=coordinator, now=now)
        found = rounds_queries.round_for_panel(panel.id)
        assert found is not None
        world.remember(**{f"round_{name}": found})
        rounds.open_scoring(found, actor=coordinator, now=now)
        for member in panel.members:
            role = next(one for one, number in world.people.items() if number == member.person_id)
            said = review.Declared(words="Siège au bureau d’une fédération", languages=["fr"])
            review.declare_interests(said, actor=world.actor(role), now=now)
        for assignment in _assignments(panel):
            if name == "read" and assignment.reader_id == world.people["committee"]:
                continue
            review.declare(assignment, actor=_reader(world, assignment), now=now)


def _assignments(panel: Panel) -> list[Assignment]:
    return list(
        db.session.scalars(sa.select(Assignment).where(Assignment.panel_id == panel.id).order_by(Assignment.id))
    )


def _reader(world: World, assignment: Assignment) -> Any:
    return world.actor(next(role for role, number in world.people.items() if number == assignment.reader_id))


def read(world: World, name: str, day: int, apart: int = 0) -> None:
    """Three readers score each application, earlier ones higher; the chair gives ``apart`` halves less."""
    screen(world, name, day)
    with world.at(day + 2) as now:
        panel = world.the(Panel, f"panel_{name}")
        criteria = db.session.scalars(sa.select(Criterion.id).where(Criterion.call_id == panel.call_id)).all()
        first = min(assignment.application_id for assignment in _assignments(panel))
        for assignment in _assignments(panel):
            halves = 9 - 2 * (assignment.application_id - first)
            if assignment.reader_id == world.people["chair"]:
                halves -= apart
            marks = {number: review.Mark(halves=halves, comment="Solide") for number in criteria}
            reader = _reader(world, assignment)
            review.save_marks(assignment, marks, actor=reader, now=now)
            review.submit_scores(assignment, actor=reader, now=now)
    with world.at(day + 3) as now:
        found = world.the(Round, f"round_{name}")
        rounds.open_deliberation(found, actor=world.actor("coordinator"), now=now)
        if name == "offering":
            coordinator = world.actor("coordinator")
            rounds.change_round(found, reserve_size=1, offer_days=10, sitting_at=None, actor=coordinator, now=now)


def sit(world: World, name: str, day: float) -> None:
    """Everybody of the panel is there."""
    with world.at(day) as now:
        found = world.the(Round, f"round_{name}")
        members = [member.person_id for member in found.panel.members]
        coordinator = world.actor("coordinator")
        rounds.open_sitting(found, place="Fès", present=members, actor=coordinator, now=now)


def begin_to_sit(world: World) -> None:
    """The sitting goes through the application of the association, about which the readers disagree."""
    sit(world, "sitting", -91)
    with world.at(-90.9) as now:
        point = first(AgendaItem, AgendaItem.application_id == world.ids["sitting_own"])
        found = world.the(Round, "round_sitting")
        rounds.take_up(found, item_id=point.id, actor=world.actor("coordinator"), now=now)


def _adopt(world: World, name: str, day: int) -> None:
    """The ranking is adopted as it stands, and the sitting closed."""
    sit(world, name, day)
    with world.at(day + 0.01) as now:
        found, coordinator = world.the(Round, f"round_{name}"), world.actor("coordinator")
        sitting = rounds_queries.sitting_of(found.id)
        assert sitting is not None
        item, voters = sitting.items[-1], sitting.present
        rounds.take_up(found, item_id=item.id, actor=coordinator, now=now)
        votes = dict.fromkeys(voters, VoteChoice.FOR)
        rounds.put_to_the_vote(
            found, item_id=item.id, kind=MotionKind.ADOPT, reason="Adopté", moved_by=voters[0], votes=votes,
            request_id=f"adopted-{name}", seen=0, actor=coordinator, now=now,
        )  # fmt: skip
        rounds.close_sitting(found, actor=coordinator, now=now)


def seal(world: World, name: str, day: int) -> None:
    _adopt(world, name, day)
    for capacity, role in (("coordinator", "coordinator"), ("chair", "chair")):
        with world.at(day) as now:
            found = world.the(Round, f"round_{name}")
            standing = rounds_queries.standing(found)
            _content, sha256 = rounds_queries.file_to_sign(found, standing.record)
            rounds.sign(found, capacity=capacity, sha256=sha256, actor=world.actor(role), now=now)


def announce(world: World, name: str, day: int, *, answer: bool = True) -> None:
    seal(world, name, day)
    with world.at(day + 0.1) as now:
        rounds.announce(world.the(Round, f"round_{name}"), actor=world.actor("coordinator"), now=now)
    if answer:
        with world.at(day + 1) as now:
            outcome = db.session.scalars(
                sa.select(Outcome).where(Outcome.application_id == world.ids[f"{name}_own"])
            ).one()
            rounds.accept_offer(
                outcome,
                contact_name="Amina",
                contact_phone="+212600000000",
                signing=signing(),
                actor=world.actor("member"),
                now=now,
            )


def correct(world: World) -> None:
    """An announcement was corrected by two people; another correction waits for its second signature."""
    for name, kind, day in (("decided", OutcomeKind.NOT_SELECTED, -330), ("offering", OutcomeKind.RESERVE, -1)):
        with world.at(day) as now:
            proposed = rounds.propose_correction(
                world.the(Round, f"round_{name}"),
                {world.ids[f"{name}_third"]: kind},
                reason=words("Erreur de liste"),
                capacity="coordinator",
                actor=world.actor("coordinator"),
                now=now,
            )
            world.remember(**{f"correction_{name}": proposed})
    with world.at(-329) as now:
        issued = world.the(ResultCorrection, "correction_decided")
        rounds.issue_correction(issued, capacity="chair", actor=world.actor("chair"), now=now)


def first(model: type[Any], *conditions: Any) -> Any:
    found = db.session.scalars(sa.select(model).where(*conditions).order_by(model.id)).first()
    assert found is not None, f"no {model.__name__}"
    return found
