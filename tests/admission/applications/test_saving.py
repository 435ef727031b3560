"""Saves that are sent again, out of order, at the same moment: each counts once, and none goes over another unseen."""

from __future__ import annotations

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import SIGNS_KEPT, noted, version_of
from capacity.admission.calls.models import Question
from capacity.admission.calls.states import QuestionKind
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from tests.factories import admission, people

MANY = 6


@pytest.fixture
def draft(db_session: Any, clock: Any) -> tuple[int, int, Any]:
    """A draft, its first question that is answered with a text, and who writes."""
    made = admission.draft()
    clock.stop_at(admission.DURING)
    found = queries.draft(made)
    question = next(q for one in found.subjects for q in one.questions if q.kind is QuestionKind.LONG_TEXT)
    return made.id, question.id, admission.actor_of(made.association)


def save(draft: tuple[int, int, Any], words: str, sign: str = "", version: int | None = 0) -> actions.Kept:
    number, question, actor = draft
    with unit_of_work():
        return actions.save_answer(
            db.session.get_one(Application, number),
            db.session.get_one(Question, question),
            words,
            version=version,
            sign=sign,
            actor=actor,
            now=admission.DURING,
        )


def stands() -> tuple[Any, int]:
    db.session.rollback()
    answer = db.session.query(Answer).one()
    return answer.value, answer.version


def at_once(app: Flask, acts: list[Callable[[], Any]]) -> list[Any]:
    """What each of these led to, begun together in threads of their own; an exception is what it led to as well."""
    db.session.commit()
    db.session.remove()
    gate = Barrier(len(acts))

    def run(act: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait(timeout=20)
            try:
                return act()
            except RuleBroken as broken:
                return broken
            finally:
                db.session.remove()

    with ThreadPoolExecutor(max_workers=len(acts)) as pool:
        return list(pool.map(run, acts))


def test_a_save_that_is_sent_again_changes_nothing(draft: Any) -> None:
    assert save(draft, "un", "sign-1").version == 1
    assert save(draft, "un deux", "sign-2", version=1).version == 2
    assert save(draft, "un", "sign-1").version == 1
    assert save(draft, "un deux", "sign-2", version=1).version == 2
    assert stands() == ("un deux", 2)


def test_a_save_that_is_sent_again_after_the_sending_is_answered_and_a_new_one_refused(draft: Any) -> None:
    save(draft, "un", "sign-1")
    application = db.session.get_one(Application, draft[0])
    application.state = "submitted"  # type: ignore[assignment]
    db.session.commit()
    assert save(draft, "un", "sign-1").version == 1
    with pytest.raises(RuleBroken):
        save(draft, "deux", "sign-2", version=1)
    assert stands() == ("un", 1)


def test_what_somebody_else_wrote_meanwhile_is_not_overwritten_by_a_late_repetition(draft: Any) -> None:
    save(draft, "le mien", "sign-1")
    save(draft, "le leur", "other", version=1)
    assert save(draft, "le mien", "sign-1").version == 1
    with pytest.raises(actions.Conflict) as met:
        save(draft, "le mien, plus long", "sign-2", version=1)
    assert (met.value.value, met.value.version) == ("le leur", 2)
    assert stands() == ("le leur", 2)


def test_the_same_save_many_times_at_once_counts_once(draft: Any, app: Flask) -> None:
    led_to = at_once(app, [lambda: save(draft, "le même", "sign-same")] * MANY)
    assert [kept.version for kept in led_to] == [1] * MANY
    assert stands() == ("le même", 1)


def test_of_many_who_save_at_once_one_is_kept_and_the_others_are_told_which(draft: Any, app: Flask) -> None:
    led_to = at_once(app, [lambda n=n: save(draft, f"texte {n}", f"sign-{n}") for n in range(MANY)])  # type: ignore[misc]
    kept = [one for one in led_to if isinstance(one, actions.Kept)]
    told = [one for one in led_to if isinstance(one, actions.Conflict)]
    assert (len(kept), len(told)) == (1, MANY - 1)
    assert stands() == (kept[0].value, 1)
    assert {one.value for one in told} == {kept[0].value}


def test_a_save_at_the_moment_of_the_sending_is_in_what_is_sent_or_refused(db_session: Any, app: Flask) -> None:
    made = admission.complete()
    found = queries.draft(made)
    question = next(q for one in found.subjects for q in one.questions if q.kind is QuestionKind.LONG_TEXT)
    actor, number = admission.actor_of(made.association), made.id
    where, key = (number, question.id, actor), question.key

    def send() -> str:
        with unit_of_work():
            return actions.submit(
                db.session.get_one(Application, number),
                submission_id="at-the-same-moment",
                signed_name="S",
                signed_role="P",
                actor=actor,
                now=admission.DURING,
            ).content

    saved, sent = at_once(app, [lambda: save(where, "au dernier moment", "sign-1", version=1), send])
    is_in = json.loads(sent)["answers"][key] == "au dernier moment"
    assert is_in == isinstance(saved, actions.Kept)


def test_a_conflict_says_by_whom_and_when(sign_in: Any, clock: Any) -> None:
    one, two = people.person(name="Fatima Zahra"), people.person()
    made = admission.draft(by=people.association(one, two))
    clock.stop_at(admission.DURING)
    number, question = made.id, queries.draft(made).subjects[0].questions[0].id
    put = {"question": question, "version": 0}

    def post(who: Any, **body: Any) -> Any:
        client = sign_in(who)
        token = client.csrf_token(f"/applications/{number}/form/identity?lang=en")
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return client.post(f"/applications/{number}/answers?lang=en", json={**put, **body}, headers=headers)

    assert post(one, value="Hers", sign="sign-1").get_json()["version"] == 1
    met = post(two, value="His", sign="sign-2")
    assert met.status_code == 409
    assert met.get_json()["theirs"].startswith("Fatima Zahra, saved at ")
    assert "another window" in post(one, value="Hers again", sign="sign-3").get_json()["theirs"]
    for sign in (5, "x" * 65, "é" * 10, "a\nb"):
        assert post(two, value="x", sign=sign).status_code == 400


@given(st.lists(st.text(st.characters(codec="ascii", categories=["L", "N"]), min_size=8, max_size=12), unique=True))
def test_the_last_signs_are_known_with_the_version_they_led_to(signs: list[str]) -> None:
    kept: list[Any] = []
    for version, sign in enumerate(signs, start=1):
        kept = noted(kept, sign, version)
    known = {sign: version_of(kept, sign) for sign in signs}
    for place, sign in enumerate(signs, start=1):
        assert known[sign] == (place if len(signs) - place < SIGNS_KEPT else None)
    assert version_of(kept, "") is None
    assert noted(kept, "", 99) == kept


@pytest.mark.one_database
def test_what_lies_too_deep_to_be_read_is_no_request(draft: tuple[int, int, Any], sign_in: Any) -> None:
    number, _question, actor = draft
    client = sign_in(db.session.get_one(Person, actor.id))
    how = {"X-CSRFToken": client.own_token(), "Content-Type": "application/json"}
    assert client.post(f"/applications/{number}/answers", data="[" * 100_000, headers=how).status_code == 400
