"""Timetables: drafted, released, moved, called off."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import audit
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.training.sessions import actions, queries
from capacity.training.sessions.models import Module, Session
from capacity.training.sessions.states import Half, HalfDay, NewTrainer, SessionState
from tests.factories import people, rollout, training


def drafted(region: Any, **values: Any) -> int:
    with unit_of_work():
        return actions.draft_session(
            training.outline(region.phase, region.trainer, **values), actor=region.coordinates, now=training.THEN
        ).id


def get(number: int) -> Session:
    found = queries.session(number)
    assert found is not None
    return found


def schedule(region: Any, number: int, **values: Any) -> None:
    with unit_of_work():
        actions.schedule(get(number), actor=region.coordinates, now=training.THEN, **values)


def test_the_shipped_modules_are_there_and_loading_them_again_changes_nothing(db_session: Any) -> None:
    with unit_of_work():
        actions.load_facts()
    found = db_session.scalars(sa.select(Module).order_by(Module.position)).all()
    assert len(found) == 8
    assert found[0].name["fr"] == "Organes de traités et rapports parallèles"


def test_scheduling_writes_to_accepted_associations_and_trainers(region: Any, letters: Any) -> None:
    number = drafted(region)
    assert letters() == []
    schedule(region, number)
    sent = letters()
    assert len(sent) == 3
    (arabic,) = [one for one in sent if one.to == region.member.email]
    assert "هيئات المعاهدات" in arabic.text
    assert "أبريل" in arabic.text
    assert f"/training/{number}" in arabic.text
    assert f"/sessions/{number}/calendar.ics" in arabic.text
    (to_trainer,) = [one for one in sent if one.to == region.trainer.email]
    assert "Organes de traités" in to_trainer.text


def test_a_trainer_booked_twice_is_refused(region: Any) -> None:
    training.session(region.phase, region.trainer)
    number = drafted(region)
    with pytest.raises(RuleBroken):
        schedule(region, number, confirm_soft=True)
    assert get(number).state is SessionState.DRAFT


def test_a_venue_booked_twice_is_refused(region: Any) -> None:
    hall = training.venue()
    training.session(region.phase, training.trainer(), venue_id=hall.id)
    number = drafted(region, venue_id=hall.id)
    with pytest.raises(RuleBroken):
        schedule(region, number, confirm_soft=True)


def test_more_seats_than_the_venue_holds_are_refused(region: Any) -> None:
    number = drafted(region, seats=41)
    with pytest.raises(RuleBroken):
        schedule(region, number, confirm_soft=True)


def test_a_region_booked_twice_needs_a_confirmation(region: Any) -> None:
    training.session(region.phase, training.trainer())
    number = drafted(region)
    with pytest.raises(RuleBroken) as broken:
        schedule(region, number)
    assert broken.value.field == "confirm_soft"
    schedule(region, number, confirm_soft=True)
    assert get(number).state is SessionState.SCHEDULED


def test_a_public_holiday_needs_a_confirmation(region: Any) -> None:
    throne_day = training.FIRST_DAY.replace(month=7, day=30)
    number = drafted(region, halves=[Half(throne_day, HalfDay.MORNING)])
    with pytest.raises(RuleBroken):
        schedule(region, number)
    schedule(region, number, confirm_soft=True)


def test_a_draft_of_somebody_else_is_shown_but_stops_nobody(region: Any) -> None:
    training.session(region.phase, region.trainer, state=SessionState.DRAFT)
    number = drafted(region)
    assert [clash.kind.value for clash in queries.clashes(queries.plan_of(get(number)), released_only=False)] == [
        "trainer",
        "region",
    ]
    schedule(region, number)


def test_without_a_trainer_nothing_is_scheduled(region: Any) -> None:
    number = drafted(region, trainer_ids=[])
    with pytest.raises(RuleBroken):
        schedule(region, number)


def test_a_trainer_needs_no_account(region: Any, letters: Any) -> None:
    number = drafted(region, trainer_ids=[], new_trainer=NewTrainer("Aziz Naciri", "عزيز الناصري", ""))
    schedule(region, number)
    assert [one.person.name for one in get(number).trainers] == ["Aziz Naciri"]
    assert len(letters()) == 2


def test_a_new_timetable_raises_the_sequence_and_tells_everybody(region: Any, letters: Any) -> None:
    number = drafted(region)
    schedule(region, number)
    before = len(letters())
    later = [Half(half.day + timedelta(days=7), half.half) for half in training.HALVES]
    outline = training.outline(region.phase, region.trainer, venue_id=get(number).venue_id, halves=later)
    with unit_of_work():
        actions.edit_session(get(number), outline, actor=region.coordinates, now=training.THEN)
    assert get(number).sequence == 1
    assert len(letters()) == before + 3
    with unit_of_work():
        actions.edit_session(get(number), outline, actor=region.coordinates, now=training.THEN)
    assert get(number).sequence == 1


def test_a_draft_changes_without_letters(region: Any, letters: Any) -> None:
    number = drafted(region)
    with unit_of_work():
        actions.edit_session(
            get(number),
            training.outline(region.phase, region.trainer, seats=12),
            actor=region.coordinates,
            now=training.THEN,
        )
    assert (get(number).seats, get(number).sequence, letters()) == (12, 0, [])


def test_seats_do_not_fall_below_those_taken(region: Any) -> None:
    number = drafted(region)
    schedule(region, number)
    for association in (region.association, region.other):
        training.enrolled(get(number), association)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.edit_session(
            get(number),
            training.outline(region.phase, region.trainer, venue_id=get(number).venue_id, seats=1),
            actor=region.coordinates,
            now=training.THEN,
        )


def test_cancelling_says_why_to_everybody(region: Any, letters: Any) -> None:
    number = drafted(region)
    schedule(region, number)
    with unit_of_work():
        actions.cancel(get(number), reason="La salle est inondée", actor=region.coordinates, now=training.THEN)
    told = [one for one in letters() if "La salle est inondée" in one.text]
    assert len(told) == 3
    assert (get(number).state, get(number).sequence) == (SessionState.CANCELLED, 1)
    with pytest.raises(IllegalMove), unit_of_work():
        actions.cancel(get(number), reason="again", actor=region.coordinates, now=training.THEN)


def test_what_has_begun_is_not_cancelled_but_not_held(region: Any) -> None:
    number = training.session(region.phase, region.trainer).id
    later = training.HALVES[0].starts_at + timedelta(hours=1)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.cancel(get(number), reason="trop tard", actor=region.coordinates, now=later)
    with unit_of_work():
        actions.miss(get(number), reason="personne", actor=region.teaches, now=later)
    assert get(number).state is SessionState.NOT_HELD


def test_every_act_is_in_the_log(region: Any, db_session: Any) -> None:
    number = drafted(region)
    schedule(region, number)
    actions_noted = [event.action for event in audit.history(db_session(), [get(number)])]
    assert actions_noted == ["sessions.schedule", "sessions.draft"]


def test_the_region_must_be_one_of_the_phase(region: Any) -> None:
    with pytest.raises(RuleBroken):
        drafted(region, region_code="MA-12")


@pytest.mark.parametrize("days", [5, 9])
def test_a_session_is_not_longer_than_a_week_of_work(region: Any, days: int) -> None:
    far = Half(training.FIRST_DAY + timedelta(days=days), HalfDay.MORNING)
    with pytest.raises(RuleBroken):
        drafted(region, halves=[*training.HALVES, far])


def test_coordinators_see_their_regions_and_trainers_their_sessions(region: Any, db_session: Any) -> None:
    own = training.session(region.phase, region.trainer).id
    training.session(region.phase, training.trainer())
    elsewhere = training.phase("MA-02")
    training.session(elsewhere, training.trainer(), region="MA-02")

    def seen(actor: Any) -> int:
        return len(db_session.scalars(sa.select(Session.id).where(queries.visible_to(actor))).all())

    assert seen(region.coordinates) == 2
    assert seen(region.teaches) == 1
    assert seen(training.actor(people.administrator())) == 3
    assert seen(region.speaks) == 0
    assert [one.id for one in queries.mine(region.teaches)] == [own]


def test_a_year_that_is_only_planned_takes_no_session(region: Any) -> None:
    planned = rollout.phase(2018)
    places = [number for number, _year, _code, _name in queries.phases_with_regions(region.coordinates)]
    assert region.phase.id in places
    outline = replace(
        training.outline(region.phase, region.trainer), phase_id=planned.id, region_code=planned.places[0].region_code
    )
    with pytest.raises(RuleBroken, match="2018"), unit_of_work():
        actions.draft_session(outline, actor=region.coordinates, now=training.THEN)
    kept = Session(phase_id=planned.id, region_code=planned.places[0].region_code)
    shown = queries.phases_with_regions(training.actor(people.coordinator()), kept)
    assert (planned.id, 2018) in [(number, year) for number, year, _code, _name in shown], "so that it is said why"
