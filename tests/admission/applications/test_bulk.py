"""One act on many applications: what and whom stand on the page before, and only they are touched, however often."""

from __future__ import annotations

import re
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from werkzeug.test import TestResponse

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application, ApplicationTag, Clarification
from capacity.admission.calls.models import Extension
from capacity.admission.review.models import Assignment
from capacity.core.audit import AuditEntry
from capacity.core.db import db
from capacity.core.outbox import Letter, run_due
from capacity.web.letters import render
from tests.factories import admission, people
from tests.factories import admission_review as review
from tests.factories.admission_region import NOW

LATER = "2018-03-20T18:00"


@pytest.fixture
def two(clock: Any) -> list[Application]:
    """Two drafts of a call that is open."""
    clock.stop_at(admission.DURING)
    call = admission.call()
    return [admission.draft(call, admission.association(name_fr=name)) for name in ("Première", "Seconde")]


def pick(client: Any, act: str, *ids: int, **more: str) -> str:
    """Press a button of the list; where it leads."""
    data = {"csrf_token": client.csrf_token("/desk/applications"), "act": act, "ids": list(ids), **more}
    return str(client.post("/desk/applications/picked", data=data).location)


def preview(client: Any, address: str, **typed: str) -> str:
    """What the page says before anything happens: a page of its own, to which one may come back."""
    answer: TestResponse = client.submit_form(address, typed, form="act")
    return str(client.page(answer.location)) if answer.location else answer.get_data(as_text=True)


def confirm(client: Any, address: str, **typed: str) -> str:
    """Press the button of the preview, and read what is said then."""
    return press(client, address, preview(client, address, **typed), **typed)


def press(client: Any, address: str, page: str, **typed: str) -> str:
    """Press the button of this preview."""
    seen = re.search(r'name="seen" value="([\d ]*)"', page)
    data = {"csrf_token": client.own_token(), "confirmed": "1", "seen": seen[1] if seen else "", **typed}
    return str(client.page(client.post(address, data=data).location))


def tags() -> list[tuple[int, str]]:
    return [(one.application_id, one.words) for one in db.session.scalars(sa.select(ApplicationTag))]


def test_a_tag_is_previewed_put_on_once_and_taken_off(sign_in: Any, two: list[Application]) -> None:
    client, first = sign_in(people.coordinator(language="en")), two[0].id
    address = pick(client, "tag", first)
    page = preview(client, address, tag="À relire")
    assert "1 application is touched" in page
    assert "Première" in page
    assert "Seconde" not in page
    assert tags() == []
    for expected in ("1 application was tagged.", "0 applications were tagged."):
        assert expected in confirm(client, address, tag="À relire")
    assert tags() == [(first, "À relire")]
    entries = sa.select(sa.func.count()).where(AuditEntry.action == "applications.tag")
    assert db.session.scalar(entries) == 1
    assert "carries this tag already." in preview(client, address, tag="a relire")
    confirm(client, pick(client, "tag", two[1].id), tag="a relire")
    assert {words for _number, words in tags()} == {"À relire"}
    confirm(client, pick(client, "untag", two[1].id), tag="à relire")
    confirm(client, pick(client, "untag", first), tag="à relire")
    assert tags() == []


def test_all_that_the_list_shows_is_one_press(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "tag", all="1", **{"view-q": "seconde"})
    assert "q=seconde" in address
    confirm(client, address, tag="lot")
    assert tags() == [(two[1].id, "lot")]


