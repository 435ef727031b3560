"""Two people at the same moment: one of them is quicker, nothing is half done, nothing is done twice."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Clarification, CoalitionMember, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls.models import Call
from capacity.core.db import db
from capacity.core.errors import CapacityError
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from tests.factories import admission, coalitions
from tests.factories import clarifying as factory
from tests.factories.acts import SIGNED, ask, here, merge


def at_once(app: Flask, *acts: Callable[[], Any]) -> list[bool]:
    """Run all of them in threads of their own, begun together; which were done."""
    db.session.commit()
    db.session.remove()
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> bool:
        with app.app_context():
            gate.wait(timeout=20)
            try:
                with unit_of_work():
                    act()
            except (CapacityError, StaleDataError, IntegrityError):
                return False
            finally:
                db.session.remove()
            return True

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def answer(number: int, submission_id: str = "answer-at-once", **later: int) -> Callable[[], Any]:
    actor = admission.actor_of(here(number).association)
    now = factory.due() if later else factory.ASKED

    def act() -> Any:
        return actions.answer_clarification(here(number), submission_id=submission_id, **SIGNED, actor=actor, now=now)

    return act


def test_two_coordinators_who_ask_at_once_ask_once(app: Flask) -> None:
    number = admission.submitted().id
    done = at_once(app, ask(number), ask(number), ask(number))
    assert done.count(True) == 1
    assert db.session.scalar(sa.select(sa.func.count(Clarification.id))) == 1
    assert here(number).state is ApplicationState.CLARIFICATION_REQUESTED


def test_a_request_taken_back_while_it_is_answered_ends_one_way(app: Flask) -> None:
    made = admission.submitted()
    number = made.id
    factory.write(factory.asked(made=made))

    def take_back() -> Any:
        actions.take_back(here(number), actor=admission.EVERYWHERE, now=factory.ASKED)

    done = at_once(app, answer(number), take_back)
    assert done.count(True) == 1
    ended = factory.latest(number).state
    sent = db.session.scalar(sa.select(sa.func.count(Snapshot.id)).where(Snapshot.application_id == number))
    assert (ended, sent) in {(ClarificationState.ANSWERED, 2), (ClarificationState.TAKEN_BACK, 1)}
    assert here(number).state is ApplicationState.SUBMITTED


def test_an_answer_of_the_last_second_wins_over_the_lapse_whoever_is_quicker(app: Flask) -> None:
    made = admission.submitted()
    number = made.id
    factory.write(factory.asked(made=made))

    def lapse() -> Any:
        actions.settle(queries.locked(number), now=factory.due() + timedelta(minutes=11))

    at_once(app, answer(number, late=1), lapse)
    assert factory.latest(number).state is ClarificationState.ANSWERED
    assert here(number).state is ApplicationState.SUBMITTED


def test_an_answer_sent_twice_at_once_is_one_answer(app: Flask) -> None:
    made = admission.submitted()
    number = made.id
    factory.write(factory.asked(made=made))
    assert at_once(app, answer(number), answer(number)).count(True) == 2
    assert db.session.scalar(sa.select(sa.func.count(Snapshot.id)).where(Snapshot.application_id == number)) == 2


def test_an_association_does_not_confirm_and_send_alone_at_once(app: Flask) -> None:
    call = admission.call()
    lead, own = admission.draft(call), admission.complete(call)
    alone, actor = own.id, admission.actor_of(own.association)
    member_id = coalitions.invited(lead, own.association)[0]

    def confirm() -> Any:
        actions.confirm(member_id, **SIGNED, actor=actor, now=admission.DURING)

    def send() -> Any:
        actions.submit(here(alone), submission_id="alone-at-once", **SIGNED, actor=actor, now=admission.DURING)

    assert at_once(app, confirm, send).count(True) == 1
    joined = db.session.get_one(CoalitionMember, member_id).state is MembershipState.CONFIRMED
    assert joined is not (here(alone).state is ApplicationState.SUBMITTED)


def test_an_association_does_not_confirm_two_coalitions_at_once(app: Flask) -> None:
    call = admission.call()
    member = admission.association()
    ids = [coalitions.invited(admission.draft(call), member)[0] for _ in range(2)]
    actor = admission.actor_of(member)
    acts = [
        lambda number=number: actions.confirm(number, **SIGNED, actor=actor, now=admission.DURING) for number in ids
    ]
    assert at_once(app, *acts).count(True) == 1


def test_two_that_become_one_are_in_one_coalition_however_quick_the_other_one_confirms(app: Flask) -> None:
    call = admission.call()
    kept, gone = admission.association(), admission.association()
    coalitions.carried(admission.draft(call), kept)
    member_id, actor = coalitions.invited(admission.draft(call), gone)[0], admission.actor_of(gone)
    family = [kept.id, gone.id]

    def confirm() -> Any:
        actions.confirm(member_id, **SIGNED, actor=actor, now=admission.DURING)

    assert True in at_once(app, merge(kept, gone), confirm)
    confirmed = sa.select(sa.func.count(CoalitionMember.id)).where(
        CoalitionMember.association_id.in_(family), CoalitionMember.state == MembershipState.CONFIRMED
    )
    assert db.session.scalar(confirmed) == 1


def test_one_that_is_being_merged_does_not_begin_beside_the_other_one(app: Flask) -> None:
    call = admission.call()
    sent, gone = admission.submitted(call), admission.association()
    call_id, gone_id, actor = call.id, gone.id, admission.actor_of(gone)

    def begin() -> Any:
        return actions.begin(
            db.session.get_one(Call, call_id),
            db.session.get_one(Association, gone_id),
            language="fr",
            actor=actor,
            now=admission.DURING,
        )

    assert at_once(app, merge(sent.association, gone), begin).count(True) == 1
