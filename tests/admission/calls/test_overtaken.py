"""Two coordinators at one call at the worst moment: the second one begins when the first one has only to commit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls import actions
from capacity.admission.calls.models import Addendum, Call, Extension
from capacity.admission.calls.states import CallState, QuestionKind, Wording
from capacity.core import audit
from capacity.core.db import db
from tests.factories import admission
from tests.support.at_once import BOTH_WAYS, Act, in_turn

TOLD: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}


def on(number: int, act: Callable[..., Any], **values: Any) -> Act:
    return lambda: act(db.session.get_one(Call, number), **TOLD, **values)


def add_question(number: int) -> Act:
    wording = Wording(kind=QuestionKind.SHORT_TEXT, label=admission.words("Late"))

    def act() -> None:
        call = db.session.get_one(Call, number)
        actions.add_question(call, call.subjects[0], wording, **TOLD)

    return act


def remove_question(number: int) -> Act:
    def act() -> None:
        call = db.session.get_one(Call, number)
        actions.remove_question(call, next(q for q in call.questions if q.key == "motivation"), **TOLD)

    return act


def questions(number: int) -> list[str]:
    db.session.expire_all()
    return sorted(question.key for question in db.session.get_one(Call, number).questions)


@BOTH_WAYS
@pytest.mark.parametrize("change", [add_question, remove_question])
def test_nothing_changes_in_a_call_that_is_being_published(
    app: Flask, turned: bool, change: Callable[[int], Act]
) -> None:
    number = admission.call(published=False).id
    before = questions(number)
    published, changed = in_turn(app, on(number, actions.publish), change(number), turned=turned)
    assert published or turned
    assert changed is turned
    assert (questions(number) != before) is changed
    assert db.session.get_one(Call, number).state is (CallState.PUBLISHED if published else CallState.DRAFT)


@BOTH_WAYS
def test_published_while_its_text_is_written_or_it_is_given_up(app: Flask, turned: bool) -> None:
    number = admission.call(published=False).id
    text = {"title": admission.words("New"), "summary": admission.words("New"), "text": admission.words("New")}
    published, written = in_turn(app, on(number, actions.publish), on(number, actions.write, **text), turned=turned)
    assert written is turned
    assert (db.session.get_one(Call, number).title.text("en") == "New en") is written
    if not published:
        return
    again, cancelled = in_turn(
        app, on(number, actions.publish), on(number, actions.cancel, reason=admission.words("Off")), turned=turned
    )
    assert (again, cancelled) == (False, True)


@BOTH_WAYS
def test_an_addendum_to_a_call_that_is_being_published_stands_on_it_or_is_refused(app: Flask, turned: bool) -> None:
    number = admission.call(published=False).id
    correct = on(number, actions.add_addendum, text=admission.words("Correction"))
    published, corrected = in_turn(app, on(number, actions.publish), correct, turned=turned)
    assert published
    assert not (turned and corrected)
    assert db.session.scalar(sa.select(sa.func.count(Addendum.id))) == int(corrected)
    again, corrected = in_turn(app, on(number, actions.publish), correct, turned=turned)
    assert (again, corrected) == (False, True)


@BOTH_WAYS
def test_two_addenda_and_two_extensions_at_once_are_each_told_or_refused(app: Flask, turned: bool) -> None:
    number = admission.call().id
    acts = (
        on(number, actions.add_addendum, text=admission.words("Correction")),
        on(number, actions.extend, closes_at=admission.CLOSES + timedelta(days=1), reason="Snow"),
        on(number, actions.cancel, reason=admission.words("Off")),
    )
    done = [
        *in_turn(app, acts[0], acts[0], turned=turned),
        *in_turn(app, acts[1], acts[0], turned=turned),
        *in_turn(app, acts[1], acts[2], turned=turned),
    ]
    addenda = db.session.scalar(sa.select(sa.func.count(Addendum.id)))
    extensions = db.session.scalar(sa.select(sa.func.count(Extension.id)))
    assert addenda == [done[0], done[1], done[3]].count(True)
    assert extensions == [done[2], done[4]].count(True)
    assert (db.session.get_one(Call, number).state is CallState.CANCELLED) is done[5]
    assert audit.verify(db.session()).sound
