"""The page of long work names each step in words, says how far it is, and leads to the result by itself."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from capacity.core import clock, jobs
from capacity.core.db import db
from capacity.core.jobs import Job, JobState
from capacity.core.unit_of_work import unit_of_work
from tests.factories import people
from tests.support.browsing import Window

pytestmark = pytest.mark.one_database


@pytest.mark.parametrize(
    ("kind", "step", "done", "words"),
    [
        ("applications.export", "rows", 300, "Écriture des lignes\u00a0: 300 sur 4\u202f000"),
        ("applications.export", "keeping", 4000, "Enregistrement du fichier"),
        ("applications.archive", "documents", 50, "Rassemblement des documents\u00a0: 50 sur 4\u202f000"),
        ("applications.dossier", "drawing", 2, "Mise en page des documents\u00a0: 2 sur 4\u202f000"),
    ],
)
def test_each_step_is_named(sign_in: Any, kind: str, step: str, done: int, words: str) -> None:
    owner = people.coordinator(language="fr")
    client = sign_in(owner)
    with unit_of_work():
        number = jobs.start(kind, {}, owner_id=owner.id, language="fr", now=clock.now()).id
    address = f"/jobs/{number}?lang=fr"
    waiting = client.get(address, headers={"Accept": "application/json"}).json
    assert (waiting["words"], waiting["next"]) == ("En attente de son tour", None)
    jobs.advance(number, done, 4000, step=step)
    news = client.get(address, headers={"Accept": "application/json"}).json
    assert (news["words"], news["next"]) == (words, None)
    assert words in client.page(address)
    with unit_of_work():
        db.session.get_one(Job, number).state = JobState.FAILED
    over = client.get(address, headers={"Accept": "application/json"}).json
    assert over["next"] == f"/jobs/{number}"
    assert "n’a pas pu être préparé" in client.page(address)


@pytest.mark.browser
def test_the_page_waits_while_the_file_is_put_away(window: Window) -> None:
    """All rows are written, the work is not over: whoever asks in that moment is led to the result all the same."""
    owner = people.coordinator(language="fr")
    with unit_of_work():
        number = jobs.start("applications.export", {}, owner_id=owner.id, language="fr", now=clock.now()).id
    jobs.advance(number, 4000, 4000, step="keeping")
    page = window(language="fr", person=owner)
    with page.expect_response(lambda answer: answer.request.resource_type == "fetch"):
        page.goto(f"/jobs/{number}")
    with unit_of_work():
        db.session.get_one(Job, number).state = JobState.FAILED
    expect(page.get_by_text("n’a pas pu être préparé").first).to_be_visible()
