"""An application is sent once, in time, with a number of its own; late ones keep their draft."""

from __future__ import annotations

import json
import re
import threading
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import FIND_ELIGIBLE, FIND_INELIGIBLE, ApplicationState, fingerprint
from capacity.admission.calls import actions as calls
from capacity.core import audit, outbox
from capacity.core.access import Role
from capacity.core.clock import CASABLANCA, from_local
from capacity.core.contacts import contact_of
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move
from capacity.web.letters import render
from tests.factories import admission, people


def fresh(number: int) -> Application:
    db.session.expire_all()
    return db.session.get_one(Application, number)


def declare(client: Any, number: int, **more: Any) -> Any:
    data = {"signed_name": "Salma Alaoui", "signed_role": "présidente", "declared": "y", **more}
    return client.submit_form(f"/applications/{number}/summary", data)


def test_sending_gives_a_number_a_receipt_and_a_letter(sign_in: Any, clock: Any) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    assert "The same file stands under several documents" in client.page(f"/applications/{number}/summary?lang=en")
    answer = declare(client, number)
    assert answer.location.endswith(f"/applications/{number}/receipt")
    sent = fresh(number)
    assert (sent.state, sent.number) == (ApplicationState.SUBMITTED, "2017-0001")
    snapshot = sent.snapshots[-1]
    assert snapshot.sha256 == fingerprint(snapshot.content)
    content = json.loads(snapshot.content)
    signed = content["signed"]
    assert (signed["name"], signed["role"], signed["at"]) == ("Salma Alaoui", "présidente", content["received_at"])
    assert signed["declaration"]
    assert len(content["documents"]) == 8
    page = client.page(f"/applications/{number}/receipt")
    assert "2017-0001" in page
    assert snapshot.sha256 in page
    for language in ("ar", "fr", "en"):
        paper = client.get(f"/applications/{number}/receipt.pdf?lang={language}")
        assert paper.data.startswith(b"%PDF")
    letter = db.session.query(Letter).one()
    assert letter.template == "admission/applications/receipt"


@pytest.mark.parametrize(("language", "words"), [("fr", "2017-0001"), ("ar", "2017-0001"), ("en", "has arrived")])
def test_the_receipt_is_written_in_the_readers_language(app: Any, language: str, words: str) -> None:
    made = admission.submitted(by=people.association(people.person(language=language)))
    labels = [one.label.text(language) for one in made.call.documents]
    letter = db.session.query(Letter).one()
    assert letter.language == language
    with app.test_request_context():
        said = render(letter)
    assert words in said.subject
    assert "2 mars 2018" in said.text or "2 مارس 2018" in said.text or "2 March 2018" in said.text
    assert "/receipt" in said.text
    lines = [line for line in said.text.splitlines() if line.startswith("- ")]
    assert lines
    assert all(any(f"- {label} – " in line for label in labels) for line in lines), "one file may stand for several"


def test_what_is_missing_is_listed_and_nothing_is_sent(sign_in: Any, clock: Any) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    assert f"/applications/{number}/form/identity" in client.page(f"/applications/{number}/summary")
    assert declare(client, number).status_code == 422
    assert fresh(number).state is ApplicationState.DRAFT


def test_a_repeated_request_changes_nothing(db_session: Any) -> None:
    made = admission.complete()
    number = made.id
    submission = admission.send(made)
    again = admission.send(fresh(number), submission_id=submission)
    assert again == submission
    assert db.session.scalar(sa.select(sa.func.count(Snapshot.id))) == 1
    with pytest.raises(IllegalMove):
        admission.send(fresh(number))
    assert db.session.scalar(sa.select(sa.func.count(Letter.id))) == 1


def test_the_form_sent_twice_ends_on_the_receipt(sign_in: Any, clock: Any) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    token = client.csrf_token(f"/applications/{number}/summary")
    data = {
        "csrf_token": token,
        "signed_name": "S",
        "signed_role": "P",
        "declared": "y",
        "submission_id": "0123456789abcdef",
    }
    first = client.post(f"/applications/{number}/summary", data=data)
    second = client.post(f"/applications/{number}/summary", data=data)
    assert first.location == second.location
    assert first.location.endswith("/receipt")


def test_only_the_representative_sends(sign_in: Any, clock: Any) -> None:
    one, two = people.person(), people.person()
    made = admission.complete(by=people.association(one, two))
    clock.stop_at(admission.DURING)
    member, number = sign_in(two), made.id
    assert "Only the representative" in member.page(f"/applications/{number}/summary?lang=en")
    token = member.csrf_token(f"/applications/{number}/form/identity")
    assert member.post(f"/applications/{number}/summary", data={"csrf_token": token}).status_code == 403


