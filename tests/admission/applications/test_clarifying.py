"""The coordination asks about what was sent; the association changes that and nothing else; the clock judges."""

from __future__ import annotations

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.actions.clarified import NOTHING_ASKED
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.clarifying import ClarificationState, Point, PointKind
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, documents
from tests.factories import clarifying as factory

EVERYWHERE = admission.EVERYWHERE


def fresh(number: int) -> Application:
    db.session.expire_all()
    return db.session.get_one(Application, number)


def standing(number: int) -> dict[str, Any]:
    """What a reader would see now: answers and names of files, by key."""
    made = fresh(number)
    draft = queries.draft(made)
    answers = {q.key: draft.value(q) for subject in draft.subjects for q in subject.questions}
    return answers | {paper.key: [one.id for one in draft.files.get(paper.id, [])] for paper in draft.papers}


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
    before = standing(number)
    found = factory.asked(made=made)
    assert fresh(number).state is ApplicationState.CLARIFICATION_REQUESTED
    assert standing(number) == before
    factory.write(factory.latest(number))
    assert standing(number) == before, "a draft of an answer is nobody's answer"
    factory.answer(fresh(number))
    after = standing(number)
    sent = fresh(number)
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
    assert factory.asked(made=fresh(number), request_id="request-1").id == first
    with pytest.raises(RuleBroken):
        factory.asked(made=fresh(number), request_id="request-2")
    factory.write(factory.latest(number))
    factory.answer(fresh(number))
    factory.answer(fresh(number))
    assert len(fresh(number).snapshots) == 2
    with pytest.raises(RuleBroken):
        factory.answer(fresh(number), submission_id="answer-00000002")


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
            actions.request_clarification(fresh(made.id), points, due_at=due_at, actor=EVERYWHERE, now=now)
    assert fresh(made.id).state is ApplicationState.SUBMITTED


