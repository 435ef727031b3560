"""Rule 3: nothing that those outside can see differs by a decision before its announcement.

Two worlds differ in everything that is decided and not announced: verdicts of a screening, marks, proposals and the
sealed file. Every page, file and list that partners, trainers, mentors and members reach is the same in both, byte for
byte. What visitors see, and who represents an association, is compared on two whole demos.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.review import actions as review
from capacity.admission.review.models import Assignment, Panel, Score
from capacity.admission.review.states import Verdict
from capacity.admission.review.states.screening import Judgement
from capacity.admission.rounds.models import Proposal, Round
from capacity.admission.rounds.states import ProposalKind
from capacity.core import clock, facts
from capacity.core.db import db
from tests.architecture import world_calls
from tests.architecture.world import World
from tests.architecture.world_selection import READERS
from tests.crosscut.conftest import Stage
from tests.crosscut.reading import lasting, reached

pytestmark = pytest.mark.one_database
OUTSIDE = ("colleague", "partner", "trainer", "mentor")
SECRET = ("sitting", "sealed", "read")
BY_CHANCE = {"accounts.second_factor", "offline.reader"}
"""A new secret, or a new token, each time it is opened."""
APPLICATION_PAGES = ("applications.show", "applications.receipt", "applications.withdraw", "rounds.outcome")


def test_nothing_differs_by_a_decision_before_its_announcement(stage: Stage) -> None:
    one = _pages_after(stage, _decide_one_way)
    other = _pages_after(stage, _decide_the_other_way)
    assert one.keys() == other.keys()
    assert sorted(page for page in one if one[page] != other[page]) == []
    assert len(one) > 100


def _pages_after(stage: Stage, decide: Callable[[World], None]) -> dict[tuple[str, str], tuple[int, bytes]]:
    stage.restore()
    world = replace(stage.world, ids=dict(stage.world.ids))
    world_calls.call(world, "secret", -40, -20)
    world_calls.apply(world, "secret", -30, "own", "other")
    decide(world)
    db.session.commit()
    clock.set_now(world.today)
    try:
        return {(role, address): answer for role in OUTSIDE for address, answer in _read(stage, world, role)}
    finally:
        clock.set_now(None)


def _read(stage: Stage, world: World, role: str) -> list[tuple[str, tuple[int, bytes]]]:
    visitor = stage.client(role)
    addresses = [address for endpoint, address in reached(stage, role) if endpoint not in BY_CHANCE]
    with stage.app.test_request_context():
        addresses += [
            stage.app.url_for(endpoint, application_id=world.ids[f"{name}_{who}"])
            for endpoint in APPLICATION_PAGES
            for name in (*SECRET, "secret")
            for who in ("own", "other")
        ]
        addresses += [
            stage.app.url_for(endpoint, round_id=world.ids[f"round_{name}"])
            for endpoint in ("rounds.result", "rounds.record")
            for name in SECRET
        ]
    answers = [(address, visitor.get(address)) for address in addresses]
    return [(address, (answer.status_code, lasting(answer.data))) for address, answer in answers]


def _decide_one_way(world: World) -> None:
    _screen(world, Verdict.ELIGIBLE, Verdict.INELIGIBLE)


def _decide_the_other_way(world: World) -> None:
    """Whoever was in is out; marks, ranks and the sealed file are others."""
    _screen(world, Verdict.INELIGIBLE, Verdict.ELIGIBLE)
    rounds = [world.ids[f"round_{name}"] for name in SECRET]
    for proposal in db.session.scalars(sa.select(Proposal).where(Proposal.round_id.in_(rounds))):
        proposal.kind = ProposalKind.DECLINE if proposal.kind is ProposalKind.SELECT else ProposalKind.SELECT
        proposal.points = 10_000 - proposal.points
        proposal.note = "Decided the other way"
    for round_ in db.session.scalars(sa.select(Round).where(Round.id.in_(rounds))):
        round_.sealed_content = None
        round_.sealed_sha256 = round_.sealed_sha256 and "f" * 64
        round_.reserve_size += 1
    panels = [world.ids[f"panel_{name}"] for name in SECRET]
    read = sa.select(Assignment.id).where(Assignment.panel_id.in_(panels))
    db.session.execute(sa.update(Score).where(Score.assignment_id.in_(read)).values(halves=0, comment="Low"))


def _screen(world: World, own: Verdict, other: Verdict) -> None:
    coordinator = world.actor("coordinator")
    reason = facts.load("reasons")["reason"][0]["code"]
    with world.at(-10) as now:
        members = [world.people[role] for role in READERS]
        call = world.the(world_calls.Call, "call_secret")
        panel = review.appoint_panel(call, "MA-02", members, members[0], actor=coordinator, now=now)
        for name, verdict in (("own", own), ("other", other)):
            judged = Judgement.ACCEPTED if verdict is Verdict.ELIGIBLE else Judgement.REFUSED
            made = world.the(Application, f"secret_{name}")
            review.screen(
                made,
                verdict=verdict,
                reasons=[] if verdict is Verdict.ELIGIBLE else [reason],
                judged={paper.key: review.Judged(judged, "unreadable", "La page 2") for paper in call.documents},
                panel=panel,
                actor=coordinator,
                now=now,
            )
    assert db.session.get_one(Panel, panel.id).screening_announced_at is None