def test_after_an_act_on_rows_that_were_picked_the_list_is_as_it_was(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    narrowed = {"view-q": "seconde", "view-state": "draft"}
    address = pick(client, "tag", two[1].id, **narrowed)
    seen = re.search(r'name="seen" value="([\d ]*)"', preview(client, address, tag="lot"))
    assert seen
    data = {"csrf_token": client.own_token(), "confirmed": "1", "seen": seen[1], "tag": "lot"}
    assert client.post(address, data=data).location == "/desk/applications?q=seconde&state=draft"
    assert tags() == [(two[1].id, "lot")]


def test_what_the_list_came_to_show_since_the_preview_is_not_touched(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "tag", all="1")
    page = preview(client, address, tag="lot")
    admission.draft(two[0].call, admission.association(name_fr="Venue après"))
    press(client, address, page, tag="lot")
    assert sorted(tags()) == sorted((one.id, "lot") for one in two)
    blind = client.post(address, data={"csrf_token": client.own_token(), "confirmed": "1", "tag": "autre"})
    assert "plan=" in blind.location
    assert {words for _id, words in tags()} == {"lot"}


def test_of_whom_an_act_could_not_be_done_any_more_is_told_with_the_reason(
    sign_in: Any, two: list[Application]
) -> None:
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "remind", two[0].id, two[1].id)
    planned = client.submit_form(address, {"words": ""}, form="act").location
    page = client.page(planned)
    actions.withdraw(two[1], actor=admission.actor_of(two[1].association), now=admission.DURING)
    db.session.commit()
    said = press(client, address, page)
    assert "1 association is reminded." in said
    assert "1 of those the page named had changed meanwhile and was left as it is." in said
    assert "Seconde: was sent or withdrawn already." in said
    assert "0 applications are touched" in client.page(planned)
    assert "See what and whom" in sign_in(people.coordinator(language="en")).page(planned)


def test_nothing_picked_does_nothing(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    assert pick(client, "tag") == "/desk/applications"


@pytest.mark.one_database
@pytest.mark.parametrize(
    "path",
    [
        "acts/tag?ids=1&endpoint=x&came_from=endpoint%3D1%26_scheme%3Dx",
        "export?endpoint=x",
        "archive?endpoint=x&self=1",
    ],
)
def test_a_view_is_carried_along_whatever_stands_in_it(sign_in: Any, path: str) -> None:
    client = sign_in(people.coordinator(language="en"))
    assert "Back to the list" in client.page(f"/desk/applications/{path}")
    client.page(f"/desk/applications/provinces?{path.partition('?')[2]}")


def test_reminders_go_to_those_who_can_still_send_one_a_day(sign_in: Any, clock: Any, two: list[Application]) -> None:
    sent = admission.submitted(two[0].call, admission.association(name_fr="Envoyée"))
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "remind", two[0].id, two[1].id, sent.id)
    page = preview(client, address, words="Bon courage")
    assert "2 applications are touched" in page
    assert re.search(r"Was sent or withdrawn already.*\(1\).*Envoyée", page, re.DOTALL)
    assert "2 letters in this language: Français" in page
    assert page.count("Bon courage") >= 2, "in the letter as it will be read"
    confirm(client, address, words="Bon courage")
    confirm(client, address, words="Bon courage")
    written = list(db.session.scalars(sa.select(Letter).where(Letter.template.endswith("desk_reminder"))))
    assert sorted(one.about_id or 0 for one in written) == sorted([two[0].id, two[1].id])
    assert re.search(r"Was reminded today.*\(2\)", client.page(address)), "the reason is said once for both"
    clock.stop_at(admission.DURING.replace(day=admission.DURING.day + 1))
    assert "2 applications are touched" in sign_in(people.coordinator(language="en")).page(address)


def test_more_time_is_given_to_those_chosen_alone(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "extend", two[0].id)
    assert "must come after" in preview(client, address, closes_at="2018-03-01T10:00", reason="Coupure de courant")
    assert "1 application is touched" in preview(client, address, closes_at=LATER, reason="Coupure de courant")
    for _twice in range(2):
        confirm(client, address, closes_at=LATER, reason="Coupure de courant")
    given = db.session.scalars(sa.select(Extension)).one()
    assert given.association_id == two[0].association_id
    db.session.rollback()
    run_due(admission.DURING)
    told = set(db.session.scalars(sa.select(Letter.about_id).where(Letter.template.endswith("/extended"))))
    assert told == {two[0].id}