def test_within_the_grace_it_counts_after_it_the_draft_is_kept(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    early, late = admission.complete(call), admission.complete(call)
    grace = admission.CLOSES + timedelta(minutes=15)
    clock.stop_at(admission.DURING)
    for made, moment in ((early, grace), (late, grace + timedelta(seconds=1))):
        client, number = sign_in(admission.member_of(made.association)), made.id
        token = client.csrf_token(f"/applications/{number}/summary")
        clock.stop_at(moment)
        data = {
            "csrf_token": token,
            "signed_name": "S",
            "signed_role": "P",
            "declared": "y",
            "submission_id": f"id-of-{number:08d}",
        }
        answer = client.post(f"/applications/{number}/summary?lang=fr", data=data)
        if made is early:
            assert answer.status_code == 302
            letter = db.session.scalars(sa.select(Letter)).all()[-1]
            assert letter.data["is_final"], "what came within the grace cannot be changed any more"
            continue
        page = answer.get_data(as_text=True)
        assert answer.status_code == 409
        assert "h\u00a045\u00a0min\u00a001\u00a0s" in page
        assert "mailto:" in page
        kept = fresh(number)
        assert kept.state is ApplicationState.DRAFT
        assert len(kept.answers) > 10
        clock.stop_at(admission.DURING)


def test_the_closing_stays_when_ramadan_changes_the_clock() -> None:
    """On 13 May 2018 the clocks went back by an hour for Ramadan; a closing set before is the moment people read."""
    closes = from_local(datetime(2018, 5, 14, 16, 30))
    assert closes.astimezone(CASABLANCA).hour == 16
    before = from_local(datetime(2018, 5, 11, 16, 30))
    assert closes - before == timedelta(days=3, hours=1)


def test_an_extension_for_one_association_is_for_it_alone(db_session: Any) -> None:
    call = admission.call()
    given, other = admission.complete(call), admission.complete(call)
    later = admission.CLOSES + timedelta(days=3)
    with unit_of_work():
        calls.extend(
            call,
            closes_at=later + timedelta(days=1),
            association_id=given.association_id,
            reason="Power cut",
            actor=admission.EVERYWHERE,
            now=admission.DURING,
        )
    assert fresh(given.id).public_state(later).value == "draft"
    assert fresh(other.id).public_state(later).value == "not_submitted"
    admission.send(fresh(given.id), now=later)
    with pytest.raises(actions.TooLate):
        admission.send(fresh(other.id), now=later)


def test_numbers_have_no_gaps_and_no_doubles_when_many_send_at_once(app: Any) -> None:
    call = admission.call()
    waiting = [admission.complete(call).id for _ in range(6)]
    actors = {number: admission.actor_of(fresh(number).association) for number in waiting}
    db.session.remove()
    failures: list[BaseException] = []

    def send(number: int) -> None:
        try:
            with app.app_context(), unit_of_work():
                actions.submit(
                    db.session.get_one(Application, number),
                    submission_id=f"at-once-{number:08d}",
                    signed_name="S",
                    signed_role="P",
                    actor=actors[number],
                    now=admission.DURING,
                )
        except BaseException as failure:  # noqa: BLE001 - told by the test
            failures.append(failure)

    threads = [threading.Thread(target=send, args=(number,)) for number in waiting]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    numbers = sorted(db.session.scalars(sa.select(Application.number)))
    assert numbers == [f"2017-{n:04d}" for n in range(1, 7)]


def test_reopening_keeps_the_number_and_sending_again_replaces(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    client.submit_form(f"/applications/{number}/reopen", form="/reopen")
    assert fresh(number).state is ApplicationState.DRAFT
    declare(client, number)
    sent = fresh(number)
    assert (sent.state, sent.number, len(sent.snapshots)) == (ApplicationState.SUBMITTED, "2017-0001", 2)
    clock.stop_at(admission.AFTER)
    late = client.submit_form(f"/applications/{number}/reopen", form="/reopen")
    assert late.status_code == 422


def test_what_was_sent_cannot_be_changed_without_reopening(db_session: Any) -> None:
    made = admission.submitted()
    actor, question = admission.actor_of(made.association), queries.draft(made).subjects[0].questions[0]
    with pytest.raises(RuleBroken), unit_of_work():
        actions.save_answer(made, question, "autre", version=None, actor=actor, now=admission.DURING)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.detach(made, made.documents[0].id, actor=actor, now=admission.DURING)


@pytest.mark.parametrize("sent", [True, False])
def test_withdrawing_is_final_and_told(sign_in: Any, clock: Any, sent: bool) -> None:
    made = admission.submitted() if sent else admission.draft()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    client.submit_form(f"/applications/{number}/withdraw", {"reason": "Nous fusionnons."}, form="/withdraw")
    assert fresh(number).state is ApplicationState.WITHDRAWN
    templates = set(db.session.scalars(sa.select(Letter.template)))
    assert ("admission/applications/withdrawn" in templates) is sent
    if sent:
        letter = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("/withdrawn"))).one()
        assert contact_of(made.region_code)["phone"] in letter.data["contact"]
    history = audit.history(db.session(), [fresh(number)])
    assert (history[0].action, history[0].reason) == ("applications.withdraw", "Nous fusionnons.")
    assert "Nous fusionnons." in client.page(f"/applications/{number}")
    if sent:
        receipt = client.page(f"/applications/{number}/receipt")
        assert "elle ne compte plus" in receipt
        desk = sign_in(people.person(roles=(Role.COORDINATOR,)))
        assert "Nous fusionnons." in desk.page(f"/desk/applications/{number}")


