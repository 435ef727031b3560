"""Many people at the same moment: exactly one effect, and never more than the seats."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from flask import Flask

from capacity.admission.rounds import actions, queries
from capacity.admission.rounds.models import ResultCorrection
from capacity.admission.rounds.states import MotionKind, OfferState, OutcomeKind, VoteChoice
from capacity.core import clock as core_clock
from capacity.core.db import db
from capacity.core.errors import CapacityError
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, REGION, actor

MANY = 40


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> int:
    """Run all of them in threads of their own, begun together; how many were done."""
    db.session.commit()
    db.session.remove()
    gate = Barrier(min(len(acts), 8))

    def run(act: Callable[[], Any], waits: bool) -> bool:
        with app.app_context():
            if waits:
                gate.wait(timeout=20)
            try:
                with unit_of_work():
                    return act() is not False
            except CapacityError:
                return False
            finally:
                db.session.remove()

    with ThreadPoolExecutor(max_workers=8) as pool:
        return sum(pool.map(run, acts, [place < gate.parties for place in range(len(acts))]))


def test_seats_freed_at_once_are_filled_once_each_and_never_beyond_the_reserve(app: Flask) -> None:
    made = factory.announced(8, seats=5)
    who, later = made.desk, NOW + timedelta(days=20)
    ids = [outcome.application_id for outcome in queries.outcomes_of(made.round_id)[:5]]
    core_clock.set_now(later)

    def free(number: int) -> Callable[[], Any]:
        def act() -> Any:
            outcome = queries.outcome_now(number)
            assert outcome is not None
            return actions.lapse_offer(outcome, actor=who, now=later)

        return act

    at_once(app, [free(number) for number in ids for _ in range(8)])
    outcomes = queries.outcomes_of(made.round_id)
    assert sum(1 for o in outcomes if o.state is OfferState.LAPSED) == 5
    assert queries.seats_taken(made.round_id) == 3
    assert sorted(o.reserve_rank or 0 for o in outcomes if o.promoted_at is not None) == [1, 2, 3]


def test_refusals_offers_by_hand_and_a_correction_at_once_never_give_more_than_the_seats(app: Flask) -> None:
    made = factory.sealed(9, seats=4)
    made.call.rules = {**made.call.rules, "promotion": "by_hand"}
    db.session.commit()
    with unit_of_work():
        actions.announce(made.round, actor=made.desk, now=NOW)
    round_id, who, chair = made.round_id, made.desk, actor(made.chair)
    outcomes = queries.outcomes_of(round_id)
    refusing, last = [outcome.application_id for outcome in outcomes[:3]], outcomes[-1].application_id
    with unit_of_work():
        changes = {outcomes[3].application_id: OutcomeKind.NOT_SELECTED, last: OutcomeKind.SELECTED}
        number = actions.propose_correction(
            made.round, changes, reason=Localized(fr="Erreur"), capacity="coordinator", actor=who, now=NOW
        ).id

    def decline(application_id: int) -> Callable[[], Any]:
        def act() -> Any:
            outcome = queries.outcome_now(application_id)
            assert outcome is not None
            return actions.decline_offer(outcome, actor=who, now=NOW)

        return act

    def offer() -> Any:
        round_ = queries.round_of(round_id)
        assert round_ is not None
        return actions.offer_next(round_, actor=who, now=NOW)

    def issue() -> Any:
        return actions.issue_correction(
            db.session.get_one(ResultCorrection, number), capacity="chair", actor=chair, now=NOW
        )

    at_once(app, [*(decline(one) for one in refusing), issue, *[offer] * 8, issue, *(decline(one) for one in refusing)])
    assert queries.seats_taken(round_id) <= 4
    at_once(app, [offer] * 8)
    found = {one.application_id: one for one in queries.outcomes_of(round_id)}
    assert queries.seats_taken(round_id) == 4
    assert found[last].state is OfferState.OFFERED
    assert sum(1 for one in found.values() if one.state is OfferState.DECLINED) == 3
    assert sorted(one.reserve_rank or 0 for one in found.values() if one.promoted_at is not None) == [1, 2, 3]
    assert len(queries.corrections_of(round_id)) == 1


def test_two_coordinators_and_two_chairs_record_one_vote_at_once_and_one_is_kept(app: Flask) -> None:
    made = factory.sits(factory.deliberated(4, seats=2))
    last = queries.standing(made.round).rows[-1].file.id
    item = factory.item_of(made, next(one for one in made.applications if one.id == last))
    with unit_of_work():
        actions.take_up(made.round, item_id=item.id, actor=made.desk, now=NOW)
    round_id, item_id, voters = made.round_id, item.id, [person.id for person in made.committee]
    people = [made.desk, actor(made.chair), actor(factory.people.coordinator(REGION)), actor(made.chair)]

    def vote(who: Any, kind: MotionKind, request_id: str) -> Callable[[], Any]:
        def act() -> Any:
            round_ = queries.round_of(round_id)
            assert round_ is not None
            return actions.put_to_the_vote(
                round_, item_id=item_id, kind=kind, reason="Seule de sa province", moved_by=voters[0],
                votes=dict.fromkeys(voters, VoteChoice.FOR), request_id=request_id, seen=0, actor=who, now=NOW,
            )  # fmt: skip

        return act

    kinds = [MotionKind.SELECT, MotionKind.DECLINE]
    assert at_once(app, [vote(who, kinds[n % 2], f"request-{n}") for n, who in enumerate(people)]) == 1
    assert len(factory.sitting_of(made).motions) == 1
    assert len(queries.decisions_of(made.round, queries.standing(made.round).record)) == 1


def test_forty_identical_votes_are_one_motion(app: Flask) -> None:
    made = factory.sits(factory.deliberated(4, seats=2))
    adoption = factory.item_of(made, None)
    with unit_of_work():
        actions.take_up(made.round, item_id=adoption.id, actor=made.desk, now=NOW)
    round_id, item_id, voters, who = made.round_id, adoption.id, [person.id for person in made.committee], made.desk

    def vote() -> Any:
        round_ = queries.round_of(round_id)
        assert round_ is not None
        return actions.put_to_the_vote(
            round_, item_id=item_id, kind=MotionKind.ADOPT, reason="Adopté", moved_by=voters[0],
            votes=dict.fromkeys(voters, VoteChoice.FOR), request_id="the-same-request", seen=0, actor=who, now=NOW,
        )  # fmt: skip

    assert at_once(app, [vote] * MANY) == 1
    assert [motion.carried for motion in factory.sitting_of(made).motions] == [True]


def test_a_sitting_opened_by_several_at_once_is_one_sitting(app: Flask) -> None:
    made = factory.deliberated(4, seats=2)
    round_id, who, members = made.round_id, made.desk, [person.id for person in made.committee]

    def begin() -> Any:
        round_ = queries.round_of(round_id)
        assert round_ is not None
        return actions.open_sitting(round_, place="", present=members, actor=who, now=NOW)

    assert at_once(app, [begin] * 8) == 1
    assert len(factory.sitting_of(made).presences) == len(members)