def test_a_coordinator_touches_the_own_regions_only(sign_in: Any, two: list[Application]) -> None:
    elsewhere = sign_in(people.coordinator("MA-02", language="en"))
    address = f"/desk/applications/acts/tag?ids={two[0].id}"
    assert "0 applications are touched" in elsewhere.page(address)
    confirm(elsewhere, address, tag="x")
    assert tags() == []
    reader = sign_in(people.administrator())
    assert reader.get(address).status_code == 404
    assert reader.get("/desk/applications/acts/nothing").status_code == 404


def test_bad_input_says_what_and_keeps_what_was_typed(sign_in: Any, two: list[Application]) -> None:
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "extend", two[0].id)
    answer = client.submit_form(address, {"closes_at": "", "reason": "Coupure de courant"}, form="act")
    assert answer.status_code == 422
    assert "Coupure de courant" in answer.get_data(as_text=True)
    answer = client.submit_form(pick(client, "tag", two[0].id), {"tag": "…"}, form="act")
    assert "at least one letter" in answer.get_data(as_text=True)


def test_a_reader_is_given_many_from_the_list(sign_in: Any, clock: Any) -> None:
    made = review.screened(3, ineligible=(2,))
    clock.stop_at(NOW)
    reader = made.committee[1]
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "assign", *(one.id for one in made.applications))
    page = preview(client, address, reader=str(reader.id))
    assert "2 applications are touched" in page
    assert "Only eligible applications are read." in page
    for _twice in range(2):
        confirm(client, address, reader=str(reader.id))
    given = db.session.scalars(sa.select(Assignment).where(Assignment.reader_id == reader.id)).all()
    assert {one.application_id for one in given} == {one.id for one in made.applications[:2]}


def test_who_is_given_many_while_reading_has_one_letter_that_says_which(app: Flask, sign_in: Any, clock: Any) -> None:
    made = review.screened(3)
    clock.stop_at(NOW)
    made.panel.scoring_opened_at = NOW
    db.session.commit()
    reader = made.committee[1]
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "assign", *(one.id for one in made.applications))
    assert "One letter to the reader for all of them" in preview(client, address, reader=str(reader.id))
    for _twice in range(2):
        confirm(client, address, reader=str(reader.id))
    letter = db.session.scalars(sa.select(Letter).where(Letter.person_id == reader.id)).one()
    with app.test_request_context():
        text = render(letter).text
    assert all(str(one.number) in text for one in made.applications)


def test_the_same_clarification_is_asked_of_many_once(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    sent = [admission.submitted(call) for _ in range(2)]
    drafting = admission.draft(call)
    clock.stop_at(admission.AFTER)
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "clarify", *(one.id for one in sent), drafting.id)
    what = {"what": f"document:{call.documents[0].key}", "why": "La copie est illisible.", "due_on": "2018-03-12"}
    page = preview(client, address, **what)
    assert "2 applications are touched" in page
    assert "Only what was sent can be asked about." in page
    assert "La copie est illisible." in page
    for _twice in range(2):
        confirm(client, address, **what)
    asked = db.session.scalars(sa.select(Clarification)).all()
    assert {one.application_id for one in asked} == {one.id for one in sent}
    assert "An answer is awaited already." in client.page(address)
    assert preview(client, address, what=what["what"], why="", due_on="2018-03-12").count("Choose a reason") >= 1


def test_an_act_begun_on_a_record_comes_back_to_it(sign_in: Any, two: list[Application]) -> None:
    client, first = sign_in(people.coordinator(language="en")), two[0].id
    record = f"/desk/applications/{first}"
    address = re.search(r'href="(/desk/applications/acts/tag[^"]*)"', client.page(record))
    assert address
    here = address[1].replace("&amp;", "&")
    page = preview(client, here, tag="À relire")
    change = re.search(r'href="([^"]*changed=1)"', page)
    assert change
    assert 'value="À relire"' in client.page(change[1].replace("&amp;", "&"))
    assert "1 application was tagged." in confirm(client, here, tag="À relire")
    assert "À relire" in client.page(record)
    assert f'href="{record}"' in client.page(here)
