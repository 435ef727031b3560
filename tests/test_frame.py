"""The ground that the other tests stand on."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any
from unittest.mock import patch

import pytest
import sqlalchemy as sa
from playwright.sync_api import expect

from capacity.people.accounts.models import Person
from tests.support import markup
from tests.support.examining import Examiner

NOW = datetime(2026, 3, 2, 10, tzinfo=UTC)


def somebody(session: Any, email: str = "salma@example.org") -> Person:
    person = Person(email=email, name="Salma Alaoui", created_at=NOW)
    session.add(person)
    session.commit()
    return person


@pytest.mark.parametrize("turn", [1, 2])
def test_what_one_test_writes_the_next_does_not_find(db_session: Any, turn: int) -> None:
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Person)) == 0
    somebody(db_session)


def test_a_signed_in_person_is_recognised(client: Any, sign_in: Any, db_session: Any) -> None:
    person = somebody(db_session)
    assert client.get("/healthz").get_json() == {"status": "ok"}
    with sign_in(person).session_transaction() as cookie:
        assert cookie["_user_id"]


def test_queries_rows_and_repetitions_are_counted(db_session: Any, count_queries: Any) -> None:
    for number in range(4):
        somebody(db_session, f"{number}@example.org")
    with count_queries() as cost:
        for _ in range(3):
            db_session.scalars(sa.select(Person)).all()
    assert (cost.queries, cost.rows) == (3, 12)
    assert list(cost.repeated.values()) == [3]


def test_the_clock_obeys_the_test(clock: Any) -> None:
    clock.stop_at(NOW)
    assert clock.advance(days=1).day == 3


@pytest.mark.one_database
def test_a_malformed_page_is_seen() -> None:
    head = '<!doctype html><html lang="fr"><head><title>x</title></head>'
    page = head + '<body><main id="a">{}</main></body></html>'
    row = '<p id="{}"><a href="/">x</a></p>'
    assert markup.problems(page.format(row.format("b"))) == []
    with patch.object(markup, "read", side_effect=AssertionError("it holds nothing else")):
        assert markup.problems(page.format(row.format("b") + row.format("c"))) == []
        assert any("'a' stands 2 times" in problem for problem in markup.problems(page.format(row.format("a"))))
    for wrong in (
        page.format(row.format("b")).replace("</p>", "</p></p>"),
        page.format(row.format("b")).replace("</a>", ""),
        page.format('<p><a href="/"><a href="/">x</a></a></p>'),
        page.format('<p><a href="/" href="/">x</a></p>'),
        page.format("<p>&eacut;</p>"),
        page.format("<p>\x0b</p>"),
        page.format("<p><div>x</div></p>"),
        page.format(row.format("b")).replace("<!doctype html>", ""),
        page.format(row.format("b")).replace("<body>", "<body><body>").replace("</body>", "</body></body>"),
    ):
        assert markup.problems(wrong), wrong
        assert markup.problems(wrong), "nor is it taken for sound the second time"
    assert markup.problems(page.format("<p>x")) == [], "a paragraph ends with what it stands in"


@pytest.mark.browser
def test_a_browser_opens_a_page(page: Any) -> None:
    page.goto("/calls")
    expect(page.locator("main h1")).to_be_visible()


@pytest.mark.browser
def test_an_examination_finds_pale_letters_and_a_field_without_a_name_on_every_page(page: Any) -> None:
    examiner = Examiner()
    head = '<!doctype html><html lang="fr"><title>x</title><style>.pale { color: #bbb }</style>'
    letters = '<main><h1>Lisible</h1><p class="{}">Pâle</p>{}</main>'
    page.set_content(head + letters.format("", ""))
    assert list(examiner.faults(page)) == []
    for _again in range(2):
        page.set_content(head + letters.format("pale", '<input name="x">'))
        found = " ".join(examiner.faults(page))
        assert "color-contrast" in found
        assert "label" in found
    page.set_content(head + letters.format("pale", "").replace("<p", "<p hidden"))
    assert list(examiner.faults(page)) == []


@pytest.mark.browser
def test_an_examination_finds_pale_letters_of_a_script_whose_letters_join(window: Any) -> None:
    page = window(language="ar")
    page.goto("/calls")
    assert list(Examiner().faults(page)) == []
    page.locator("main h1").evaluate("(title) => { title.style.color = '#ccc'; }")
    assert "color-contrast at h1" in " ".join(Examiner().faults(page))
