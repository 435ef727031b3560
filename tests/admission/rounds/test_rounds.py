"""A round from screening to its end: gates, decisions, seal, announcement."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.states import ApplicationState
from capacity.admission.review import actions as review
from capacity.admission.review import queries as review_queries
from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import Round
from capacity.admission.rounds.states import OfferState, OutcomeKind, ProposalKind, RoundState, digest, verify
from capacity.core import audit
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, REGION, actor


@pytest.fixture(autouse=True)
def _database(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_a_panel_brings_its_round_with_the_seats_of_the_call() -> None:
    made = factory.appointed(seats=7)
    assert (made.round.state, made.round.seats) == (RoundState.SCREENING, 7)


def test_scoring_does_not_open_before_the_screening_is_announced() -> None:
    made = factory.appointed()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.open_scoring(made.round, actor=made.desk, now=NOW)
    assert made.round.state is RoundState.SCREENING


def test_the_deliberation_waits_for_every_reading() -> None:
    made = factory.scoring()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.open_deliberation(made.round, actor=made.desk, now=NOW)
    factory.read(made)
    with unit_of_work():
        actions.open_deliberation(made.round, actor=made.desk, now=NOW)
    kinds = [proposal.kind for proposal in made.round.proposals]
    assert kinds == [ProposalKind.SELECT, ProposalKind.SELECT, ProposalKind.RESERVE, ProposalKind.RESERVE]


def test_the_sitting_decides_otherwise_and_the_others_move() -> None:
    made = factory.deliberated()
    last = queries.standing(made.round).rows[-1].file
    application = next(a for a in made.applications if a.id == last.id)
    with unit_of_work():
        actions.decide(
            made.round, application, ProposalKind.SELECT, reason="Seule de sa province", actor=made.desk, now=NOW
        )
    rows = queries.standing(made.round).rows
    assert [row.line.kind.value for row in rows] == ["select", "reserve", "reserve", "select"]
    with unit_of_work():
        actions.undo_decision(made.round, application, actor=made.desk, now=NOW)
    assert [row.line.kind.value for row in queries.standing(made.round).rows][:2] == ["select", "select"]


def test_the_sitting_cannot_decide_more_seats_than_there_are() -> None:
    made = factory.deliberated(seats=1)
    with pytest.raises(RuleBroken), unit_of_work():
        for application in made.applications[:2]:
            actions.decide(made.round, application, ProposalKind.SELECT, reason="oui", actor=made.desk, now=NOW)


def test_an_open_disagreement_stops_the_seal_until_it_is_settled() -> None:
    made = factory.scoring(2, seats=1)
    with unit_of_work():
        for place, assignment in enumerate(review_queries.assignments_of(made.panel_id)):
            factory.score(assignment, [8, 8, 2 if place == 0 else 8])
        actions.open_deliberation(made.round, actor=made.desk, now=NOW)
    open_ = [check for check in queries.standing(made.round).checks if not check.done]
    assert [check.key for check in open_] == ["disagreements", "sitting"]
    with pytest.raises(RuleBroken):
        factory.signed(made, made.coordinator, "coordinator")
    assert [check.key for check in queries.standing(made.round).checks if not check.done] == ["disagreements"]
    file, item = queries.standing(made.round).record.open_disagreements[0]
    application = next(a for a in made.applications if a.id == file.id)
    with unit_of_work():
        review.arbitrate(
            made.panel, application, item.criterion.id, reason="Lecture divergente", actor=made.desk, now=NOW
        )
    assert queries.standing(made.round).may_be_sealed


def test_two_people_seal_over_the_same_hash() -> None:
    made = factory.deliberated()
    assert not factory.signed(made, made.coordinator, "coordinator")
    with pytest.raises(RuleBroken):
        factory.signed(made, made.coordinator, "chair")
    with pytest.raises(RuleBroken):
        factory.signed(made, made.chair, "coordinator")
    assert factory.signed(made, made.chair, "chair")
    sealed = made.round
    assert sealed.state is RoundState.SEALED
    assert sealed.sealed_content is not None
    assert verify(sealed.sealed_content).sound
    assert digest(sealed.sealed_content) == sealed.sealed_sha256
    assert {signature.sha256 for signature in sealed.signatures} == {sealed.sealed_sha256}
    assert audit.verify(db.session()).sound


def test_a_signature_over_what_has_changed_meanwhile_is_refused_and_the_first_is_void() -> None:
    made = factory.deliberated()
    sha256 = queries.file_to_sign(made.round, queries.standing(made.round).record)[1]
    factory.signed(made, made.coordinator, "coordinator")
    with unit_of_work():
        actions.decide(
            made.round, made.applications[0], ProposalKind.DECLINE, reason="Fusion", actor=made.desk, now=NOW
        )
    assert made.round.signatures == []
    with pytest.raises(RuleBroken), unit_of_work():
        actions.sign(made.round, capacity="chair", sha256=sha256, actor=actor(made.chair), now=NOW)


def test_a_sealed_round_changes_no_more() -> None:
    made = factory.sealed()
    for act in (
        lambda: actions.decide(
            made.round, made.applications[0], ProposalKind.SELECT, reason="non", actor=made.desk, now=NOW
        ),
        lambda: actions.reopen_scoring(made.round, reason="non", actor=made.desk, now=NOW),
        lambda: actions.change_round(
            made.round, reserve_size=1, offer_days=3, sitting_at=None, actor=made.desk, now=NOW
        ),
        lambda: actions.sign(made.round, capacity="chair", sha256="0" * 64, actor=made.desk, now=NOW),
        lambda: actions.finish(made.round, actor=made.desk, now=NOW),
        lambda: actions.open_scoring(made.round, actor=made.desk, now=NOW),
    ):
        with pytest.raises(IllegalMove), unit_of_work():
            act()


def test_back_to_scoring_voids_the_signatures() -> None:
    made = factory.deliberated()
    factory.signed(made, made.coordinator, "coordinator")
    with unit_of_work():
        actions.reopen_scoring(made.round, reason="Une lecture est à refaire", actor=made.desk, now=NOW)
    assert (made.round.state, made.round.signatures) == (RoundState.SCORING, [])
    assert made.panel.scoring_closed_at is None


def test_the_announcement_makes_outcomes_letters_and_offers_once() -> None:
    made = factory.sealed(5, seats=2)
    with unit_of_work():
        assert actions.announce(made.round, actor=made.desk, now=NOW) == 5
    assert [item.kind for item in made.outcomes].count(OutcomeKind.SELECTED) == 2
    assert {item.state for item in made.outcomes if item.kind is OutcomeKind.SELECTED} == {OfferState.OFFERED}
    with pytest.raises(IllegalMove), unit_of_work():
        actions.announce(made.round, actor=made.desk, now=NOW)
    letters = db.session.scalars(sa.select(Letter).where(Letter.template.like("admission/rounds/%"))).all()
    assert len(letters) == 5
    assert {letter.language for letter in letters} == {"ar", "fr"}


def test_finishing_waits_for_every_answer_and_enrols_the_accepted() -> None:
    made = factory.announced(3, seats=2)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.finish(made.round, actor=made.desk, now=NOW)
    for outcome in made.outcomes[:2]:
        factory.accept(made, outcome.application_id)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.finish(made.round, actor=made.desk, now=NOW + timedelta(days=15))
    with unit_of_work():
        assert actions.finish(made.round, actor=made.desk, now=NOW + timedelta(days=16)) == 2
    assert made.round.state is RoundState.FINAL
    accepted = db.session.scalars(queries.accepted_associations(made.call.phase_id, REGION)).unique().all()
    assert len(accepted) == 2
    assert queries.has_accepted(accepted[0].id, made.call.phase_id)
    with pytest.raises(IllegalMove), unit_of_work():
        actions.decline_offer(made.outcomes[0], actor=made.desk, now=NOW)


def test_every_act_is_in_the_log() -> None:
    made = factory.announced()
    actions_ = {event.action for event in audit.history(db.session(), [made.round])}
    assert {
        "rounds.prepare",
        "rounds.open_scoring",
        "rounds.open_deliberation",
        "rounds.sign",
        "rounds.seal",
        "rounds.announce",
    } <= actions_
    assert db.session.scalar(sa.select(sa.func.count()).select_from(Round)) == 1
    assert {a.state for a in made.applications} == {ApplicationState.ELIGIBLE}
