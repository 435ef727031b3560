"""Delegates: named, waiting, confirmed, replaced."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask

from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.training.sessions import actions, queries
from capacity.training.sessions.states import EnrolmentState
from tests.factories import people, training


def name_one(session: Any, association: Any, actor: Any, now: Any = training.THEN, **values: Any) -> Any:
    number, owner = session.id, association.id
    with unit_of_work():
        found = queries.session(number)
        return actions.nominate(found, owner, training.new_delegate(**values), actor=actor, now=now).id


def state_of(number: int) -> EnrolmentState:
    found = queries.enrolment(number)
    assert found is not None
    return found.state


def test_an_association_names_as_many_as_it_may(region: Any) -> None:
    session = training.session(region.phase, region.trainer, delegates_per_association=2)
    name_one(session, region.association, region.speaks)
    name_one(session, region.association, region.speaks)
    with pytest.raises(RuleBroken):
        name_one(session, region.association, region.speaks)


def test_the_same_person_is_not_named_twice(region: Any) -> None:
    session = training.session(region.phase, region.trainer, delegates_per_association=2)
    same = {"name": "Aïcha Hassnaoui", "name_ar": "عائشة الحسناوي"}
    name_one(session, region.association, region.speaks, **same)
    with pytest.raises(RuleBroken):
        name_one(session, region.association, region.speaks, **same)


def test_a_person_is_one_delegate_over_all_sessions(region: Any) -> None:
    first, second = (training.session(region.phase, region.trainer) for _ in range(2))
    same = {"name": "Aïcha Hassnaoui", "name_ar": "عائشة الحسناوي"}
    ids = [name_one(session, region.association, region.speaks, **same) for session in (first, second)]
    delegates = {found.delegate_id for number in ids if (found := queries.enrolment(number))}
    assert len(delegates) == 1


def test_an_association_that_was_not_accepted_names_nobody(region: Any) -> None:
    session = training.session(region.phase, region.trainer)
    declined = training.accepted(region.phase, state=OfferState.DECLINED)
    with pytest.raises(RuleBroken):
        name_one(session, declined, region.speaks)


def test_after_the_due_day_nobody_is_named(region: Any) -> None:
    session = training.session(region.phase, region.trainer, nominations_due_on=training.THEN.date())
    with pytest.raises(RuleBroken):
        name_one(session, region.association, region.speaks, now=training.THEN + timedelta(days=1))
    name_one(session, region.association, region.speaks, now=training.THEN)


def test_when_the_seats_are_taken_the_next_one_waits(region: Any) -> None:
    session = training.session(region.phase, region.trainer, seats=1)
    first = name_one(session, region.association, region.speaks)
    second = name_one(session, region.other, region.speaks)
    assert (state_of(first), state_of(second)) == (EnrolmentState.NOMINATED, EnrolmentState.WAITING)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.confirm(queries.enrolment(second), actor=region.coordinates, now=training.THEN)
    with unit_of_work():
        actions.cancel_enrolment(queries.enrolment(first), actor=region.speaks, now=training.THEN)
    with unit_of_work():
        actions.confirm(queries.enrolment(second), actor=region.coordinates, now=training.THEN)
    assert state_of(second) is EnrolmentState.CONFIRMED


def test_confirming_writes_one_letter_to_each_association(region: Any, letters: Any) -> None:
    session = training.session(region.phase, region.trainer, delegates_per_association=2)
    ids = [name_one(session, region.association, region.speaks) for _ in range(2)]
    ids.append(name_one(session, region.other, region.speaks))
    with unit_of_work():
        chosen = [queries.enrolment(number) for number in ids]
        assert (
            actions.confirm_many(queries.session(session.id), chosen, actor=region.coordinates, now=training.THEN) == 3
        )
    sent = letters()
    assert len(sent) == 2
    assert sum(one.text.count("فاطمة") for one in sent) == 2


def test_a_replacement_takes_the_seat_and_is_confirmed_anew(region: Any) -> None:
    session = training.session(region.phase, region.trainer)
    place = training.enrolled(session, region.association).id
    with unit_of_work():
        newcomer = actions.replace(
            queries.enrolment(place), training.new_delegate(), actor=region.speaks, now=training.THEN
        ).id
    assert (state_of(place), state_of(newcomer)) == (EnrolmentState.REPLACED, EnrolmentState.NOMINATED)
    assert queries.seats_taken(session.id) == 1
    found = queries.enrolment(place)
    assert found is not None
    assert found.replaced_by_id == newcomer


def test_somebody_who_was_taken_off_can_be_named_again(region: Any) -> None:
    session = training.session(region.phase, region.trainer)
    same = {"name": "Aïcha Hassnaoui", "name_ar": "عائشة الحسناوي"}
    place = name_one(session, region.association, region.speaks, **same)
    with unit_of_work():
        actions.cancel_enrolment(queries.enrolment(place), reason="malade", actor=region.speaks, now=training.THEN)
    assert name_one(session, region.association, region.speaks, **same) == place
    assert state_of(place) is EnrolmentState.NOMINATED


def test_seats_are_never_exceeded_however_many_press_at_once(region: Any, app: Flask) -> None:
    session = training.session(region.phase, region.trainer, seats=3)
    ids = [training.accepted(region.phase).id for _ in range(8)]
    number, actor = session.id, region.speaks
    db.session.remove()
    problems: list[BaseException] = []
    gate = threading.Barrier(len(ids))

    def press(association_id: int) -> None:
        with app.app_context():
            gate.wait()
            try:
                with unit_of_work():
                    found = queries.session(number)
                    assert found is not None
                    actions.nominate(found, association_id, training.new_delegate(), actor=actor, now=training.THEN)
            except BaseException as problem:  # noqa: BLE001 - looked at below
                problems.append(problem)
            finally:
                db.session.remove()

    threads = [threading.Thread(target=press, args=(one,)) for one in ids]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert problems == []
    states = [one.state for one in queries.enrolments_of(number)]
    assert states.count(EnrolmentState.NOMINATED) == 3
    assert states.count(EnrolmentState.WAITING) == 5


def test_only_members_and_coordinators_touch_a_place(region: Any, sign_in: Any) -> None:
    session = training.session(region.phase, region.trainer)
    place = training.enrolled(session, region.association).id
    stranger = sign_in(people.person())
    assert stranger.get(f"/delegates/{place}/replace").status_code == 404
    assert sign_in(people.coordinator("MA-02")).get(f"/delegates/{place}/cancel").status_code == 404
    assert sign_in(region.member).get(f"/delegates/{place}/replace").status_code == 200