def test_an_answer_in_the_last_second_wins_even_after_the_lapse_was_recorded(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    factory.write(factory.latest(number))
    clock.stop_at(factory.due() + timedelta(minutes=11))
    run(clock.now())
    assert factory.latest(number).state is ClarificationState.LAPSED
    assert fresh(number).state is ApplicationState.SUBMITTED
    with pytest.raises(RuleBroken):
        factory.answer(fresh(number), now=factory.due() + timedelta(seconds=1))
    factory.answer(fresh(number), now=factory.due())
    assert factory.latest(number).state is ClarificationState.ANSWERED
    assert standing(number)["motivation"] == "Une réponse plus précise."


def test_a_lapse_is_judged_by_the_clock_and_gives_the_application_back_unanswered(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    before = standing(number)
    factory.asked(made=made)
    late = factory.due() + timedelta(seconds=1)
    assert fresh(number).public_state(factory.due()).value == "clarification_requested"
    assert fresh(number).public_state(late).value == "submitted"
    with pytest.raises(RuleBroken):
        factory.write(factory.latest(number), now=late)
    assert factory.latest(number).state_at(late) is ClarificationState.LAPSED
    clock.stop_at(late + timedelta(minutes=10))
    for _ in range(2):
        run(clock.now())
    assert factory.latest(number).state is ClarificationState.LAPSED
    assert standing(number) == before
    assert letters(number) == ["clarification_lapsed"]


def test_a_request_taken_back_leaves_what_was_sent_and_can_be_followed_by_another(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    before = standing(number)
    factory.asked(made=made)
    factory.write(factory.latest(number))
    with unit_of_work():
        actions.take_back(fresh(number), reason="Vu entre-temps", actor=EVERYWHERE, now=factory.ASKED)
    assert fresh(number).state is ApplicationState.SUBMITTED
    assert standing(number) == before
    with pytest.raises(RuleBroken) as refused:
        factory.answer(fresh(number))
    assert refused.value.message is NOTHING_ASKED
    with pytest.raises(RuleBroken), unit_of_work():
        actions.take_back(fresh(number), actor=EVERYWHERE, now=factory.ASKED)
    factory.asked(factory.QUESTION, made=fresh(number))
    assert fresh(number).state is ApplicationState.CLARIFICATION_REQUESTED


def test_more_time_moves_the_due_date_and_its_lapse(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    for due_at in (factory.due(3), factory.due(7)):
        with pytest.raises(RuleBroken), unit_of_work():
            actions.give_more_time(fresh(number), due_at=due_at, actor=EVERYWHERE, now=factory.ASKED)
    with unit_of_work():
        actions.give_more_time(fresh(number), due_at=factory.due(10), actor=EVERYWHERE, now=factory.ASKED)
    clock.stop_at(factory.due(7) + timedelta(minutes=11))
    run(clock.now())
    assert fresh(number).state is ApplicationState.CLARIFICATION_REQUESTED
    factory.write(factory.latest(number), now=clock.now())
    factory.answer(fresh(number), now=factory.due(10))
    assert fresh(number).state is ApplicationState.SUBMITTED


def test_withdrawing_ends_what_was_asked(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(made=made)
    with unit_of_work():
        actions.withdraw(fresh(number), actor=admission.actor_of(made.association), now=factory.ASKED)
    assert factory.latest(number).state is ClarificationState.FELL_AWAY
    with pytest.raises(RuleBroken):
        factory.answer(fresh(number))


def test_what_is_left_as_it_was_needs_a_word(db_session: Any) -> None:
    made = admission.submitted()
    number = made.id
    factory.asked(factory.TEXT, made=made)
    with pytest.raises(RuleBroken):
        factory.answer(fresh(number))
    actor = admission.actor_of(fresh(number).association)
    with unit_of_work():
        actions.draft_answers(fresh(number), {}, remark="C’est exact ainsi.", actor=actor, now=factory.ASKED)
    before = standing(number)
    factory.answer(fresh(number))
    assert standing(number) == before
    assert not factory.latest(number).items[0].changed


def test_one_letter_a_day_at_most_says_what_stands_then(db_session: Any, clock: Any) -> None:
    made = admission.submitted()
    number = made.id
    clock.stop_at(factory.ASKED)
    factory.asked(made=made)
    run(clock.now())
    assert letters(number) == ["clarification"]
    told = db.session.scalars(sa.select(Letter).where(Letter.about_type == "clarifications")).one()
    assert "?:" not in "".join(told.data["points"]).replace("\u00a0", ""), "a question ends with its own mark"
    with unit_of_work():
        actions.take_back(fresh(number), actor=EVERYWHERE, now=clock.now())
    factory.asked(factory.QUESTION, made=fresh(number))
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


def test_a_remark_that_a_colleague_changed_meanwhile_is_not_written_over(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, person, actor = made.id, admission.member_of(made.association), admission.actor_of(made.association)
    clock.stop_at(factory.ASKED)
    factory.asked(factory.TEXT, made=made)
    client, path = sign_in(person), f"/applications/{number}/clarification"
    read = actions.remark_mark("")
    with unit_of_work():
        actions.draft_answers(fresh(number), {}, remark="Ma collègue", actor=actor, now=factory.ASKED)
    refused = client.submit_form(path, {"remark": "Moi", "remark_read": read}, form="answer")
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Moi</textarea>" in page
    assert "Ma collègue" in page
    assert factory.latest(number).remark == "Ma collègue"
    assert client.submit_form(path, {"remark": "Nous deux"}, form="answer").status_code == 302
    assert factory.latest(number).remark == "Nous deux"


def saves(client: Any, number: int, **body: Any) -> Any:
    """One save as the browser makes it."""
    address = f"/applications/{number}/clarification"
    sent = {"version": 1, "sign": "", **body}
    return client.post(f"{address}/answers", json=sent, headers={"X-CSRFToken": client.csrf_token(address)})


def test_an_answer_is_kept_while_it_is_written_and_never_over_another_one(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, found = made.id, factory.asked(made=made)
    item = next(one for one in found.items if one.question is not None)
    clock.stop_at(factory.latest(number).asked_at + timedelta(hours=1))
    one, read = sign_in(admission.member_of(made.association)), item.version
    kept = saves(one, number, question=item.id, value="À trois.", version=read)
    assert (kept.status_code, kept.json["version"]) == (200, read + 1)
    again = saves(one, number, question=item.id, value="À trois.", version=read)
    assert again.status_code == 200, "the same save, sent again"
    met = saves(one, number, question=item.id, value="À quatre.", version=read)
    assert (met.status_code, met.json["value"], met.json["version"]) == (409, "À trois.", read + 1)
    assert "À trois." in one.page(f"/applications/{number}/clarification")
    remark = saves(one, number, question=0, value="Voyez la page 3.", version=factory.latest(number).version)
    assert remark.status_code == 200
    assert saves(one, number, question=0, value="Rien.", version=remark.json["version"] - 1).status_code == 409
    assert factory.latest(number).remark == "Voyez la page 3."
    paper = next(one for one in found.items if one.document is not None)
    assert saves(one, number, question=paper.id, value="x").status_code == 404
    assert [saves(one, number, question=odd, value="x").status_code for odd in ([], 10**30, -1)] == [400] * 3
    assert saves(one, number, question=0, value="x" * 9000, version=9).status_code == 422


def test_without_script_two_answers_stand_side_by_side_until_one_is_chosen(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, found = made.id, factory.asked(made=made)
    item = next(one for one in found.items if one.question is not None)
    clock.stop_at(factory.latest(number).asked_at + timedelta(hours=1))
    client, address = sign_in(admission.member_of(made.association)), f"/applications/{number}/clarification"
    read = item.version
    saves(client, number, question=item.id, value="Un texte.", version=read)
    mine = {f"i{item.id}": "Un autre.", f"v{item.id}": str(read)}
    met = client.submit_form(address, mine, form="answer")
    assert met.status_code == 422
    assert "Un texte." in met.get_data(as_text=True)
    client.submit_form(address, mine, form="answer", button=f"other={item.id}")
    db.session.expire_all()
    assert factory.latest(number).items[0].draft == "Un texte."


def test_an_answer_that_comes_too_late_is_still_there_for_who_wrote_it_and_for_nobody_else(
    sign_in: Any, clock: Any
) -> None:
    made = admission.submitted()
    number, member = made.id, admission.member_of(made.association)
    factory.write(factory.asked(made=made))
    member.language = "en"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    client, address = sign_in(member), f"/applications/{number}/clarification"
    token = client.csrf_token(f"{address}/send")
    clock.stop_at(factory.due() + timedelta(minutes=1))
    signed = {"signed_name": "Omar", "signed_role": "président", "declared": "y", "submission_id": "0123456789abcdef"}
    answer = client.post(f"{address}/send", data={"csrf_token": token, **signed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for words in ("The time to answer is over", "Your request reached us", "contact-ma-08@", "What you had prepared"):
        assert words in page
    assert "Une réponse plus précise." in page
    run(clock.advance(minutes=10))
    assert "No answer to the coordination arrived in time." in client.page(f"/applications/{number}")
    desk = sign_in(admission.people.coordinator(language="en"))
    assert "Une réponse plus précise." not in desk.page(f"/desk/applications/{number}?tab=clarification")


def test_a_file_that_was_taken_away_from_an_answer_is_put_back_in_time(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, member = made.id, admission.member_of(made.association)
    factory.write(factory.asked(factory.PAPER, made=made))
    member.language = "en"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    client, address = sign_in(member), f"/applications/{number}/clarification"
    (joined,) = factory.latest(number).items[0].files
    file = f"{address}/files/{joined.id}"
    before = [one["id"] for one in factory.latest(number).items[0].before]
    client.submit_form(address, form=f"{file}/remove")
    assert not factory.latest(number).items[0].is_changed
    assert "1 file taken away, kept aside" in client.page(address)
    token = {"csrf_token": client.csrf_token(address)}
    assert [client.post(f"{file}/put-back", data=token).status_code for _time in range(2)] == [302, 302]
    assert [one.id for one in factory.latest(number).items[0].present_files] == [joined.id]
    assert "kept aside" not in client.page(address)
    client.submit_form(address, form=f"{file}/remove")
    clock.stop_at(factory.due() + timedelta(minutes=1))
    late = client.post(f"{file}/put-back", data=token)
    assert (late.status_code, "The time to answer is over" in late.get_data(as_text=True)) == (409, True)
    assert standing(number)["statutes"] == before, "what lapsed stands as it was sent"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    client.submit_form(address, form=f"{file}/put-back")
    factory.answer(fresh(number), now=clock.now())
    (item,) = factory.latest(number).items
    assert [one["id"] for one in item.before] == before
    assert [one["sha256"] for one in item.after] == [joined.file.sha256]
    assert item.changed


def test_what_becomes_of_the_files_sent_before_is_chosen_again_without_another_file(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, member = made.id, admission.member_of(made.association)
    factory.write(factory.asked(factory.PAPER, made=made))
    member.language = "en"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    client, address = sign_in(member), f"/applications/{number}/clarification"
    item = factory.latest(number).items[0].id
    choice = f"{address}/{item}/beside"
    client.submit_form(address, form=choice)
    assert "What you send now, beside it" in client.page(address)
    another = {f"u{item}-files": (io.BytesIO(documents.pdf()), "b.pdf")}
    client.submit_form(address, another, form=f"/{item}/files")
    assert factory.latest(number).items[0].keeps_earlier, "a further file asks nothing, and changes nothing of it"
    client.submit_form(address, form=choice)
    assert "What you send now, in its place" in client.page(address)
    client.submit_form(address, form=choice)
    factory.answer(fresh(number), now=clock.now())
    (asked,) = factory.latest(number).items
    assert [one["id"] for one in asked.before] == [one["id"] for one in asked.after[: len(asked.before)]]
    assert len(asked.after) == len(asked.before) + 2
