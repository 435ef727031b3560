"""Pages of calls, for visitors and for those who write them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest

from capacity.admission.calls import actions
from capacity.admission.calls.models import Call
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def fresh(call_id: int) -> Call:
    db.session.expire_all()
    return db.session.get_one(Call, call_id)


def test_a_visitor_reads_an_open_call_in_three_statements(client: Any, clock: Any, count_queries: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}"
    with count_queries() as cost:
        page = client.page(address)
    assert cost.queries <= 3
    assert len(page.encode()) < 60_000
    assert call.lottery_seed not in page
    assert call.lottery_seed_sha256 in page


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_call_is_read_in_each_language(client: Any, clock: Any, language: str) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    page = client.page(f"/calls/{call.reference}?lang={language}")
    assert f"Call {language}" in page
    assert 'dir="rtl"' in page if language == "ar" else 'dir="ltr"' in page


def test_open_and_closed_follow_the_clock(client: Any, clock: Any) -> None:
    call = admission.call()
    address = f"/calls/{call.reference}?lang=en"
    clock.stop_at(admission.BEFORE)
    assert "Opens soon" in client.page(address)
    clock.stop_at(admission.DURING)
    assert "/applications/begin/" in client.page(address)
    clock.stop_at(admission.AFTER)
    page = client.page(address)
    assert "no application can be sent any more" in page
    assert "/applications/begin/" not in page


def test_a_draft_is_no_public_page(client: Any) -> None:
    call = admission.call(published=False)
    client.page(f"/calls/{call.reference}", status=404)
    assert call.reference not in client.page("/calls")


def test_the_closing_goes_into_a_calendar(client: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    answer = client.get(f"/calls/{call.reference}/closing.ics")
    assert answer.mimetype == "text/calendar"
    assert b"DTEND:20180302T163000Z" in answer.data


def test_the_list_shows_open_calls_first(client: Any, clock: Any) -> None:
    phase = admission.phase()
    early = admission.call(
        phase_of=phase, opens_at=admission.OPENS - timedelta(days=60), closes_at=admission.OPENS - timedelta(days=30)
    )
    now_open = admission.call(phase_of=phase)
    clock.stop_at(admission.DURING)
    page = client.page("/calls")
    assert page.index(now_open.reference) < page.index(early.reference)


@pytest.mark.parametrize("rows", [3, 30])
def test_the_desk_lists_calls_in_eight_statements(sign_in: Any, count_queries: Any, rows: int) -> None:
    phase = admission.phase()
    for _ in range(rows):
        admission.call(phase_of=phase)
    client = sign_in(people.coordinator())
    with count_queries() as cost:
        client.page("/desk/calls")
    assert cost.queries <= 8
    assert not cost.repeated


def test_a_coordinator_writes_a_call_by_hand(sign_in: Any, clock: Any) -> None:
    clock.stop_at(admission.BEFORE)
    phase = admission.phase()
    client = sign_in(people.coordinator())
    begun = client.submit_form(
        "/desk/calls/new",
        {
            "phase": str(phase.id),
            "reference": "AMI-TEST",
            "regions": ["MA-08"],
            "seats": "25",
            "opens_at": "2018-01-29T09:00",
            "closes_at": "2018-03-02T16:30",
        },
    )
    assert begun.status_code == 302
    number = int(re.findall(r"/desk/calls/(\d+)", begun.location)[0])
    refused = client.page(f"/desk/calls/{number}/publish?lang=en")
    assert "cannot be published yet" in refused
    written = client.submit_form(
        f"/desk/calls/{number}/words",
        {f"{name}-{code}": f"{name} {code}" for name in ("title", "summary", "text") for code in ("ar", "fr", "en")},
    )
    assert written.status_code == 302
    client.submit_form(f"/desk/calls/{number}/publish", form="/publish")
    call = fresh(number)
    assert call.state.value == "published"
    assert call.window().closes_at.hour == 16
    assert [(place.region_code, place.seats) for place in call.regions] == [("MA-08", 25)]
    client.page(f"/desk/calls/{number}")


def test_parts_are_added_changed_moved_and_removed(sign_in: Any) -> None:
    call = admission.call(published=False)
    client, number = sign_in(people.coordinator()), call.id
    texts = {
        f"{name}-{code}": f"{name} {code}" for name in ("name", "label", "title", "help") for code in ("ar", "fr", "en")
    }
    for kind, more in {
        "criteria": {"weight": "5"},
        "documents": {},
        "subjects": {},
        "questions": {
            "subject": str(call.subjects[0].id),
            "kind": "one_choice",
            "choices-en": "a\nb",
            "choices-ar": "ا\nب",
        },
    }.items():
        added = client.submit_form(f"/desk/calls/{number}/{kind}/new", {**texts, **more})
        assert added.status_code == 302, kind
        client.page(f"/desk/calls/{number}/{kind if kind != 'subjects' else 'questions'}")
    call = fresh(number)
    choice = next(
        question for question in call.questions if question.kind.value == "one_choice" and len(question.choices) == 2
    )
    assert [one["label"] for one in choice.choices] == [{"ar": "ا", "en": "a"}, {"ar": "ب", "en": "b"}]
    first, second = call.criteria[0].id, call.criteria[1].id
    client.submit_form(f"/desk/calls/{number}/criteria", form=f"/criteria/{second}/shift", button="way=up")
    assert [one.id for one in fresh(number).criteria[:2]] == [second, first]
    for way in ("down", "up"):
        client.submit_form(f"/desk/calls/{number}/criteria", form=f"/criteria/{second}/shift", button=f"way={way}")
    assert "3 fois" in client.page(f"/desk/calls/{number}").replace("\xa0", " "), "told once, and how often"
    client.submit_form(f"/desk/calls/{number}/criteria", form=f"/criteria/{second}/remove")
    assert second not in {one.id for one in fresh(number).criteria}
    client.submit_form(f"/desk/calls/{number}/questions/{choice.id}", {"label-fr": "Autre"})
    assert "Autre" in client.page(f"/desk/calls/{number}/questions?lang=fr")


def test_what_is_published_cannot_be_changed_any_more(sign_in: Any) -> None:
    call = admission.call()
    client, number = sign_in(people.coordinator()), call.id
    before = {one.weight for one in call.criteria}
    token = client.csrf_token(f"/desk/calls/{number}/addendum")
    for path in (f"criteria/{call.criteria[0].id}", "words", "window", "regions"):
        answer = client.post(
            f"/desk/calls/{number}/{path}", data={"csrf_token": token, "weight": "99", "name-ar": "x", "title-ar": "x"}
        )
        assert answer.status_code == 422, path
    assert {one.weight for one in fresh(number).criteria} == before


def test_a_coordinator_of_one_region_may_not_touch_a_call_of_three(sign_in: Any) -> None:
    call = admission.call(published=False)
    client = sign_in(people.coordinator("MA-08"))
    client.page(f"/desk/calls/{call.id}")
    client.page(f"/desk/calls/{call.id}/words", status=403)
    alone = admission.call(phase_of=call.phase, published=False, regions=["MA-08"])
    client.page(f"/desk/calls/{alone.id}/words")


def test_nobody_else_opens_the_desk_of_calls(client: Any, sign_in: Any) -> None:
    call = admission.call()
    assert client.get("/desk/calls").status_code == 302
    member = sign_in(people.person())
    member.page("/desk/calls", status=403)
    member.page(f"/desk/calls/{call.id}", status=404)


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_the_preview_shows_a_draft_in_each_language(sign_in: Any, language: str) -> None:
    call = admission.call(published=False)
    client = sign_in(people.coordinator())
    assert f"Call {language}" in client.page(f"/desk/calls/{call.id}/preview?in={language}")
    assert f'lang="{language}"' in client.page(f"/desk/calls/{call.id}/form?in={language}")


def test_addendum_extension_and_cancellation_stand_on_the_page(sign_in: Any, client: Any, clock: Any) -> None:
    call = admission.call()
    number, reference = call.id, call.reference
    clock.stop_at(admission.DURING)
    drafting, sent = admission.draft(call), admission.submitted(call)
    staff = sign_in(people.coordinator())
    address = f"/desk/calls/{number}/addendum"
    texts = {f"text-{code}": f"Correction **{code}**, https://avis.example/{code}." for code in ("ar", "fr", "en")}
    action, fields = staff.filled_form(address, texts)
    looked = staff.post(action, data={**fields, "look": "1"})
    assert (looked.status_code, fresh(number).addenda) == (200, []), "who looks at it has published nothing"
    assert 'Correction <strong>ar</strong>, <a href="https://avis.example/ar" rel=' in looked.text
    for _press in range(2):
        assert staff.post(action, data=fields).location == f"/desk/calls/{number}"
    assert len(fresh(number).addenda) == 1, "a button pressed twice corrects once, and writes once to everybody"
    staff.post(action, data={**fields, "text-fr": "Autre correction"})
    assert len(fresh(number).addenda) == 2, "who goes back and writes something else has said something else"
    staff.submit_form(f"/desk/calls/{number}/extension", {"closes_at": "2018-03-09T16:30", "reason": "Floods"})
    page = client.page(f"/calls/{reference}?lang=fr")
    assert "Correction <strong>fr</strong>" in page
    assert page.count('href="#addenda"') == 2, "beside the text, and folded above it on a phone"
    assert "9 mars 2018" in page
    assert "everybody who drafted or sent one is written to" in staff.page(f"/desk/calls/{number}/cancel?lang=en")
    refused = staff.submit_form(f"/desk/calls/{number}/cancel", {"reason-fr": "Seulement en français"})
    assert refused.status_code == 422
    staff.submit_form(
        f"/desk/calls/{number}/cancel", {f"reason-{code}": f"Because {code}" for code in ("ar", "fr", "en")}
    )
    assert "Because fr" in client.page(f"/calls/{reference}?lang=fr")
    assert "Clôture" not in client.page("/calls.atom?lang=fr")
    for application in (drafting, sent):
        member = sign_in(admission.member_of(application.association))
        page = member.page(f"/applications/{application.id}")
        assert "Because fr" in page, "who drafted or sent reads why, where it stood"
        assert not any(words in page for words in ("avant la clôture", "est en cours de lecture", "La suite, et quand"))
        assert "Appel annulé" in member.page("/applications")
    late = sign_in(admission.member_of(admission.association()))
    assert "l’appel a été annulé" in late.page(f"/applications/begin/{reference}")


def test_who_cancels_a_draft_reads_that_nobody_is_written_to(sign_in: Any) -> None:
    call = admission.call(published=False)
    page = sign_in(people.coordinator(language="en")).page(f"/desk/calls/{call.id}/cancel")
    assert "nobody has read it, and nobody is written to" in page


def test_an_extension_for_one_association_is_found_by_its_name(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    seat = admission.association(name_fr="Association Oued Drâa")
    clock.stop_at(admission.DURING)
    staff = sign_in(people.coordinator(language="en"))
    admission.association(name_fr="Association Oued Souss")
    more = {"closes_at": "2018-03-09T16:30", "reason": "Power cut"}
    undecided = staff.submit_form(f"/desk/calls/{call.id}/extension?q=oued", more)
    assert undecided.status_code == 422, "of several that were found, none is meant, nor is everybody"
    staff.submit_form(f"/desk/calls/{call.id}/extension?q=oued+draa", more)
    assert "This association alone has more time" in staff.page(f"/desk/calls/{call.id}")
    call = fresh(call.id)
    assert call.window().closes_at == admission.CLOSES
    assert call.window(seat.id).closes_at > admission.CLOSES
    record = staff.page(f"/desk/calls/{call.id}")
    assert "Association Oued Drâa" in record, "who has more time stands on the record"
    assert "Association Oued Drâa" not in staff.page(f"/calls/{call.reference}")


def test_more_time_that_was_a_mistake_is_shortened_while_everybody_keeps_a_day(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    number, here = call.id, f"/desk/calls/{call.id}"
    clock.stop_at(admission.CLOSES - timedelta(hours=2))
    staff = sign_in(people.coordinator())
    staff.submit_form(f"{here}/extension", {"closes_at": "2019-03-09T16:30", "reason": "Floods"})
    (given,) = fresh(number).extensions
    page = f"{here}/extensions/{given.id}"
    assert page in staff.page(here)
    for typed, words in (
        ("2019-03-10T16:30", "must come before"),
        ("2018-03-02T16:00", "never comes before"),
        ("2018-03-03T14:00", "at least one whole day"),
    ):
        refused = staff.submit_form(f"{page}?lang=en", {"closes_at": typed, "reason": "Mistyped"})
        assert words in refused.get_data(as_text=True), typed
    staff.submit_form(page, {"closes_at": "2018-03-09T16:30", "reason": "Mistyped"})
    assert "Mistyped" in staff.page(here)
    assert "9 March 2019" in staff.page(f"/calls/{call.reference}?lang=en"), "corrected where everybody reads it"
    assert fresh(number).window().closes_at == admission.CLOSES + timedelta(days=7)
    clock.stop_at(admission.CLOSES + timedelta(days=6))
    assert page not in staff.page(here), "in its last day nothing can be shortened any more"


def test_of_two_who_extend_at_once_the_second_learns_of_the_first(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    here = f"/desk/calls/{call.id}/extension?lang=en"
    one, other = sign_in(people.coordinator()), sign_in(people.coordinator())
    address, late = other.filled_form(here, {"closes_at": "2018-03-16T16:30", "reason": "Floods"})
    one.submit_form(here, {"closes_at": "2018-03-09T16:30", "reason": "Snow"})
    answer = other.post(address or here, data=late)
    assert answer.status_code == 422
    assert "Somebody else saved this meanwhile" in answer.get_data(as_text=True)
    assert "Floods" in answer.get_data(as_text=True)
    assert len(fresh(call.id).extensions) == 1


def test_a_closed_call_is_archived(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    number = call.id
    staff = sign_in(people.coordinator())
    clock.stop_at(admission.AFTER)
    staff.submit_form(f"/desk/calls/{number}", form="/archive")
    assert fresh(number).state.value == "archived"


def test_a_record_costs_fifteen_statements_at_most(sign_in: Any, count_queries: Any) -> None:
    call = admission.call()
    with unit_of_work():
        for _ in range(30):
            actions.add_addendum(call, text=admission.words("Note"), actor=admission.EVERYWHERE, now=admission.DURING)
    client, number = sign_in(people.coordinator()), call.id
    with count_queries() as cost:
        client.page(f"/desk/calls/{number}")
    assert cost.queries <= 15
    assert not cost.repeated
