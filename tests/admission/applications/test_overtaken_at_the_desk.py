"""The coordination's acts at the worst moment: each begun when another is done but for its commit.

Asking and being answered, papers taken in, words put on: what comes out is what comes out when one waits for the other.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, ApplicationTag, Clarification
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.states.paper import rows_in
from capacity.admission.applications.views.paper import columns_of
from capacity.admission.calls import queries as calls_queries
from capacity.core.db import db
from tests.admission.applications.test_paper import ROW, answers
from tests.factories import admission
from tests.factories import clarifying as factory
from tests.factories.acts import SIGNED, ask, here, sent
from tests.support.at_once import BOTH_WAYS, Act, in_turn, overtaking


@BOTH_WAYS
def test_withdrawn_while_the_coordination_asks_about_it(app: Flask, turned: bool) -> None:
    made = admission.submitted()
    number, actor = made.id, admission.actor_of(made.association)

    def withdraw() -> None:
        actions.withdraw(here(number), actor=actor, now=factory.ASKED)

    assert in_turn(app, ask(number), withdraw, turned=turned) == (not turned, True)
    assert (here(number).state, here(number).clarification_due_at) == (ApplicationState.WITHDRAWN, None)
    asked = db.session.scalars(sa.select(Clarification.state).where(Clarification.application_id == number)).all()
    assert asked == ([] if turned else [ClarificationState.FELL_AWAY])


def answering(made: Application, *, now: datetime) -> Callable[[], None]:
    """The coordination has asked; its association answers at this moment."""
    number, actor = made.id, admission.actor_of(made.association)
    factory.write(factory.asked(made=made))

    def answer() -> None:
        actions.answer_clarification(here(number), submission_id="answer-at-once", **SIGNED, actor=actor, now=now)

    return answer


@BOTH_WAYS
def test_answered_while_it_is_withdrawn_or_given_more_time(app: Flask, turned: bool) -> None:
    made = admission.submitted()
    number, actor = made.id, admission.actor_of(made.association)
    answer = answering(made, now=factory.ASKED)

    def withdraw() -> None:
        actions.withdraw(here(number), actor=actor, now=factory.ASKED)

    answered, withdrawn = in_turn(app, answer, withdraw, turned=turned)
    assert withdrawn
    assert answered is not turned
    ended = ClarificationState.ANSWERED if answered else ClarificationState.FELL_AWAY
    assert factory.latest(number).state is ended
    assert (here(number).state, sent(number)) == (ApplicationState.WITHDRAWN, 1 + int(answered))
    assert here(number).clarification_due_at is None


@BOTH_WAYS
def test_an_answer_of_the_last_second_while_its_lapse_is_recorded(app: Flask, turned: bool) -> None:
    made = admission.submitted()
    number = made.id
    answer = answering(made, now=factory.due())

    def lapse() -> None:
        actions.settle(queries.locked(number), now=factory.due() + timedelta(minutes=11))

    assert in_turn(app, answer, lapse, turned=turned) == (True, True)
    assert factory.latest(number).state is ClarificationState.ANSWERED
    assert (here(number).state, sent(number)) == (ApplicationState.SUBMITTED, 2)


def test_the_same_file_of_papers_is_taken_in_twice_at_once(app: Flask) -> None:
    call = admission.call()
    number = call.id
    with app.test_request_context("/?lang=en"):
        columns = columns_of(call)
        table = [[one.key for one in columns]]
        cells = ROW | answers(call)
        table.append([cells.get(one.key, "") for one in columns])
        rows, errors = rows_in(table, columns)
    assert not errors
    taken: list[tuple[int, int]] = []

    def take() -> None:
        found = calls_queries.call(number)
        assert found is not None
        done = actions.import_paper(found, rows, columns, actor=admission.EVERYWHERE, now=admission.AFTER)
        taken.append((len(done.made), done.known))

    assert overtaking(app, take, take) == (True, True)
    assert sorted(taken) == [(0, 1), (1, 0)]
    assert db.session.scalar(sa.select(sa.func.count(Application.id))) == 1


@BOTH_WAYS
def test_a_word_is_put_on_twice_and_taken_off_at_once(app: Flask, turned: bool) -> None:
    numbers = [admission.draft().id for _ in range(2)]
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.DURING}

    def on_all(act: Callable[..., Any]) -> Act:
        return lambda: act(queries.for_acts(numbers), "Urgent", **told)

    assert True in in_turn(app, on_all(actions.tag), on_all(actions.tag), turned=turned)
    off = in_turn(app, on_all(actions.untag), on_all(actions.untag), turned=turned)
    assert True in off
    assert db.session.scalar(sa.select(sa.func.count()).select_from(ApplicationTag)) == 0
