"""Two people at the worst moment: the second one's act is begun when the first one's is done but for its commit.

Whatever the order, what comes out is what comes out when one waits for the other; what was acknowledged is there, and
what was refused has left nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import (
    Application,
    ApplicationTag,
    Clarification,
    CoalitionMember,
    Snapshot,
)
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.applications.states.paper import rows_in
from capacity.admission.applications.views.paper import columns_of
from capacity.admission.calls import actions as calls
from capacity.admission.calls import queries as calls_queries
from capacity.admission.calls.models import Call, Extension
from capacity.admission.calls.states import CallState
from capacity.core import audit, outbox
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from tests.admission.applications.test_at_once import ask, merge
from tests.admission.applications.test_paper import ROW, answers
from tests.factories import admission, coalitions
from tests.factories import clarifying as factory
from tests.support.at_once import overtaking

SIGNED = {"signed_name": "S", "signed_role": "P"}
Act = Callable[[], Any]
BOTH_WAYS = pytest.mark.parametrize("turned", [False, True])


def in_turn(app: Flask, one: Act, other: Act, *, turned: bool) -> tuple[bool, bool]:
    """Which of the two were done; ``turned``: the other one is begun first."""
    if not turned:
        return overtaking(app, one, other)
    second, first = overtaking(app, other, one)
    return first, second


def here(number: int) -> Application:
    db.session.expire_all()
    found = queries.application(number)
    assert found is not None
    return found


def submit(number: int, submission_id: str = "sent-at-once", now: datetime = admission.DURING) -> Act:
    actor = admission.actor_of(here(number).association)

    def act() -> None:
        actions.submit(
            queries.written(number) or here(number),
            submission_id=submission_id,
            **SIGNED,
            actor=actor,
            now=now,
        )

    return act


def on(number: int, act: Callable[..., Any], **values: Any) -> Act:
    """An act of the applicant on the application."""
    actor = admission.actor_of(here(number).association)
    return lambda: act(here(number), actor=actor, now=admission.DURING, **values)


def sent(number: int) -> int:
    return db.session.scalar(sa.select(sa.func.count(Snapshot.id)).where(Snapshot.application_id == number)) or 0


def sound() -> bool:
    return audit.verify(db.session()).sound


@BOTH_WAYS
def test_sent_while_it_is_withdrawn(app: Flask, turned: bool) -> None:
    number = admission.complete().id
    was_sent, withdrawn = in_turn(app, submit(number), on(number, actions.withdraw), turned=turned)
    assert withdrawn
    assert was_sent is not turned
    assert (here(number).state, sent(number)) == (ApplicationState.WITHDRAWN, int(was_sent))
    assert sound()


@BOTH_WAYS
def test_reopened_while_it_is_withdrawn(app: Flask, turned: bool) -> None:
    number = admission.submitted().id
    done = in_turn(app, on(number, actions.reopen), on(number, actions.withdraw), turned=turned)
    assert done[1] or not turned
    assert here(number).state is (ApplicationState.WITHDRAWN if done[1] else ApplicationState.DRAFT)


@BOTH_WAYS
def test_two_members_send_it(app: Flask, turned: bool) -> None:
    """The one who comes second is told that its state has changed; there is one receipt."""
    number = admission.complete().id
    done = in_turn(app, submit(number, "of-the-one-member"), submit(number, "of-the-other-one"), turned=turned)
    assert sorted(done) == [False, True]
    assert (here(number).state, sent(number)) == (ApplicationState.SUBMITTED, 1)


def test_the_same_submission_arrives_twice(app: Flask) -> None:
    number = admission.complete().id
    assert overtaking(app, submit(number), submit(number)) == (True, True)
    assert sent(number) == 1


def cancelling(call_id: int) -> Callable[[], None]:
    def cancel() -> None:
        call = db.session.get_one(Call, call_id)
        calls.cancel(call, reason=admission.words("Off"), actor=admission.EVERYWHERE, now=admission.DURING)

    return cancel


@BOTH_WAYS
def test_sent_while_the_call_is_cancelled_or_given_more_time(app: Flask, turned: bool) -> None:
    """A call that is cancelled first takes nothing in; one that was sent first is told of the cancellation."""
    made = admission.complete()
    number, call_id = made.id, made.call_id

    def extend() -> None:
        later = admission.CLOSES + timedelta(days=1)
        call = db.session.get_one(Call, call_id)
        calls.extend(call, closes_at=later, reason="Snow", actor=admission.EVERYWHERE, now=admission.DURING)

    assert in_turn(app, submit(number), extend, turned=turned) == (True, True)
    reopened = in_turn(app, on(number, actions.reopen), cancelling(call_id), turned=turned)
    assert reopened[1]
    assert here(number).state is (ApplicationState.DRAFT if reopened[0] else ApplicationState.SUBMITTED)
    assert here(number).call.state is CallState.CANCELLED


@BOTH_WAYS
@pytest.mark.parametrize("gone", [actions.leave, actions.decline])
def test_sent_while_a_member_takes_its_confirmation_back(app: Flask, turned: bool, gone: Any) -> None:
    """What was sent names those who stood in it at that moment, and nobody who had left or had not answered."""
    lead, other = admission.complete(), admission.association()
    number = lead.id
    join = coalitions.carried if gone is actions.leave else coalitions.invited
    member_id, actor = join(lead, other)[0], admission.actor_of(other)
    lead_name, other_name = lead.association.name_fr, other.name_fr

    def take_back() -> None:
        gone(member_id, actor=actor, now=admission.DURING)

    was_sent, is_gone = in_turn(app, submit(number), take_back, turned=turned)
    if gone is actions.decline and not turned:
        assert (was_sent, is_gone) == (False, True), "who has not answered keeps it from being sent"
        return
    assert (was_sent, is_gone) == (True, True)
    assert db.session.get_one(CoalitionMember, member_id).state is not MembershipState.CONFIRMED
    content = here(number).snapshots[-1].content
    assert lead_name in content
    assert (other_name in content) is not turned


@BOTH_WAYS
def test_sent_while_the_call_is_cancelled(app: Flask, turned: bool) -> None:
    """Whoever was quicker with the sending has a receipt and is told; whoever was not has a draft, and is told."""
    made = admission.complete()
    number, call_id = made.id, made.call_id

    assert in_turn(app, submit(number), cancelling(call_id), turned=turned) == (not turned, True)
    assert here(number).state is (ApplicationState.DRAFT if turned else ApplicationState.SUBMITTED)
    outbox.run_due(admission.DURING, leaving={outbox.DELIVER})
    told = db.session.scalars(sa.select(Letter.template).where(Letter.about_id == number)).all()
    assert ("admission/applications/receipt" in told, "admission/applications/cancelled" in told) == (not turned, True)


@BOTH_WAYS
def test_sent_in_the_last_hours_of_more_time_that_is_taken_back(app: Flask, turned: bool, clock: Any) -> None:
    """The closing that holds instead is a day away, so that what is sent meanwhile counts whoever was quicker."""
    made = admission.complete()
    number, call_id, later = made.id, made.call_id, admission.CLOSES + timedelta(days=2)
    with unit_of_work():
        told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.DURING}
        extension_id = calls.extend(made.call, closes_at=later, reason="Snow", **told).id

    def take_back() -> None:
        call, extension = db.session.get_one(Call, call_id), db.session.get_one(Extension, extension_id)
        calls.correct_extension(call, extension, closes_at=admission.CLOSES, reason="Mistyped", **told)

    assert in_turn(app, submit(number), take_back, turned=turned) == (True, True)
    assert here(number).call.window().closes_at == admission.CLOSES
    assert sent(number) == 1
    late = admission.complete(here(number).call)
    overtaken = submit(late.id, "after-the-closing", now=admission.CLOSES + timedelta(hours=1))
    assert overtaking(app, overtaken, lambda: None) == (False, True)


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


@BOTH_WAYS
def test_sent_while_another_association_is_asked(app: Flask, turned: bool) -> None:
    number, other_id = admission.complete().id, admission.association().id
    actor = admission.actor_of(here(number).association)

    def ask() -> None:
        other = db.session.get_one(Association, other_id)
        actions.invite(here(number), other, actor=actor, now=admission.DURING)

    done = in_turn(app, submit(number), ask, turned=turned)
    assert sorted(done) == [False, True]
    assert (here(number).state is ApplicationState.SUBMITTED) is done[0]


@BOTH_WAYS
def test_sent_while_a_file_or_an_answer_is_added(app: Flask, turned: bool) -> None:
    """What was added in time is part of what was sent; what was not is refused, and no draft stands beside it."""
    made = admission.complete()
    number, paper = made.id, queries.draft(made).papers[0]
    question = next(q for s in queries.draft(made).subjects for q in s.questions if q.key == "motivation")
    question_id, actor = question.id, admission.actor_of(made.association)

    def attach() -> None:
        accepted = admission.PDF.__class__(b"%PDF-1.4 another", "autre.pdf", "application/pdf", 1)
        actions.attach(queries.written(number), paper, accepted, actor=actor, now=admission.DURING)

    def write() -> None:
        stands = queries.written(number)
        asked = stands.question(question_id)
        actions.save_answer(stands, asked, "Tout autre chose", version=1, sign="x", actor=actor, now=admission.DURING)

    for act, words in ((attach, "autre.pdf"), (write, "Tout autre chose")):
        done = in_turn(app, submit(number, f"with-{words}"), act, turned=turned)
        assert done == (True, turned)
        assert (words in here(number).snapshots[-1].content) is turned
        assert overtaking(app, on(number, actions.reopen), lambda: None)[0]


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


@BOTH_WAYS
@pytest.mark.parametrize("chosen", [True, False])
def test_sent_while_its_association_is_joined_to_another_one(app: Flask, turned: bool, chosen: bool) -> None:
    """Of the two drafts the one that goes on may be sent; the other one is withdrawn, sent or not."""
    call = admission.call()
    kept, gone = admission.complete(call), admission.complete(call)
    goes_on, ends = (kept.id, gone.id) if chosen else (gone.id, kept.id)
    made = merge(kept.association, gone.association, {call.id: goes_on})
    was_sent, merged = in_turn(app, submit(ends), made, turned=turned)
    assert merged
    assert was_sent is not turned
    assert here(ends).state is ApplicationState.WITHDRAWN
    assert sent(ends) == int(was_sent)
    assert here(goes_on).state is ApplicationState.DRAFT
    assert overtaking(app, submit(goes_on, "goes-on-alone"), lambda: None)[0]
    assert sent(goes_on) == 1


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


def test_more_time_for_one_association_while_it_sends_and_while_all_are_given_more(app: Flask) -> None:
    made = admission.complete()
    number, call_id, association_id = made.id, made.call_id, made.association_id
    later = admission.CLOSES + timedelta(days=2)

    def more_time() -> None:
        one = here(number)
        values: dict[str, Any] = {"closes_at": later, "reason": "Flood", "association_id": one.association_id}
        calls.extend(one.call, **values, actor=admission.EVERYWHERE, now=admission.DURING)

    def for_all() -> None:
        call = db.session.get_one(Call, call_id)
        calls.extend(call, closes_at=later, reason="Snow", actor=admission.EVERYWHERE, now=admission.DURING)

    assert overtaking(app, submit(number), more_time) == (True, True)
    assert sent(number) == 1
    assert overtaking(app, for_all, more_time)[0]
    assert here(number).call.window(association_id).closes_at == later
