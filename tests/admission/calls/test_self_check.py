"""The self-check: three verdicts with what to do, and nothing stored about a visitor."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls import actions
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import Part, gaps
from capacity.admission.calls.states.self_check import Check, CheckVerdict, judge
from capacity.core import facts
from capacity.core.db import Base, db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, people

pytestmark = pytest.mark.one_database
CHECKS = st.lists(st.tuples(st.booleans(), st.booleans()), max_size=10).map(
    lambda drawn: [Check(number, expected, decisive) for number, (expected, decisive) in enumerate(drawn)]
)


@given(CHECKS, st.lists(st.sampled_from([True, False, None]), min_size=10, max_size=10))
def test_one_decisive_doubt_decides_and_any_other_is_a_reservation(
    checks: list[Check], given_: list[bool | None]
) -> None:
    answers = {number: said for number, said in enumerate(given_) if said is not None}
    verdict, doubtful = judge(checks, answers)
    ruled_out = [one for one in checks if one.decisive and one.id in answers and answers[one.id] is not one.expected]
    assert (verdict is CheckVerdict.NOT_ELIGIBLE) is bool(ruled_out)
    assert (verdict is CheckVerdict.ELIGIBLE) is (not doubtful)
    assert set(doubtful) == {one.id for one in checks if answers.get(one.id) is not one.expected}
    assert doubtful[: len(ruled_out)] == [one.id for one in ruled_out]


def everything() -> dict[str, list[Any]]:
    """Every row of every table."""
    with db.engine.connect() as connection:
        return {one.name: connection.execute(sa.select(one)).all() for one in Base.metadata.sorted_tables}


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        (set(), "By your answers, this call is for you."),
        ({"board"}, "Eligible with reservations"),
        ({"seat", "board"}, "could not be selected"),
    ],
)
def test_the_answers_come_to_a_verdict_with_what_to_do_and_leave_no_trace(
    client: Any, clock: Any, wrong: set[str], words: str
) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}/check?lang=en"
    assert address.split("?", maxsplit=1)[0] in client.page(f"/calls/{call.reference}")
    answers = {f"c{one.id}": "yes" if one.expected is (one.key not in wrong) else "no" for one in call.checks}
    advice = {one.key: one.advice.text("en") for one in call.checks}
    db.session.commit()
    before = everything()
    page = client.submit_form(address, answers)
    assert page.status_code == 200
    assert page.headers["Cache-Control"] == "no-store"
    text = page.get_data(as_text=True)
    assert words in text
    assert ("This alone means “not eligible”" in text) is ("seat" in wrong), "what decided is said, not only coloured"
    assert ("This can be settled until the closing" in text) is ("board" in wrong)
    again = client.submit_form(address, {**answers, "again": "1"})
    assert (again.status_code, again.text.count("is-checked")) == (200, len(answers)), (
        "one answer is changed, the others stay"
    )
    for key, said in advice.items():
        assert (str(said) in text) is (key in wrong)
    assert ("/applications/begin/" in text) is ("seat" not in wrong)
    assert everything() == before


@pytest.mark.parametrize(
    ("now", "said"), [(admission.BEFORE, "Applications are taken from"), (admission.AFTER, "This call is closed")]
)
def test_nobody_is_told_to_begin_what_is_not_open(client: Any, clock: Any, now: Any, said: str) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}/check?lang=en"
    doubts = {f"c{one.id}": "yes" if one.expected is one.decisive else "no" for one in call.checks}
    doubts |= {f"c{one.id}": "yes" if one.expected else "no" for one in call.checks if one.decisive}
    action, sent = client.filled_form(address, doubts)
    assert "Begin the application now" in client.post(action or address, data=sent).text
    clock.stop_at(now)
    late = client.post(action or address, data=sent).text
    assert said in late
    assert "Begin the application now" not in late


def test_what_has_no_answer_is_asked_again_and_what_was_answered_is_kept(client: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    first = call.checks[0]
    page = client.submit_form(f"/calls/{call.reference}/check?lang=fr", {f"c{first.id}": "no"})
    assert page.status_code == 422
    text = page.get_data(as_text=True)
    assert "Certaines questions" in text
    assert f'id="c{first.id}-1" name="c{first.id}" required type="radio" value="no"' in text.replace("checked ", "")
    assert "checked" in text


def test_a_call_without_questions_has_no_self_check(client: Any) -> None:
    call = admission.call()
    call.checks.clear()
    db.session.commit()
    client.page(f"/calls/{call.reference}/check", status=404)
    assert "/check" not in client.page(f"/calls/{call.reference}")


def test_the_shipped_questions_stand_in_three_languages() -> None:
    for line in facts.load("self_check")["check"]:
        assert Localized(line["question"]).missing == Localized(line["advice"]).missing == []


def test_a_coordinator_writes_the_questions_with_the_call(sign_in: Any) -> None:
    call = admission.call(published=False)
    number, known = call.id, len(call.checks)
    staff = sign_in(people.coordinator())
    staff.page(f"/desk/calls/{number}/checks")
    new = {"question-ar": "سؤال؟", "question-fr": "Une question ?", "decisive": "y", "expected": None}
    assert staff.submit_form(f"/desk/calls/{number}/checks/new", new).status_code == 302
    db.session.expire_all()
    made = db.session.get_one(Call, number)
    assert len(made.checks) == known + 1
    last = made.checks[-1]
    assert (last.expected, last.decisive) == (False, True)
    assert {gap.part for gap in gaps(made, admission.BEFORE)} == {Part.CHECKS}
    staff.submit_form(f"/desk/calls/{number}/checks", form=f"/checks/{last.id}/shift", button="way=up")
    db.session.expire_all()
    assert made.checks[-2].id == last.id
    staff.submit_form(f"/desk/calls/{number}/checks/{last.id}", {"question-en": "A question?"})
    staff.submit_form(f"/desk/calls/{number}/checks", form=f"/checks/{last.id}/remove")
    db.session.expire_all()
    assert len(made.checks) == known


def test_the_questions_are_frozen_with_the_call_and_copied_to_the_next(db_session: Any) -> None:
    call = admission.call()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.remove_check(call, call.checks[0], actor=admission.EVERYWHERE, now=admission.DURING)
    with unit_of_work():
        copy = actions.create(
            call.phase,
            reference="AMI-NEXT",
            opens_at=admission.OPENS,
            closes_at=admission.CLOSES,
            regions=[("MA-08", 3)],
            source=call,
            actor=admission.EVERYWHERE,
            now=admission.BEFORE,
        )
    assert [(one.key, one.expected, one.decisive) for one in copy.checks] == [
        (one.key, one.expected, one.decisive) for one in call.checks
    ]
