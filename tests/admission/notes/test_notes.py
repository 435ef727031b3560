"""What colleagues write to each other of an application: read by them alone, heard by whom it calls on."""

from __future__ import annotations

import re
from typing import Any

import pytest

from capacity.admission.applications.models import Application
from capacity.admission.notes import queries
from capacity.admission.notes.models import Note
from capacity.core.access import Role
from capacity.core.db import db
from tests.admission.applications.test_bulk import confirm, pick, preview
from tests.factories import admission, people


@pytest.fixture
def one(clock: Any) -> Application:
    """An application that was sent."""
    clock.stop_at(admission.DURING)
    return admission.submitted(admission.call(), admission.association(name_fr="Première"))


def test_a_note_calls_on_a_colleague_until_it_is_answered(sign_in: Any, letters: Any, one: Application) -> None:
    here = one.region_code
    writer, colleague = people.coordinator(language="en"), people.coordinator(here, language="en")
    writes, reads = sign_in(writer), sign_in(colleague)
    address = f"/desk/applications/{one.id}/notes"
    where, fields = writes.filled_form(
        address, {"text": "Ring the treasurer.", "calls_on": [colleague.id]}, form="note"
    )
    for _time in range(2):
        assert writes.post(where or address, data=fields).status_code == 302
    assert queries.notes_count(one.id) == 1, "sent twice, it is one note"
    told = letters(to=colleague.email)
    assert len(told) == 1
    assert "treasurer" not in told[0].text, "what it says stays on the site"
    assert "calls on you: “Ring the treasurer.”" in reads.page("/")
    assert "is called on" in reads.page(address)
    assert "Première" in reads.page("/desk/applications?notes=me")
    reads.submit_form(address, {"text": "Done, she sends it."}, form="note")
    assert "Ring the treasurer" not in reads.page("/")
    assert "Première" not in reads.page("/desk/applications?notes=me")
    record = writes.page(f"/desk/applications/{one.id}")
    assert re.search(r"Notes\s*<[^>]*>\s*2", record)


def test_nobody_else_reads_a_note_and_its_author_takes_it_back(sign_in: Any, one: Application) -> None:
    writer = people.coordinator(language="en")
    client, address = sign_in(writer), f"/desk/applications/{one.id}/notes"
    client.submit_form(address, {"text": "A doubt about the receipt."}, form="note")
    note = db.session.query(Note).one()
    reader, member = people.person(roles=(Role.COMMITTEE,)), admission.member_of(one.association)
    for other in (people.coordinator("MA-01"), reader, member):
        stranger = sign_in(other)
        assert stranger.get(address).status_code == 404
        data = {"csrf_token": stranger.own_token()}
        assert stranger.post(f"/desk/notes/{note.id}/back", data=data).status_code == 404
    overseer = sign_in(people.administrator())
    assert "A doubt about" in overseer.page(address)
    assert "Write a note" not in overseer.page(address)
    client.submit_form(address, form=f"/desk/notes/{note.id}/back")
    page = client.page(address)
    assert "This note was taken back." in page
    assert "A doubt" not in page
    assert client.submit_form(address, {"text": ""}, form="note").status_code == 422


def test_applications_are_put_into_a_colleagues_care(sign_in: Any, letters: Any, one: Application) -> None:
    colleague = people.coordinator(one.region_code, language="en")
    client = sign_in(people.coordinator(language="en"))
    address = pick(client, "charge", one.id)
    assert "1 application is touched" in preview(client, address, person=str(colleague.id))
    assert "1 application changed hands." in confirm(client, address, person=str(colleague.id))
    assert "is so already." in preview(client, address, person=str(colleague.id))
    assert len(letters(to=colleague.email)) == 1
    follows = sign_in(colleague)
    assert "Première" in follows.page("/desk/applications?charge=mine")
    assert "Première" not in follows.page("/desk/applications?charge=nobody&charge=others")
    thread = f"/desk/applications/{one.id}/notes"
    assert colleague.name in client.page(thread)
    follows.submit_form(thread, {"charge-person": ""}, form="/charge")
    assert "Première" in follows.page("/desk/applications?charge=nobody")
