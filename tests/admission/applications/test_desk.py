"""The desk: one table within eight statements, search however it is typed, exports of exactly what is shown."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

import pytest

from capacity.admission.applications import queries
from capacity.admission.calls import actions as calls
from capacity.core import facts, jobs, sheets
from capacity.core.access import VISITOR, Actor, Grant, Role
from capacity.core.clock import now
from capacity.core.db import db
from capacity.core.files import store
from capacity.core.outbox import run_due
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Officer
from capacity.people.associations.states import Office
from tests.factories import admission, people

FILTERED = "q=amal&state=draft&region=MA-08&priority=no&theme=women&language=fr"
TEXT = "=SUM(A1) Nous accompagnons les femmes"


@pytest.mark.parametrize("rows", [3, 30])
def test_the_list_takes_eight_statements_whatever_its_length(
    sign_in: Any, clock: Any, count_queries: Any, rows: int
) -> None:
    call = admission.call()
    for _ in range(rows):
        admission.draft(call)
    client = sign_in(people.coordinator())
    for path in (
        "/desk/applications",
        f"/desk/applications?{FILTERED}",
    ):
        with count_queries() as cost:
            page = client.page(path)
        assert cost.queries <= 8
        assert cost.rows <= 125
        assert not cost.repeated
        assert len(page.encode()) < 150_000


def test_the_list_is_searched_by_name_number_and_province(sign_in: Any) -> None:
    call = admission.call()
    found = admission.submitted(call, admission.association(name_fr="Association Él-Karâma", name_ar="جَمعيّة الكرامة"))
    admission.submitted(call, admission.association(name_fr="Autre chose", name_ar="شيء آخر"))
    client = sign_in(people.coordinator())
    receipt = found.association.receipt_number
    for words in ("el karama", "الكرامه", found.number, "karama zagora", receipt):
        page = client.page(f"/desk/applications?q={words}")
        assert "Él-Karâma" in page, words
        assert "Autre chose" not in page, words


def test_a_record_shows_who_directs_the_association(sign_in: Any) -> None:
    sent = admission.submitted()
    sent.association.officers = [Officer(name="Salma Idrissi", name_ar="سلمى الإدريسي", office=Office.TREASURER)]
    db.session.commit()
    page = sign_in(people.coordinator()).page(f"/desk/applications/{sent.id}?tab=association")
    assert "Salma Idrissi" in page
    assert "Trésor" in page


@pytest.mark.parametrize("sort", ["number", "-name", "sent", "-province"])
def test_the_list_is_sorted(sign_in: Any, sort: str) -> None:
    admission.submitted()
    sign_in(people.coordinator()).page(f"/desk/applications?sort={sort}")


def test_a_coordinator_sees_the_regions_in_scope_only(sign_in: Any) -> None:
    made = admission.submitted()
    assert made.number in sign_in(people.coordinator("MA-08")).page("/desk/applications")
    elsewhere = sign_in(people.coordinator("MA-02"))
    assert made.number not in elsewhere.page("/desk/applications")
    elsewhere.page(f"/desk/applications/{made.id}", status=404)
    for nobody in (people.person(), people.person(roles=(Role.TRAINER,)), people.person(roles=(Role.COMMITTEE,))):
        sign_in(nobody).page("/desk/applications", status=403)


@pytest.mark.parametrize("tab", ["answers", "documents", "association", "history"])
def test_the_record_shows_what_was_sent(sign_in: Any, count_queries: Any, tab: str) -> None:
    made = admission.submitted(text=TEXT)
    client = sign_in(people.coordinator())
    with count_queries() as cost:
        page = client.page(f"/desk/applications/{made.id}?tab={tab}")
    assert cost.queries <= 15
    assert not cost.repeated
    assert made.snapshots[0].sha256 in page
    assert ("Nous accompagnons" in page) is (tab == "answers")


def test_a_draft_never_sent_shows_nothing_of_its_text(sign_in: Any) -> None:
    made = admission.complete(text="Secret de brouillon")
    client = sign_in(people.coordinator())
    for tab in ("answers", "documents", "association", "history"):
        page = client.page(f"/desk/applications/{made.id}?tab={tab}")
        assert "Secret de brouillon" not in page
        assert "statuts.pdf" not in page
    taken = client.post("/desk/applications/export.csv", data={"csrf_token": client.own_token()}, buffered=True)
    assert "Secret de brouillon" not in taken.get_data(as_text=True)


def test_counts_by_province_follow_the_filter(sign_in: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    admission.submitted()
    client = sign_in(people.coordinator())
    assert "Zagora" in client.page("/desk/applications/provinces?lang=fr")
    monkeypatch.setattr("capacity.admission.applications.views.desk.COUNT_LIMIT", 0)
    assert "0+" in client.page("/desk/applications/provinces?lang=fr")
    part = client.get("/desk/applications/provinces?part=1&state=draft").get_data(as_text=True)
    assert "Zagora" not in part
    assert "Priority place" not in part, "what no line shows is not explained"


def test_the_csv_holds_every_answer_and_no_formula(sign_in: Any) -> None:
    made = admission.submitted(text=TEXT)
    client = sign_in(people.coordinator())
    token = {"csrf_token": client.own_token()}
    answer = client.post("/desk/applications/export.csv?lang=fr", data=token, buffered=True)
    lines = list(csv.reader(io.StringIO(answer.get_data(as_text=True).lstrip("\ufeff")), delimiter=";"))
    assert "Candidatures.csv" in answer.headers["Content-Disposition"]
    assert len(lines) == 2
    assert len(lines[0]) == 2 + 14 + 4 + len(facts.load("questions")["question"])
    assert made.number in lines[1]
    assert any(cell.endswith(f"/desk/applications/{made.id}") for cell in lines[1])
    assert f"'{TEXT}" in lines[1]


def test_the_spreadsheet_is_made_in_the_background(sign_in: Any) -> None:
    call = admission.call()
    first, second = admission.submitted(call, text=TEXT), admission.submitted(call)
    client = sign_in(people.coordinator())
    token = client.csrf_token("/desk/applications")
    picked = client.post("/desk/applications/picked", data={"csrf_token": token, "ids": [first.id], "act": "export"})
    assert f"ids={first.id}" in picked.location
    for address, expected in ((picked.location, [first]), ("/desk/applications/export?sort=number", [first, second])):
        text = client.submit_form(address, {"language": "ar", "kind": "csv"}, form="export")
        rows = list(csv.reader(io.StringIO(text.get_data(as_text=True)), delimiter=";"))
        assert [row[2] for row in rows[1:]] == [one.number for one in expected]
        assert rows[0][1] == "الاسم بالفرنسية"
        started = client.submit_form(address, {"language": "ar"}, form="export")
        number = int(re.findall(r"/jobs/(\d+)", started.location)[0])
        db.session.rollback()
        run_due(now())
        db.session.expire_all()
        job = db.session.get_one(jobs.Job, number)
        assert job.file is not None
        rows = list(sheets.read_rows(store().read(job.file)))
        assert [row[2] for row in rows[1:]] == [one.number for one in expected]
        assert rows[0][0] == "الاسم بالعربية"
        assert TEXT in rows[1]


def test_readers_get_the_content_and_the_hashes_of_the_lottery(db_session: Any) -> None:
    call = admission.call()
    sent = [admission.submitted(call, text=TEXT) for _ in range(2)]
    admission.draft(call)
    content = queries.content(sent[0])
    assert content.subjects[0].answers[0].words == 5
    assert content.documents[0].files[0].media_type == "application/pdf"
    assert queries.snapshot_hashes(call.id, "MA-08") == sorted(one.snapshots[0].sha256 for one in sent)
    assert queries.ids_by_region(call.id) == {"MA-08": [one.id for one in sent]}
    assert len(db.session.scalars(queries.submitted(call.id, "MA-08")).all()) == 2
    assert sum(queries.counts_by_state(call.id).values()) == 3


def test_the_record_of_a_call_says_how_many_answer_it_and_who_published_it(sign_in: Any) -> None:
    call, one = admission.call(), people.coordinator()
    admission.submitted(call)
    admission.draft(call)
    actor = Actor(id=one.id, grants=(Grant(Role.COORDINATOR),))
    with unit_of_work():
        calls.add_addendum(call, text=admission.words("Note"), actor=actor, now=admission.DURING)
    record = sign_in(one).page(f"/desk/calls/{call.id}?lang=en")
    assert "1 application sent · 1 application being written" in record
    assert f'href="/desk/applications?call={call.id}"' in record
    assert f" · {one.name}" in record
    elsewhere = sign_in(people.coordinator("MA-02")).page(f"/desk/calls/{call.id}?lang=en")
    assert "None was sent yet" in elsewhere, "who coordinates one region reads its own numbers"


def kinds(selects: list[Any]) -> list[str]:
    return [row.kind for select in selects for row in db.session.execute(select)]


def test_what_waits_for_a_member(db_session: Any) -> None:
    call = admission.call()
    writing, other = admission.actor_of(admission.draft(call).association), admission.actor_of(admission.association())
    assert kinds(queries.waiting_for(writing, admission.DURING)) == ["application.draft"]
    assert kinds(queries.waiting_for(other, admission.DURING)) == ["application.begin"]
    assert kinds(queries.waiting_for(other, admission.AFTER)) == []
    staff = Actor(id=1, grants=(Grant(Role.COORDINATOR),))
    assert queries.waiting_for(staff, admission.DURING) == queries.waiting_for(VISITOR, admission.DURING) == []
    sent = admission.submitted(call)
    rows = [row for select in queries.history_of([sent.association_id]) for row in db.session.execute(select)]
    assert [(row.object_id, row.detail) for row in rows] == [(sent.id, sent.number)]
