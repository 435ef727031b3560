"""Two people at the worst moment: the second one's act is begun when the first one's is done but for its commit.

Whatever the order, what comes out is what comes out when one waits for the other; what was acknowledged is there, and
what was refused has left nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import CoalitionMember
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call, Extension
from capacity.admission.calls.states import CallState
from capacity.core import audit, outbox
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from tests.factories import admission, coalitions
from tests.factories.acts import here, merge, on, sent, submit
from tests.support.at_once import BOTH_WAYS, in_turn, overtaking


@BOTH_WAYS
def test_sent_while_it_is_withdrawn(app: Flask, turned: bool) -> None:
    number = admission.complete().id
    was_sent, withdrawn = in_turn(app, submit(number), on(number, actions.withdraw), turned=turned)
    assert withdrawn
    assert was_sent is not turned
    assert (here(number).state, sent(number)) == (ApplicationState.WITHDRAWN, int(was_sent))
    assert audit.verify(db.session()).sound


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
