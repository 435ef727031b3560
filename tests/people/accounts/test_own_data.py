"""A copy of what is kept of a person, and its erasure: asked for, refused, taken back, carried out."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import sqlalchemy as sa

from capacity.core import audit, outbox
from capacity.core.audit import AuditWords
from capacity.core.clock import now
from capacity.core.outbox import Letter
from capacity.people.accounts.models import ErasureRequest, Person
from tests.factories import admission, people
from tests.support.own_data import archive_of, copy_of


def asks(client: Any, password: str = people.PASSWORD) -> Any:
    return client.submit_form("/account/erasure", {"password": password})


def a_week_passes(clock: Any) -> None:
    clock.stop_at(now() + timedelta(days=8))
    outbox.run_due(now())


def test_a_copy_holds_a_page_in_the_reader_s_language_and_the_same_as_data(sign_in: Any) -> None:
    person = people.person(password=people.PASSWORD, language="ar")
    client = sign_in(person)
    client.page("/account?lang=ar")
    archive = archive_of(client)
    assert {"index.html", "data.json"} <= set(archive.namelist())
    page = archive.read("index.html").decode()
    assert 'dir="rtl"' in page
    assert person.email in page
    assert copy_of(client)["person"]["email"] == person.email


def test_a_copy_holds_what_one_sent_and_nothing_of_others(sign_in: Any, clock: Any) -> None:
    sent = admission.submitted()
    other = admission.submitted(sent.call)
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(sent.association))
    archive, kept = archive_of(client), copy_of(client)
    assert [one["number"] for one in kept["applications"]] == [sent.number]
    assert other.number not in str(kept)
    assert len([name for name in archive.namelist() if name.startswith("files/")]) == len(kept["files"]) > 0


def test_after_a_week_a_name_stands_nowhere(sign_in: Any, db_session: Any, clock: Any, letters: Any) -> None:
    person = people.person(password=people.PASSWORD, name="Salma Unique", name_ar="سلمى")
    office = people.administrator()
    client, staff = sign_in(person), sign_in(office)
    assert asks(client, "wrong wrong wrong").status_code == 422
    asks(client)
    assert "erasure" in letters(to=person.email)[0].links[0]
    number, email = person.id, person.email
    a_week_passes(clock)
    db_session.expire_all()
    assert (person.name, person.email, person.password_hash) == ("—", None, None)
    assert client.get("/account").status_code == 302
    for url in ("people", f"people/{number}", "audit", "letters"):
        page = staff.page(f"/administration/{url}?lang=en")
        assert "Salma" not in page
        assert email not in page
    assert db_session.scalar(sa.select(Letter.data).where(Letter.about_id == number)) == {}
    assert audit.verify(db_session).sound


def test_it_can_be_taken_back(sign_in: Any, db_session: Any, clock: Any) -> None:
    person = people.person(password=people.PASSWORD)
    client = sign_in(person)
    asks(client)
    client.submit_form("/account/erasure", form="/revoke")
    a_week_passes(clock)
    db_session.expire_all()
    assert person.email
    assert db_session.scalar(sa.select(ErasureRequest.done_at)) is None


def test_who_represents_a_running_application_names_a_successor_first(
    sign_in: Any, clock: Any, db_session: Any
) -> None:
    sent = admission.submitted()
    clock.stop_at(admission.DURING + timedelta(days=1))
    client = sign_in(admission.member_of(sent.association))
    page = client.page("/account/erasure?lang=en")
    assert "another member has to take over the representation first" in page
    assert 'name="password"' not in page


def test_the_last_administrator_stays(sign_in: Any) -> None:
    page = sign_in(people.administrator(password=people.PASSWORD)).page("/account/erasure?lang=en")
    assert "give the role to another person first" in page


def test_an_administrator_erases_and_copies_for_whom_has_no_account(sign_in: Any, db_session: Any, clock: Any) -> None:
    person, office = people.person(name="Driss Unique"), sign_in(people.administrator())
    url = f"/administration/people/{person.id}"
    assert json.loads(archive_of(office, url, form="/copy").read("data.json"))["person"]["name"] == "Driss Unique"
    office.submit_form(f"{url}/erase", {"reason": "Asked by telephone"})
    a_week_passes(clock)
    db_session.expire_all()
    assert db_session.get(Person, person.id).name == "—"
    assert db_session.scalar(sa.select(sa.func.count()).select_from(AuditWords)) == 1
