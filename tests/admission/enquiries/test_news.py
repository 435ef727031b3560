"""Who asked to be told of a call's news is told, once an hour at most, and no longer when they end it by one link."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions
from capacity.admission.enquiries.models import Subscription
from capacity.admission.enquiries.states import ADDRESSES_FOR, slot_of, told_at
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.admission.enquiries.test_questions import answered
from tests.factories import admission, people
from tests.support.own_data import copy_of

NEWS = Letter.template == "admission/enquiries/news"


def subscribed(call: Call, email: str = "lectrice@example.org", language: str = "fr") -> Subscription:
    """A confirmed address."""
    with unit_of_work():
        actions.ask_to_subscribe(call, email=email, language=language, now=admission.DURING)
        made = db.session.scalars(sa.select(Subscription).where(Subscription.email == email)).one()
        actions.confirm_subscription(made, now=admission.DURING)
    return made


def path_in(text: str, part: str) -> str:
    """The path of the link of a letter."""
    found = re.search(rf"http://localhost(/{part}/\S+)", text)
    assert found, text
    return found[1]


def tell(clock: Any) -> list[Letter]:
    """Live on until the hour's answers are told; the letters on news so far."""
    clock.stop_at(told_at(slot_of(clock.now())))
    db.session.rollback()
    outbox.run_due(clock.now(), leaving={outbox.DELIVER})
    return list(db.session.scalars(sa.select(Letter).where(NEWS).order_by(Letter.id)))


