"""The coordination asks about what was sent; the association changes that and nothing else; the clock judges."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.actions.clarified import NOTHING_ASKED
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState, Point, PointKind
from capacity.admission.calls import actions as calls
from capacity.core import outbox
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, people
from tests.factories import clarifying as factory
from tests.factories.acts import here

EVERYWHERE = admission.EVERYWHERE


def letters(number: int) -> list[str]:
    ids = sa.select(factory.Clarification.id).where(factory.Clarification.application_id == number)
    found = db.session.scalars(
        sa.select(Letter.template)
        .where(Letter.about_type == "clarifications", Letter.about_id.in_(ids), Letter.superseded_at.is_(None))
        .order_by(Letter.id)
    )
    return [template.rpartition("/")[2] for template in found]


def run(now: datetime) -> None:
    db.session.rollback()
    outbox.run_due(now, leaving={outbox.DELIVER})


def test_asking_changes_the_state_and_the_answer_gives_it_back(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    before = factory.standing(number)
    found = factory.asked(made=made)
    assert here(number).state is ApplicationState.CLARIFICATION_REQUESTED
    assert factory.standing(number) == before
    factory.write(factory.latest(number))
    assert factory.standing(number) == before, "a draft of an answer is nobody's answer"
    factory.answer(here(number))
    after = factory.standing(number)
    sent = here(number)
    assert (sent.state, sent.number, sent.clarification_due_at) == (ApplicationState.SUBMITTED, "2017-0001", None)
    assert {key for key in after if after[key] != before[key]} == {"motivation", "statutes"}
    assert len(sent.snapshots) == 2
    content = json.loads(sent.snapshots[-1].content)
    assert content["answers"]["motivation"] == "Une réponse plus précise."
    assert sent.snapshots[-1].clarification_id == found.id
    kept = {one.question.key if one.question else one.document.key: one for one in factory.latest(number).items}
    assert kept["motivation"].before == before["motivation"]
    assert kept["motivation"].after == after["motivation"]
    assert [one["id"] for one in kept["statutes"].before] == before["statutes"]
    assert [one["id"] for one in kept["statutes"].after] == after["statutes"]


def test_a_repeated_request_asks_once_and_a_repeated_answer_answers_once(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    first = factory.asked(made=made, request_id="request-1").id
    assert factory.asked(made=here(number), request_id="request-1").id == first
    with pytest.raises(RuleBroken):
        factory.asked(made=here(number), request_id="request-2")
    factory.write(factory.latest(number))
    factory.answer(here(number))
    factory.answer(here(number))
    assert len(here(number).snapshots) == 2
    with pytest.raises(RuleBroken):
        factory.answer(here(number), submission_id="answer-00000002")


def test_nothing_is_asked_while_the_call_is_open_or_without_reason(db_session: Any) -> None:
    made = admission.submitted()
    cases: list[tuple[tuple[Point, ...], datetime, datetime]] = [
        ((factory.TEXT,), admission.DURING, factory.due(after=admission.DURING)),
        ((), factory.ASKED, factory.due()),
        ((Point(PointKind.QUESTION, "motivation"),), factory.ASKED, factory.due()),
        ((Point(PointKind.QUESTION, "no_such_question", why="Pourquoi ?"),), factory.ASKED, factory.due()),
        ((factory.TEXT,), factory.ASKED, factory.ASKED + timedelta(hours=3)),
        ((factory.TEXT,), factory.ASKED, factory.due(90)),
    ]
    for points, now, due_at in cases:
        with pytest.raises(RuleBroken), unit_of_work():
            actions.request_clarification(here(made.id), points, due_at=due_at, actor=EVERYWHERE, now=now)
    assert here(made.id).state is ApplicationState.SUBMITTED


def test_an_answer_in_the_last_second_wins_even_after_the_lapse_was_recorded(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    factory.write(factory.latest(number))
    clock.stop_at(factory.due() + timedelta(minutes=11))
    run(clock.now())
    assert factory.latest(number).state is ClarificationState.LAPSED
    assert here(number).state is ApplicationState.SUBMITTED
    with pytest.raises(RuleBroken):
        factory.answer(here(number), now=factory.due() + timedelta(seconds=1))
    factory.answer(here(number), now=factory.due())
    assert factory.latest(number).state is ClarificationState.ANSWERED
    assert factory.standing(number)["motivation"] == "Une réponse plus précise."


def test_a_lapse_is_judged_by_the_clock_and_gives_the_application_back_unanswered(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    before = factory.standing(number)
    factory.asked(made=made)
    late = factory.due() + timedelta(seconds=1)
    assert here(number).public_state(factory.due()).value == "clarification_requested"
    assert here(number).public_state(late).value == "submitted"
    with pytest.raises(RuleBroken):
        factory.write(factory.latest(number), now=late)
    assert factory.latest(number).state_at(late) is ClarificationState.LAPSED
    clock.stop_at(late + timedelta(minutes=10))
    for _ in range(2):
        run(clock.now())
    assert factory.latest(number).state is ClarificationState.LAPSED
    assert factory.standing(number) == before
    assert letters(number) == ["clarification_lapsed"]


def test_a_request_taken_back_leaves_what_was_sent_and_can_be_followed_by_another(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    before = factory.standing(number)
    factory.asked(made=made)
    factory.write(factory.latest(number))
    with unit_of_work():
        actions.take_back(here(number), reason="Vu entre-temps", actor=EVERYWHERE, now=factory.ASKED)
    assert here(number).state is ApplicationState.SUBMITTED
    assert factory.standing(number) == before
    with pytest.raises(RuleBroken) as refused:
        factory.answer(here(number))
    assert refused.value.message is NOTHING_ASKED
    with pytest.raises(RuleBroken), unit_of_work():
        actions.take_back(here(number), actor=EVERYWHERE, now=factory.ASKED)
    factory.asked(factory.QUESTION, made=here(number))
    assert here(number).state is ApplicationState.CLARIFICATION_REQUESTED


def test_more_time_moves_the_due_date_and_its_lapse(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    for due_at in (factory.due(3), factory.due(7)):
        with pytest.raises(RuleBroken), unit_of_work():
            actions.give_more_time(here(number), due_at=due_at, actor=EVERYWHERE, now=factory.ASKED)
    with unit_of_work():
        actions.give_more_time(here(number), due_at=factory.due(10), actor=EVERYWHERE, now=factory.ASKED)
    clock.stop_at(factory.due(7) + timedelta(minutes=11))
    run(clock.now())
    assert here(number).state is ApplicationState.CLARIFICATION_REQUESTED
    factory.write(factory.latest(number), now=clock.now())
    factory.answer(here(number), now=factory.due(10))
    assert here(number).state is ApplicationState.SUBMITTED


def test_withdrawing_ends_what_was_asked(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    with unit_of_work():
        actions.withdraw(here(number), actor=admission.actor_of(made.association), now=factory.ASKED)
    assert factory.latest(number).state is ClarificationState.FELL_AWAY
    with pytest.raises(RuleBroken):
        factory.answer(here(number))


def test_what_was_asked_waits_for_nobody_once_the_call_is_cancelled(db_session: Any) -> None:
    made = admission.submitted()
    factory.asked(made=made)
    call, member = here(made.id).call, admission.actor_of(made.association)
    waits = [db.session.execute(one).all() for one in queries.waiting_for(member, factory.ASKED)]
    assert [row.kind for rows in waits for row in rows] == ["application.clarification"]
    with unit_of_work():
        calls.cancel(call, reason=admission.words("Off"), actor=EVERYWHERE, now=factory.ASKED)
    assert not any(db.session.execute(one).all() for one in queries.waiting_for(member, factory.ASKED))


def test_what_is_left_as_it_was_needs_a_word(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(factory.TEXT, made=made)
    with pytest.raises(RuleBroken):
        factory.answer(here(number))
    actor = admission.actor_of(here(number).association)
    with unit_of_work():
        actions.draft_answers(here(number), {}, remark="C’est exact ainsi.", actor=actor, now=factory.ASKED)
    before = factory.standing(number)
    factory.answer(here(number))
    assert factory.standing(number) == before
    assert not factory.latest(number).items[0].changed


def test_one_letter_a_day_at_most_says_what_stands_then(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    clock.stop_at(factory.ASKED)
    factory.asked(made=made)
    run(clock.now())
    assert letters(number) == ["clarification"]
    told = db.session.scalars(sa.select(Letter).where(Letter.about_type == "clarifications")).one()
    assert "?:" not in "".join(told.data["points"]).replace("\u00a0", ""), "a question ends with its own mark"
    desk = sign_in(people.person(roles=(Role.COORDINATOR,)))
    later = {"due_on": (factory.due() + timedelta(days=3)).date().isoformat()}
    desk.submit_form(f"/desk/applications/{number}/clarification/more-time", later)
    assert "la suivante part demain matin" in desk.page(f"/desk/applications/{number}?tab=clarification")
    with unit_of_work():
        actions.take_back(here(number), actor=EVERYWHERE, now=clock.now())
    factory.asked(factory.QUESTION, made=here(number))
    run(clock.now())
    written = letters(number)
    assert len(written) <= 1
    clock.stop_at(factory.ASKED + timedelta(days=1))
    run(clock.now())
    assert letters(number)[-1] == "clarification"
    days = [
        made_at.date()
        for made_at in db.session.scalars(
            sa.select(Letter.created_at).where(Letter.about_type == "clarifications", Letter.superseded_at.is_(None))
        )
    ]
    assert len(days) == len(set(days))
    clock.stop_at(factory.due() - timedelta(days=1))
    run(clock.now())
    assert letters(number)[-1] == "clarification_reminder"
