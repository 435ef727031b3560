"""The page on which an association answers: kept as it is written, never over a colleague’s words, until it is late."""

from __future__ import annotations

import io
from datetime import timedelta
from typing import Any

from capacity.admission.applications import actions
from capacity.admission.applications.states.clarifying import Point
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, documents
from tests.factories import clarifying as factory
from tests.factories.acts import here


def test_a_remark_that_a_colleague_changed_meanwhile_is_not_written_over(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    number, person, actor = made.id, admission.member_of(made.association), admission.actor_of(made.association)
    clock.stop_at(factory.ASKED)
    factory.asked(factory.TEXT, made=made)
    client, path = sign_in(person), f"/applications/{number}/clarification"
    read = actions.remark_mark("")
    with unit_of_work():
        actions.draft_answers(here(number), {}, remark="Ma collègue", actor=actor, now=factory.ASKED)
    refused = client.submit_form(path, {"remark": "Moi", "remark_read": read}, form="answer")
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "Moi</textarea>" in page
    assert "Ma collègue" in page
    assert factory.latest(number).remark == "Ma collègue"
    assert client.submit_form(path, {"remark": "Nous deux"}, form="answer").status_code == 302
    assert factory.latest(number).remark == "Nous deux"


def in_the_last_minute(sign_in: Any, clock: Any, *points: Point) -> tuple[Any, int, str]:
    """Who was asked and has written, a minute before it is due; the application, and where it is answered."""
    made = admission.submitted()
    number, member = made.id, admission.member_of(made.association)
    factory.write(factory.asked(*points, made=made))
    member.language = "en"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    return sign_in(member), number, f"/applications/{number}/clarification"


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
    client, number, address = in_the_last_minute(sign_in, clock)
    token = client.csrf_token(f"{address}/send")
    clock.stop_at(factory.due() + timedelta(minutes=1))
    signed = {"signed_name": "Omar", "signed_role": "président", "declared": "y", "submission_id": "0123456789abcdef"}
    answer = client.post(f"{address}/send", data={"csrf_token": token, **signed})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    for words in ("The time to answer is over", "Your request reached us", "contact-ma-08@", "What you had prepared"):
        assert words in page
    assert "Une réponse plus précise." in page
    db.session.rollback()
    outbox.run_due(clock.advance(minutes=10), leaving={outbox.DELIVER})
    assert "No answer to the coordination arrived in time." in client.page(f"/applications/{number}")
    desk = sign_in(admission.people.coordinator(language="en"))
    assert "Une réponse plus précise." not in desk.page(f"/desk/applications/{number}?tab=clarification")


def test_a_file_that_was_taken_away_from_an_answer_is_put_back_in_time(sign_in: Any, clock: Any) -> None:
    client, number, address = in_the_last_minute(sign_in, clock, factory.PAPER)
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
    assert factory.standing(number)["statutes"] == before, "what lapsed stands as it was sent"
    clock.stop_at(factory.due() - timedelta(minutes=1))
    client.submit_form(address, form=f"{file}/put-back")
    factory.answer(here(number), now=clock.now())
    (item,) = factory.latest(number).items
    assert [one["id"] for one in item.before] == before
    assert [one["sha256"] for one in item.after] == [joined.file.sha256]
    assert item.changed


def test_what_becomes_of_the_files_sent_before_is_chosen_again_without_another_file(sign_in: Any, clock: Any) -> None:
    client, number, address = in_the_last_minute(sign_in, clock, factory.PAPER)
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
    factory.answer(here(number), now=clock.now())
    (asked,) = factory.latest(number).items
    assert [one["id"] for one in asked.before] == [one["id"] for one in asked.after[: len(asked.before)]]
    assert len(asked.after) == len(asked.before) + 2