def test_an_address_is_told_once_it_is_confirmed_and_not_before(client: Any, clock: Any, letters: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    page = client.submit_form(f"/calls/{call.reference}/news?lang=fr", {"email": " Lectrice@Example.org "})
    assert "en route" in page.get_data(as_text=True)
    (asked,) = letters()
    assert asked.to == "lectrice@example.org"
    answered(call, "Avant ?", now=clock.now())
    assert tell(clock) == []
    link = path_in(asked.text, "news/confirm")
    client.page(link)
    assert db.session.scalars(sa.select(Subscription)).one().confirmed_at is None  # reading changes nothing
    confirmed = client.submit_form(link, form="confirm")
    assert confirmed.location.startswith(f"/calls/{call.reference}")
    answered(call, "Après ?", now=clock.now())
    (told,) = tell(clock)
    assert [one["question"] for one in told.data["answers"]] == ["Après ?"]


def test_the_answers_of_an_hour_go_into_one_letter_with_one_link_that_ends_it(
    client: Any, clock: Any, letters: Any
) -> None:
    call = admission.call()
    subscribed(call)
    clock.stop_at(admission.DURING)
    for number in range(3):
        answered(call, f"Question {number} ?", now=clock.advance(minutes=7))
    tell(clock)
    told = [letter for letter in letters(to="lectrice@example.org") if "éponses" in letter.subject]
    assert len(told) == 1
    assert all(f"Question {number} ?" in told[0].text for number in range(3))
    assert told[0].html.count('class="act"') == 1, "what ends the letters is as loud as what they are about"
    link = path_in(told[0].text, "news/end")
    assert "lectrice@example.org" in client.page(link)
    client.submit_form(link, form="end")
    assert db.session.scalars(sa.select(Subscription)).all() == []
    client.page(link)  # ended already: a page, no error
    answered(call, "Encore ?", now=clock.now())
    assert len(tell(clock)) == 1


def test_a_mail_program_ends_the_letters_by_one_press(app: Any, house: Any, clock: Any, client: Any) -> None:
    """RFC 8058: a POST to the address in the header, without cookies and without a token of ours."""
    app.config["WTF_CSRF_ENABLED"] = True
    call = admission.call()
    subscribed(call)
    clock.stop_at(admission.DURING)
    answered(call, now=clock.now())
    tell(clock)
    outbox.run_due(clock.now())
    sent = [path.read_text() for path in (house.folder / "letters").glob("*.eml")]
    (raw,) = [one for one in sent if "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in one]
    header = re.search(r"List-Unsubscribe: <([^>]+)>", raw.replace("\n ", ""))
    assert header
    answer = client.post(header[1].removeprefix("http://localhost"), data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert db.session.scalars(sa.select(Subscription)).all() == []


def test_a_forged_or_old_link_ends_and_confirms_nothing(client: Any, clock: Any, letters: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    subscribed(call)
    for token in ("x", "MQ.x", "%00", "MQ.AAAA.AAAA"):
        client.post(f"/news/end/{token}")
        assert client.get(f"/news/confirm/{token}").status_code == 410
    assert db.session.scalar(sa.select(sa.func.count(Subscription.id))) == 1


def test_an_address_that_nobody_confirms_is_forgotten(client: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    client.submit_form(f"/calls/{call.reference}/news", {"email": "typo@example.org"})
    kept = subscribed(call)
    clock.advance(days=ADDRESSES_FOR.days, minutes=1)
    outbox.run_due(clock.now(), leaving={outbox.DELIVER})
    db.session.expire_all()
    assert [one.email for one in db.session.scalars(sa.select(Subscription))] == [kept.email]


def test_an_address_asked_again_after_one_that_ended_has_a_letter_and_time_of_its_own(client: Any, clock: Any) -> None:
    call = admission.call()
    for minute in (0, 5):
        clock.stop_at(admission.DURING + timedelta(minutes=minute))
        client.submit_form(f"/calls/{call.reference}/news", {"email": "again@example.org"})
        found = db.session.scalars(sa.select(Subscription)).one()
        if minute == 0:
            with unit_of_work():
                actions.unsubscribe(found, now=clock.now())
    to_confirm = sa.select(sa.func.count(Letter.id)).where(Letter.template == "admission/enquiries/confirm")
    assert db.session.scalar(to_confirm) == 2
    clock.stop_at(admission.DURING + ADDRESSES_FOR + timedelta(minutes=2))
    db.session.rollback()
    outbox.run_due(clock.now(), leaving={outbox.DELIVER})
    assert db.session.query(Subscription).count() == 1


def test_asking_again_writes_one_letter_an_hour_and_says_nothing_about_the_address(client: Any, clock: Any) -> None:
    call = admission.call()
    subscribed(call, "known@example.org")
    clock.stop_at(admission.DURING)
    pages = []
    for email in ("new@example.org", "new@example.org", "known@example.org"):
        answer = client.submit_form(f"/calls/{call.reference}/news", {"email": email})
        pages.append((answer.status_code, "on its way" in answer.get_data(as_text=True)))
    assert pages == [(200, True)] * 3
    to_confirm = sa.select(sa.func.count(Letter.id)).where(Letter.template == "admission/enquiries/confirm")
    assert db.session.scalar(to_confirm.where(Letter.address == "new@example.org")) == 1
    assert client.submit_form(f"/calls/{call.reference}/news", {"email": "no address"}).status_code == 422


def test_a_person_is_told_at_the_address_and_in_the_language_of_the_account(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    person = people.person(email="first@example.org")
    member = sign_in(person)
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}/news"
    member.submit_form(address, form="tell")
    person.email, person.language = "second@example.org", "ar"
    db.session.commit()
    answered(call, now=clock.now())
    (told,) = tell(clock)
    assert (told.address, told.language, told.person_id) == ("second@example.org", "ar", person.id)
    member.submit_form(address, form="/news")
    assert db.session.scalars(sa.select(Subscription)).all() == []


def test_subscribers_hear_of_addenda_more_time_and_cancellation(db_session: Any, clock: Any) -> None:
    call = admission.call()
    subscribed(call)
    clock.stop_at(admission.DURING)
    later, actor = admission.CLOSES + timedelta(days=3), admission.EVERYWHERE
    seat = admission.association()
    with unit_of_work():
        calls.add_addendum(call, text=admission.words("Note"), actor=actor, now=clock.now())
        calls.extend(call, closes_at=later, reason="Floods", actor=actor, now=clock.now())
        alone: Any = {"association_id": seat.id, "actor": actor, "now": clock.now()}
        calls.extend(call, closes_at=later + timedelta(days=1), reason="Power", **alone)
    outbox.run_due(clock.now(), leaving={outbox.DELIVER})
    with unit_of_work():
        sooner: Any = {"closes_at": later - timedelta(days=1), "reason": "Mistyped", "actor": actor}
        calls.correct_extension(call, call.extensions[0], now=clock.now(), **sooner)
        calls.correct_extension(call, call.extensions[1], now=clock.now(), **sooner)
        calls.cancel(call, reason=admission.words("Off"), actor=actor, now=clock.now())
    outbox.run_due(clock.now(), leaving={outbox.DELIVER})
    told = db.session.scalars(sa.select(Letter).where(NEWS).order_by(Letter.id)).all()
    assert [one.data["kind"] for one in told] == ["addendum", "extended", "closing_corrected", "cancelled"]
    assert told[0].data["text"] == "Note fr"
    assert "5 mars 2018" in told[1].data["closes"]
    assert ("5 mars 2018" in told[2].data["was"], "4 mars 2018" in told[2].data["closes"]) == (True, True)


def test_whoever_is_drafting_gets_one_letter_not_two(db_session: Any) -> None:
    made = admission.draft()
    person = admission.member_of(made.association)
    subscribed(made.call, email=person.email or "")
    subscribed(made.call, email="other@example.org")
    with unit_of_work():
        calls.add_addendum(made.call, text=admission.words("Note"), actor=admission.EVERYWHERE, now=admission.DURING)
    outbox.run_due(admission.DURING, leaving={outbox.DELIVER})
    told = db.session.scalars(sa.select(Letter).where(Letter.template.endswith("addendum") | NEWS)).all()
    assert sorted(one.address for one in told) == sorted([person.email, "other@example.org"])


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_letter_on_news_reads_in_the_language_of_its_reader(clock: Any, letters: Any, language: str) -> None:
    call = admission.call()
    subscribed(call, language=language)
    clock.stop_at(admission.DURING)
    made = answered(call, now=clock.now())
    with unit_of_work():
        words = Localized({"ar": "تصحيح", "fr": "Rectifié", "en": "Corrected"})
        actions.correct(made, text=words, actor=admission.EVERYWHERE, now=clock.now())
        calls.cancel(call, reason=admission.words("Off"), actor=admission.EVERYWHERE, now=clock.now())
    tell(clock)
    told = letters(to="lectrice@example.org")
    assert {letter.language for letter in told} == {language}
    assert any(words[language] in letter.text for letter in told)
    assert any(f"Off {language}" in letter.text for letter in told)
    assert not any("“Letters”" in letter.html or "«\xa0Lettres" in letter.html for letter in told), (
        "no account, no letters to read"
    )


def test_what_is_kept_of_a_person_is_in_their_copy(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    seat = admission.association()
    member = sign_in(admission.member_of(seat))
    member.submit_form(f"/calls/{call.reference}/questions/ask", {"text": "Une filiale peut-elle candidater ?"})
    member.submit_form(f"/calls/{call.reference}/news", form="tell")
    copy = copy_of(member)
    assert copy["questions"][0]["text"] == "Une filiale peut-elle candidater ?"
    assert copy["subscriptions"][0]["call"] == call.reference
