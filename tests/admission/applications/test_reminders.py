"""Those who are drafting are reminded of the closing: once for each closing, and only while it is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.outbox import Letter, OutboxItem
from capacity.core.unit_of_work import unit_of_work
from capacity.web.letters import deliver
from tests.factories import admission, coalitions, people

WEEK, TWO_DAYS, SIX_HOURS = timedelta(days=7), timedelta(days=2), timedelta(hours=6)
LATER = admission.CLOSES + timedelta(days=10)
Live = Callable[[datetime], None]


@pytest.fixture
def until(app: Flask, clock: Any) -> Live:
    """``until(moment)``: the service lives up to this moment and does each thing when it is due."""

    def live(end: datetime) -> None:
        db.session.rollback()
        undone = sa.select(sa.func.min(OutboxItem.run_at)).where(OutboxItem.done_at.is_(None))
        undone = undone.where(OutboxItem.name != outbox.DELIVER, OutboxItem.run_at <= end)
        while (at := db.session.scalar(undone)) is not None:
            at = clock.stop_at(max(at, clock.now()))
            outbox.run_due(at, leaving={outbox.DELIVER})
        clock.stop_at(end)

    clock.stop_at(admission.DURING)
    return live


def written(application: Application | None = None) -> list[tuple[str, datetime]]:
    """(letter, when it was written) of the reminders, in order."""
    statement = sa.select(Letter).where(Letter.template.endswith("/reminder")).order_by(Letter.created_at)
    if application is not None:
        statement = statement.where(Letter.about_id == application.id)
    return [(one.data["closes"], one.created_at) for one in db.session.scalars(statement)]


def moments(application: Application | None = None) -> list[datetime]:
    return [at for _closes, at in written(application)]


def extend(call: Call, closes_at: datetime, now: datetime, association_id: int | None = None) -> None:
    with unit_of_work():
        calls.extend(
            call,
            closes_at=closes_at,
            reason="Floods",
            association_id=association_id,
            actor=admission.EVERYWHERE,
            now=now,
        )


def test_three_reminders_before_the_closing_and_none_after_it(until: Live) -> None:
    made = admission.draft()
    until(admission.CLOSES + TWO_DAYS)
    closes = admission.CLOSES
    assert moments(made) == [closes - WEEK, closes - TWO_DAYS, closes - SIX_HOURS]


def test_moments_chosen_anew_hold_for_open_calls_and_nothing_sent_is_sent_again(until: Live, sign_in: Any) -> None:
    made, office = admission.draft(), sign_in(people.administrator())
    until(admission.CLOSES - timedelta(days=6))
    url = "/administration/settings/reminders"
    wrong = {"first": "2", "second": "3", "last": "", "reason": "Later"}
    assert office.submit_form(url, wrong).status_code == 422
    assert office.submit_form(url, {"first": "5", "second": "3", "last": "", "reason": "Later"}).status_code == 302
    until(admission.CLOSES)
    closes = admission.CLOSES
    assert moments(made) == [closes - WEEK, closes - timedelta(days=3)]
    assert "5 days · 3 days" in office.page("/administration/settings?lang=en")


def test_repeating_what_was_done_writes_nothing_twice(until: Live) -> None:
    admission.draft()
    until(admission.CLOSES - TWO_DAYS)
    assert len(written()) == 2
    db.session.execute(sa.update(OutboxItem).values(done_at=None))  # as if the worker had died before it could say so
    db.session.commit()
    outbox.run_due(admission.CLOSES - TWO_DAYS, leaving={outbox.DELIVER})
    assert len(written()) == 2


def test_nobody_is_reminded_who_has_sent_or_withdrawn(until: Live) -> None:
    call = admission.call()
    sent, gone, reopened = admission.submitted(call), admission.draft(call), admission.submitted(call)
    with unit_of_work():
        actions.withdraw(gone, actor=admission.actor_of(gone.association), now=admission.DURING)
        actions.reopen(reopened, actor=admission.actor_of(reopened.association), now=admission.DURING)
    until(admission.CLOSES - TWO_DAYS)
    assert moments(sent) == moments(gone) == []
    assert len(moments(reopened)) == 2
    told = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/reminder")))
    assert all(letter.data["reopened"] for letter in told)


def test_nobody_is_reminded_of_a_draft_whose_association_confirmed_a_coalition(until: Live) -> None:
    call = admission.call()
    lead, own = admission.draft(call), admission.draft(call)
    coalitions.carried(lead, own.association)
    until(admission.CLOSES - SIX_HOURS)
    assert moments(own) == []
    assert len(moments(lead)) == 3
    member = admission.actor_of(own.association)
    waits = [row.kind for one in queries.waiting_for(member, admission.DURING) for row in db.session.execute(one)]
    assert waits == []


def test_nobody_is_reminded_of_a_call_that_was_cancelled(until: Live) -> None:
    made = admission.draft()
    until(admission.CLOSES - WEEK)
    with unit_of_work():
        calls.cancel(made.call, reason=admission.words("Off"), actor=admission.EVERYWHERE, now=admission.DURING)
    until(admission.CLOSES)
    assert len(written()) == 1


def test_reminders_follow_a_window_that_moves(until: Live) -> None:
    made = admission.draft()
    until(admission.CLOSES - WEEK - timedelta(hours=1))
    extend(made.call, LATER, admission.CLOSES - WEEK - timedelta(hours=1))
    until(LATER)
    assert moments(made) == [LATER - WEEK, LATER - TWO_DAYS, LATER - SIX_HOURS]
    assert {closes for closes, _at in written(made)} == {"lundi 12 mars 2018, 16\u00a0h\u00a030"}


def test_a_window_that_moves_at_the_last_moment_is_reminded_of_anew(until: Live) -> None:
    """Whoever was told of the first closing is told of the second one too, and of neither twice."""
    made = admission.draft()
    closes = admission.CLOSES
    until(closes - timedelta(hours=1))
    later = closes + timedelta(days=3)
    extend(made.call, later, closes - timedelta(hours=1))
    until(later)
    assert moments(made) == [
        *(closes - before for before in (WEEK, TWO_DAYS, SIX_HOURS)),
        later - TWO_DAYS,  # a week before the new closing was past: the letter on the extension said it
        later - SIX_HOURS,
    ]
    assert len({closes for closes, _at in written(made)}) == 2


def test_an_extension_for_one_association_moves_its_reminders_alone(until: Live) -> None:
    call = admission.call()
    one, other = admission.draft(call), admission.draft(call)
    number = one.association_id
    extend(call, LATER, admission.DURING, association_id=number)
    until(LATER)
    assert moments(one) == [LATER - before for before in (WEEK, TWO_DAYS, SIX_HOURS)]
    assert moments(other) == [admission.CLOSES - before for before in (WEEK, TWO_DAYS, SIX_HOURS)]


def test_more_time_that_was_a_mistake_is_taken_back_and_its_reminders_with_it(until: Live) -> None:
    """Those who were told of it are told again; the closing that holds anew is reminded of, and nothing twice."""
    call = admission.call()
    one, longer = admission.draft(call), admission.draft(call)
    extend(call, LATER, admission.DURING)
    extend(call, LATER + WEEK, admission.DURING, association_id=longer.association_id)
    until(admission.CLOSES - timedelta(days=3))
    with unit_of_work():
        calls.correct_extension(
            call,
            call.extensions[0],
            closes_at=admission.CLOSES,
            reason="Mistyped",
            actor=admission.EVERYWHERE,
            now=admission.CLOSES - timedelta(days=3),
        )
    until(LATER + WEEK)
    assert moments(one) == [admission.CLOSES - TWO_DAYS, admission.CLOSES - SIX_HOURS]
    assert moments(longer) == [LATER + WEEK - before for before in (WEEK, TWO_DAYS, SIX_HOURS)]
    told = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/closing_corrected"))).all()
    assert [letter.about_id for letter in told] == [one.id], "the other one has as much time as it was told"


def test_after_days_without_letters_only_the_nearest_reminder_is_written(app: Flask, clock: Any) -> None:
    assert app
    admission.draft()
    late = clock.stop_at(admission.CLOSES - timedelta(hours=5))
    outbox.run_due(late, leaving={outbox.DELIVER})
    assert moments() == [late]


@pytest.mark.parametrize("meanwhile", ["sent", "moved", "closed", "nothing"])
def test_a_reminder_that_waited_for_the_mail_is_not_sent_when_it_is_no_longer_true(
    until: Live, clock: Any, letters: Any, meanwhile: str
) -> None:
    made = admission.complete()
    until(admission.CLOSES - TWO_DAYS)
    at = clock.advance(hours=1)
    if meanwhile == "sent":
        admission.send(made, now=at)
    elif meanwhile == "moved":
        extend(made.call, LATER, at)
    elif meanwhile == "closed":
        clock.stop_at(admission.CLOSES)
    subjects = [letter.subject for letter in letters()]
    told = [subject for subject in subjects if "ferme" in subject or "clôture" in subject.lower()]
    waiting = list(
        db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/reminder")).order_by(Letter.id))
    )
    if meanwhile == "nothing":
        assert len(told) == 1
        assert [bool(one.sent_at) for one in waiting] == [False, True]  # the nearer one has overtaken the first
    else:
        assert all(one.superseded_at and not one.sent_at for one in waiting)
        deliver({"letter": waiting[0].key})  # and not by being asked again
        db.session.expire_all()
        assert not waiting[0].sent_at


def test_the_letter_on_more_time_says_the_closing_that_holds_for_its_reader(until: Live) -> None:
    """Who has an extension of its own that ends later still is not told of an earlier one."""
    call = admission.call()
    one, other = admission.draft(call), admission.draft(call)
    extend(call, LATER, admission.DURING, association_id=one.association_id)
    extend(call, admission.CLOSES + timedelta(days=2), admission.DURING)
    until(admission.DURING + timedelta(hours=1))
    told = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/extended")).order_by(Letter.id)).all()
    assert [(letter.about_id, "12 mars" in letter.data["closes"]) for letter in told] == [
        (one.id, True),
        (other.id, False),
    ]
