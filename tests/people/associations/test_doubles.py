"""Registering an association; doubles are noticed in time."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import python_calamine
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.people.associations.models import Association
from capacity.people.associations.states import Known, receipt_key, twins
from tests.factories import people

NEW = {
    "name_ar": "جمعية الواحة للتنمية",
    "name_fr": "Association Oasis pour le développement",
    "province_code": "08.587",
    "receipt_number": "٤٥/2015",
    "founded_year": "٢٠١٤",
    "phone": "٠٦ ١٢ ٣٤ ٥٦ ٧٨",
    "themes": ["women", "children"],
    "president-name": "Fatima Aït Lahcen",
    "president-name_ar": "فاطمة آيت لحسن",
}


@given(st.text(max_size=60))
def test_a_receipt_is_the_same_however_it_is_spaced(number: str) -> None:
    assert receipt_key("08.587", number) == receipt_key("08.587", f"  {number} ")


@given(st.text(max_size=80), st.text(max_size=80))
def test_an_association_is_its_own_twin_or_has_no_telling_name(name_ar: str, name_fr: str) -> None:
    found = twins(name_ar, name_fr, [Known(7, name_ar, name_fr)])
    assert found in ([7], [])


def test_twins_are_found_in_either_script() -> None:
    known = [Known(1, "جمعية الأمل للمرأة", "Association Espoir"), Known(2, "جمعية النخيل", "Les palmiers de Zagora")]
    assert twins("الجمعيه الامل للمراه", "Something else", known) == [1]
    assert twins("شيء آخر", "association LES PALMIERS, Zagora", known) == [2]


def test_a_member_registers_an_association_and_represents_it(sign_in: Any, db_session: Any, letters: Any) -> None:
    person = people.person(language="ar")
    client = sign_in(person)
    answer = client.submit_form("/associations/register", NEW)
    made = db_session.scalar(sa.select(Association))
    assert answer.location == f"/?association={made.id}"
    assert made.representative.person_id == person.id
    assert (made.founded_year, made.phone) == (2014, "+212 6 12 34 56 78")
    assert [(officer.name, officer.name_ar) for officer in made.officers] == [("Fatima Aït Lahcen", "فاطمة آيت لحسن")]
    assert "جمعية الواحة" in client.page(f"/association/{made.id}")
    assert letters(to=person.email)[0].language == "ar"


def test_an_equal_receipt_is_refused_with_the_way_through(sign_in: Any, db_session: Any) -> None:
    known = people.association(people.person(), receipt_number="45 / 2015")
    answer = sign_in(people.person()).submit_form("/associations/register", NEW)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert known.name_ar in page
    assert f"/association/{known.id}/claim" in page
    assert "/contacts" in page
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Association)) == 1


def test_an_alike_name_is_asked_about_once(sign_in: Any, db_session: Any) -> None:
    known = people.association(
        people.person(), name_ar="جمعيه الواحه للتنميه", name_fr="Autre nom", receipt_number="9/2001"
    )
    client = sign_in(people.person())
    answer = client.submit_form("/associations/register", NEW)
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert known.name_fr in page
    assert 'name="is_another"' in page
    assert client.submit_form("/associations/register", {**NEW, "is_another": "y"}).status_code == 302
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Association)) == 2


def test_bad_input_comes_back_filled(sign_in: Any) -> None:
    client = sign_in(people.person())
    bad = {
        **NEW,
        "province_code": "nowhere",
        "founded_year": "9" * 30,
        "receipt_date": "0001-99-99",
        "phone": "call me",
        "email": "\ud800@example",
        "name_fr": "x" * 5000,
        "themes": ["nothing"],
        "priority_place_id": "9" * 30,
        "president-gender": "?",
    }
    bad["email"] = "not an address"
    answer = client.submit_form("/associations/register", bad)
    assert answer.status_code == 422
    assert "جمعية الواحة" in answer.get_data(as_text=True)
    assert (
        client.post(
            "/associations/register", data={"csrf_token": client.csrf_token("/associations/register")}
        ).status_code
        == 422
    )


def test_details_are_corrected_without_being_their_own_double(sign_in: Any, db_session: Any) -> None:
    person = people.person()
    association = people.association(person)
    client = sign_in(person)
    url = f"/association/{association.id}/edit"
    answer = client.submit_form(url, {"acronym": "AMAL", "themes": ["youth"], "president-name": "Ali"})
    assert answer.status_code == 302
    assert client.submit_form(url, {"acronym": "AMAL 2"}).status_code == 302, "the form shows all that is known"
    db_session.expire_all()
    assert association.acronym == "AMAL 2"
    assert [row.theme for row in association.themes] == ["youth"]


def test_the_list_and_its_workbook_show_the_regions_of_the_coordinator(sign_in: Any) -> None:
    south = people.association(people.person(), name_fr="Palmiers du Drâa")
    people.association(people.person(), province_code="04.421", name_fr="Autre région")
    client = sign_in(people.coordinator("MA-08"))
    page = client.page("/associations")
    assert south.name_fr in page
    assert "Autre région" not in page
    content = client.post("/associations.xlsx?seat=no", data={"csrf_token": client.own_token()}).data
    rows = python_calamine.CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [row[0] for row in rows if south.name_fr in row or "Autre région" in row] == [south.name_fr]


def test_the_list_costs_the_same_for_three_and_for_thirty(sign_in: Any, count_queries: Any) -> None:
    client = sign_in(people.administrator())
    costs = []
    for more in (3, 27):
        for _ in range(more):
            people.association(people.person())
        with count_queries() as cost:
            client.page("/associations")
        costs.append(cost.queries)
    assert costs[0] == costs[1] <= 8


def test_the_record_costs_little(sign_in: Any, count_queries: Any) -> None:
    association = people.association(*(people.person() for _ in range(6)))
    client = sign_in(people.administrator())
    with count_queries() as cost:
        client.page(f"/associations/{association.id}")
    assert cost.queries <= 15
    assert all(times <= 2 for times in cost.repeated.values())