def test_a_verdict_changes_nothing_on_the_applicants_pages_before_it_is_announced(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    pages = []
    for verdict in (None, FIND_ELIGIBLE, FIND_INELIGIBLE):
        made = admission.submitted(call, people.association(people.person(), name_fr="Même nom", name_ar="الاسم نفسه"))
        if verdict is not None:
            with unit_of_work():
                move(made, verdict, actor=admission.EVERYWHERE, now=admission.AFTER)
        clock.stop_at(admission.AFTER)
        client, number = sign_in(admission.member_of(made.association)), made.id
        paths = (f"/applications/{number}", "/applications", f"/applications/{number}/receipt")
        page = "".join(client.page(path) for path in paths)
        pages.append(page.replace(made.number or "", "").replace(made.snapshots[0].sha256, ""))
        clock.stop_at(admission.DURING)
    plain = [_without_secrets(page) for page in pages]
    assert plain[0] == plain[1] == plain[2]
    with unit_of_work():
        actions.show_eligibility([made], actor=admission.EVERYWHERE, now=admission.AFTER)
    assert fresh(made.id).public_state(admission.AFTER).value == "ineligible"


def _without_secrets(page: str) -> str:
    for pattern in (
        r'name="csrf_token" value="[^"]+"',
        r'nonce="[^"]+"',
        r"Person Number \d+",
        r"person\d+@",
        r"/(applications|associations|files)/\d+",
    ):
        page = re.sub(pattern, "", page)
    return page


def test_corrections_extensions_and_cancellation_are_written_to_those_concerned(app: Any) -> None:
    call = admission.call()
    drafting, sent = admission.draft(call), admission.submitted(call)
    db.session.query(Letter).delete()
    db.session.commit()
    text = admission.words("Correction")
    marked = Localized({code: f"**{words}**, voir [la page](https://avis.example)" for code, words in text.items()})
    with unit_of_work():
        calls.add_addendum(call, text=marked, actor=admission.EVERYWHERE, now=admission.DURING)
        calls.extend(
            call,
            closes_at=admission.CLOSES + timedelta(days=2),
            reason="x y z",
            actor=admission.EVERYWHERE,
            now=admission.DURING,
        )
    db.session.rollback()
    outbox.run_due(admission.DURING, leaving={outbox.DELIVER})
    letters = db.session.query(Letter).all()
    assert sorted((one.template.rsplit("/", 1)[-1], one.about_id) for one in letters) == [
        ("addendum", drafting.id),
        ("extended", drafting.id),
    ]
    with app.test_request_context():
        told = render(next(one for one in letters if one.template.endswith("addendum")))
        assert "Correction fr, voir la page (https://avis.example)" in told.text, "a letter has no sign for strong"
        assert "après connexion" in told.html
    with unit_of_work():
        calls.cancel(call, reason=text, actor=admission.EVERYWHERE, now=admission.DURING)
    db.session.rollback()
    outbox.run_due(admission.DURING, leaving={outbox.DELIVER})
    told = [one for one in db.session.query(Letter) if one.template.endswith("cancelled")]
    assert {one.about_id for one in told} == {drafting.id, sent.id}
