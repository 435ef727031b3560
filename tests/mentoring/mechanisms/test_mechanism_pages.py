"""The library for everybody, facts and calendar for coordination."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mechanisms import actions, queries
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mechanisms.states import Checked, Topic
from capacity.people.associations.queries import actor_of
from tests.factories import mentoring, people
from tests.factories.mentoring import NOW

pytestmark = pytest.mark.one_database


def test_the_nine_treaty_bodies_and_the_review_are_loaded_once(db_session: Any) -> None:
    for _ in range(2):
        mentoring.mechanism()
    assert db_session.scalar(sa.select(sa.func.count()).select_from(Mechanism)) == 10


def test_a_fact_without_a_source_is_shown_as_not_verified(client: Any) -> None:
    mentoring.mechanism()
    page = client.page("/library/CEDAW?lang=en")
    assert "Not verified yet" in page
    assert "3 weeks before the session" in page
    assert "Seen in a public source" in page


@pytest.mark.parametrize("language", ["ar", "fr", "en"])
def test_a_visitor_reads_every_mechanism(client: Any, language: str) -> None:
    mentoring.mechanism()
    library = client.page(f"/library?lang={language}")
    for one in queries.all_mechanisms():
        assert f"/library/{one.code}" in library
        client.page(f"/library/{one.code}?lang={language}")


def test_a_fact_entered_with_its_source_counts_as_verified(db_session: Any, sign_in: Any) -> None:
    mentoring.mechanism()
    desk = sign_in(people.coordinator())
    answer = desk.submit_form(
        "/mechanisms/CEDAW/facts/words",
        {"words": "3300", "words_coalition": "6600", "source": "CEDAW/C/1", "sourced_on": "2026-01-05"},
        form=None,
    )
    assert answer.status_code == 302
    found = queries.mechanism("CEDAW")
    assert found is not None
    db_session.refresh(found)
    assert found.fact(Topic.WORDS).checked is Checked.ENTERED
    assert "CEDAW/C/1" in desk.page("/library/CEDAW")


def test_every_fact_has_its_form_and_refuses_an_empty_source(sign_in: Any, app: Any) -> None:
    mentoring.mechanism()
    desk = sign_in(people.coordinator())
    for topic in Topic:
        assert desk.submit_form(f"/mechanisms/UPR/facts/{topic.value}", {"source": ""}).status_code == 422


def test_loading_again_never_overwrites_what_was_entered(db_session: Any) -> None:
    mentoring.mechanism()
    coordinator = actor_of(people.coordinator())
    with unit_of_work():
        found = queries.mechanism("CAT")
        assert found is not None
        actions.correct_fact(
            found,
            Topic.WORDS,
            values={"words": 5000, "words_coalition": None},
            source="CAT/C/3",
            sourced_on=date(2026, 1, 1),
            actor=coordinator,
            now=NOW,
        )
    mentoring.mechanism()
    again = queries.mechanism("CAT")
    assert again is not None
    assert again.words == 5000


def test_a_source_read_in_the_future_is_refused(db_session: Any) -> None:
    mentoring.mechanism()
    coordinator = actor_of(people.coordinator())
    with pytest.raises(RuleBroken), unit_of_work():
        found = queries.mechanism("CAT")
        assert found is not None
        actions.correct_fact(
            found,
            Topic.WORDS,
            values={"words": 1, "words_coalition": None},
            source="x",
            sourced_on=date(2030, 1, 1),
            actor=coordinator,
            now=NOW,
        )


def test_a_date_is_added_corrected_and_taken_back(db_session: Any, sign_in: Any, client: Any) -> None:
    mentoring.mechanism()
    desk = sign_in(people.coordinator())
    asked = {"kind": "session", "on": "2031-06-20", "source": "CEDAW/C/90", "note-fr": "Session de juin"}
    assert desk.submit_form("/mechanisms/CEDAW/events/new", asked).status_code == 302
    made = db_session.scalars(sa.select(CalendarEvent)).one()
    page = client.page("/library/CEDAW?lang=fr")
    assert "Session de juin" in page
    assert "30 mai 2031" in page
    assert desk.submit_form(f"/mechanisms/events/{made.id}", {"on": "2031-06-27"}).status_code == 302
    assert "6 juin 2031" in client.page("/library/CEDAW?lang=fr")
    desk.submit_form("/library/CEDAW", form=f"/mechanisms/events/{made.id}/remove")
    assert db.session.scalar(sa.select(sa.func.count()).select_from(CalendarEvent)) == 0


def test_only_coordination_edits(client: Any, sign_in: Any) -> None:
    mentoring.mechanism()
    assert client.get("/mechanisms").status_code == 302
    member = people.person()
    people.association(member)
    assert sign_in(member).get("/mechanisms").status_code == 403
    assert sign_in(member).get("/mechanisms/CEDAW/facts/words").status_code in {403, 404}
    assert sign_in(people.coordinator()).get("/mechanisms").status_code == 200
    assert client.get("/library/NONE").status_code == 404


def test_the_library_costs_few_statements(client: Any, count_queries: Any) -> None:
    mentoring.mechanism()
    client.page("/library")
    with count_queries() as cost:
        client.page("/library")
    assert cost.queries <= 6
    assert not cost.repeated
