"""Paper applications: the call's own template, all rows or none with each error named, and safe to repeat."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
import sqlalchemy as sa
import xlsxwriter
from werkzeug.test import TestResponse

from capacity.admission.applications import queries
from capacity.admission.applications.models import Application
from capacity.admission.applications.states.paper import PaperColumn, rows_in
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import QuestionKind
from capacity.core import sheets
from capacity.core.db import db
from capacity.people.associations.models import Association
from tests.factories import admission, coalitions, people

pytestmark = pytest.mark.one_database
ROW = {
    "receipt_number": "45/2016",
    "province": "Zagora",
    "name_ar": "جمعية الواحة الخضراء",
    "name_fr": "Oasis verte",
    "language": "fr",
    "received_on": "2018-02-12",
    "signed_name": "Salma Alaoui",
    "signed_role": "présidente",
}


@pytest.fixture
def call(clock: Any) -> Call:
    """A call whose papers are typed the day after it closed."""
    made = admission.call()
    clock.stop_at(admission.AFTER)
    return made


def keys_of(client: Any, call: Call) -> list[str]:
    """The keys in the second row of the template."""
    content = client.get(f"/desk/calls/{call.id}/paper/template").get_data()
    return [str(cell) for cell in list(sheets.read_rows(content))[1]]


def answers(call: Call) -> dict[str, str]:
    """A cell for each question, as the words that the template offers."""
    cells = {}
    for question in call.questions:
        key = f"q:{question.key}"
        if question.kind in {QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES}:
            cells[key] = question.choices[0]["label"]["fr"].upper()
        elif question.kind in {QuestionKind.YES_NO, QuestionKind.ACKNOWLEDGEMENT}:
            cells[key] = "oui"
        elif question.kind is QuestionKind.DATE:
            cells[key] = "2017-11-20"
        elif question.kind in {QuestionKind.NUMBER, QuestionKind.MONEY}:
            cells[key] = "4"
        elif question.kind is QuestionKind.TABLE:
            cells[key] = "; ".join("3" for _column in question.columns)
        elif question.kind is not QuestionKind.FILE:
            cells[key] = "Nous accompagnons les femmes"
    return cells


def sent(client: Any, call: Call, *rows: dict[str, str]) -> TestResponse:
    """The template filled in with these rows, sent."""
    keys = keys_of(client, call)
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["…"] * len(keys))
    sheet.write_row(1, 0, keys)
    for place, row in enumerate(rows, start=2):
        sheet.write_row(place, 0, [row.get(key, "") for key in keys])
    book.close()
    data = {"csrf_token": client.own_token(), "file": (io.BytesIO(target.getvalue()), "papier.xlsx")}
    answer: TestResponse = client.post(f"/desk/calls/{call.id}/paper", data=data, content_type="multipart/form-data")
    return answer


def count() -> int:
    return db.session.scalar(sa.select(sa.func.count(Application.id))) or 0


def test_the_template_has_the_calls_own_columns(sign_in: Any, call: Call) -> None:
    client = sign_in(people.coordinator(language="en"))
    keys = keys_of(client, call)
    assert keys[0] == "receipt_number"
    book = zipfile.ZipFile(io.BytesIO(client.get(f"/desk/calls/{call.id}/paper/template").data))
    assert "with semicolons: " in book.read("xl/comments1.xml").decode(), "the order of a table's columns is told"
    several = next(one for one in call.questions if one.kind is QuestionKind.SEVERAL_CHOICES)
    words = book.read("xl/sharedStrings.xml").decode()
    assert all(one["label"]["en"] in words for one in several.choices), "what may be answered is told"
    assert f"{call.questions[0].label.text('en')} *" in words, "what no row may leave out is marked"
    assert {f"q:{one.key}" for one in call.questions if one.kind is not QuestionKind.FILE} <= set(keys)
    arabic = io.BytesIO(client.get(f"/desk/calls/{call.id}/paper/template?lang=ar").data)
    offered = zipfile.ZipFile(arabic).read("xl/sharedStrings.xml").decode()
    assert ("زاكورة" in offered, "Zagora" in offered) == (True, False), "provinces are offered in the reader's language"


def test_rows_are_taken_in_whole_and_a_second_time_changes_nothing(sign_in: Any, call: Call) -> None:
    client = sign_in(people.coordinator())
    known = people.association(name_fr="Connue", receipt_number="7/2013")
    rows = [ROW | answers(call), {**ROW, **answers(call), "receipt_number": "7/2013", "name_fr": "Connue"}]
    assert sent(client, call, *rows).status_code == 302
    found = list(db.session.scalars(sa.select(Application).order_by(Application.sequence)))
    assert [one.association.name_fr for one in found] == ["Oasis verte", "Connue"]
    assert found[1].association_id == known.id
    assert [one.state.value for one in found] == ["submitted", "submitted"]
    assert all(one.on_paper and one.completeness == 100 and one.number for one in found)
    content = queries.content(found[0])
    assert content.snapshot is not None
    assert content.snapshot.signed_name == "Salma Alaoui"
    assert not any(answer.missing for page in content.subjects for answer in page.answers if answer.kind != "file")
    again = client.page(sent(client, call, *rows).location)
    assert "2" in again
    assert count() == 2
    changed = {**rows[0], "signed_name": "Somebody Else"}
    assert sent(client, call, changed).status_code == 422
    assert count() == 2
    assert "Oasis verte" in client.page("/desk/applications?channel=paper")


def test_one_wrong_cell_keeps_everything_out_and_each_is_named(sign_in: Any, call: Call) -> None:
    client = sign_in(people.coordinator("MA-08", language="en"))
    good = ROW | answers(call)
    number = next(one for one in call.questions if one.kind is QuestionKind.NUMBER)
    wrong = {**good, "receipt_number": "46/2016", "name_fr": "Autre nom", "name_ar": "اسم آخر تماما"}
    page = sent(
        client,
        call,
        good,
        {**wrong, "received_on": "2030-01-01"},
        {**wrong, f"q:{number.key}": "beaucoup"},
        {**good, "language": "tr", f"q:{number.key}": "beaucoup"},
        {**wrong, "receipt_number": "47/2016", "received_on": "31/31/2018", f"q:{number.key}": "beaucoup"},
    ).get_data(as_text=True)
    assert count() == 0
    assert db.session.scalar(sa.select(sa.func.count(Association.id))) == 0
    assert "6 cells to correct" in page, "what cannot be read, and what is wrong in what can be, at once"
    assert '<td class="num">4</td><th scope="row">Received on <span class="caption"><bdi>(K)</bdi></span></th>' in page
    assert f'<td class="num">5</td><th scope="row">{number.label.text("en")} <span' in page
    for change in ({"name_ar": ""}, {"province": "Oujda-Angad"}, {"province": "Nowhere"}, {"language": "tr"}):
        assert sent(client, call, {**good, **change}).status_code == 422, change
    required = next(one for one in call.questions if one.required and one.kind is not QuestionKind.FILE)
    assert "This answer is missing." in sent(client, call, {**good, f"q:{required.key}": ""}).get_data(as_text=True)
    assert count() == 0


def test_who_confirmed_a_coalition_is_named_and_not_taken_in_alone(sign_in: Any, call: Call) -> None:
    member = admission.association(receipt_number="9/2013")
    coalitions.carried(admission.draft(call), member)
    before = count()
    client = sign_in(people.coordinator("MA-08", language="en"))
    tables = {f"q:{one.key}": "" for one in call.questions if one.kind is QuestionKind.TABLE}
    row = {**ROW, **answers(call), **tables, "receipt_number": "9/2013"}
    answer = sent(client, call, row)
    assert answer.status_code == 422
    assert "has confirmed a coalition of this call" in answer.get_data(as_text=True)
    assert count() == before


def test_what_is_no_template_is_refused(sign_in: Any, call: Call) -> None:
    client = sign_in(people.coordinator("MA-08", language="en"))
    for content in (b"", b"no spreadsheet", sheets.workbook_bytes([], [], title="x", language="en")):
        data = {"csrf_token": client.own_token(), "file": (io.BytesIO(content), "x.xlsx")}
        answer = client.post(f"/desk/calls/{call.id}/paper", data=data, content_type="multipart/form-data")
        assert answer.status_code == 422
        assert "has to be chosen again" in answer.text or content.startswith(b"PK")
    elsewhere = sign_in(people.coordinator("MA-12"))
    assert elsewhere.get(f"/desk/calls/{call.id}/paper").status_code == 404


@pytest.mark.one_database
def test_a_cell_is_read_as_a_form_would_have_taken_it() -> None:
    """A name stays in one line and turns nothing about; an answer keeps its lines."""
    columns = [PaperColumn("name_fr", "Nom"), PaperColumn("q:motivation", "Motivation")]
    rows, errors = rows_in([["name_fr", "q:motivation"], ["\u202eAmal\nRabat", "Un\r\ndeux\x07"]], columns)
    assert not errors
    assert rows[0].cells == {"name_fr": "Amal Rabat", "q:motivation": "Un\ndeux"}
