"""The panel of a region: appointed, given readings, reminded; its pages and what they cost."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.review import actions, queries
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.core import outbox
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.web import letters
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW, REGION, Region, actor, region


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def first_of(made: Region, person: Any) -> Assignment:
    return next(a for a in queries.assignments_of(made.panel_id) if a.reader_id == person.id)


def test_readings_are_shared_evenly_and_a_stepped_back_reader_is_replaced() -> None:
    made = factory.scoring(4, committee=4)
    loads = [len([a for a in queries.assignments_of(made.panel_id) if a.reader_id == p.id]) for p in made.committee]
    assert max(loads) - min(loads) <= 1
    mine = first_of(made, made.committee[1])
    number = mine.application_id
    with unit_of_work():
        actions.recuse(mine, reason="Ma sœur y travaille", actor=actor(made.committee[1]), now=NOW)
        assert actions.share_out(made.panel, actor=made.desk, now=NOW) == 1
    readers = [a.reader_id for a in queries.assignments_of(made.panel_id) if a.application_id == number]
    assert len(readers) == len(set(readers)) == 3


def test_a_panel_is_appointed_changed_and_shared_out_on_its_pages(sign_in: Any) -> None:
    made = region(2)
    desk = sign_in(made.coordinator)
    url = f"/review/calls/{made.call.id}/{REGION}"
    ids = [str(person.id) for person in made.committee]
    assert desk.submit_form(url, {"members": ids[:1], "chair": ids[0]}).status_code == 422
    desk.submit_form(url, {"members": ids, "chair": ids[0], "readers_per_application": "2"})
    panel = queries.panel_of(made.call.id, REGION)
    assert panel is not None
    made.panel_id = panel.id
    desk.submit_form(f"/review/panels/{panel.id}/edit", {"chair": ids[1]})
    assert made.panel.chair is not None
    assert str(made.panel.chair.id) == ids[1]
    with unit_of_work():
        for application in made.applications:
            actions.screen(application, verdict=Verdict.ELIGIBLE, actor=made.desk, now=NOW)
        actions.announce_screening(made.panel, actor=made.desk, now=NOW)
    desk.submit_form(f"/review/panels/{panel.id}/readers/share", form="share")
    assert len(queries.assignments_of(panel.id)) == 4
    number = made.applications[0].id
    busy = {reading.reader_id for reading in queries.file_of(made.applications[0]).readings}
    free = next(person.id for person in made.committee if person.id not in busy)
    desk.submit_form(f"/review/applications/{number}/readers", {"reader": str(free)})
    assert queries.file_of(made.applications[0]).active == 3
    one = queries.assignments_of(panel.id)[0]
    desk.submit_form(f"/review/readings/{one.id}/release", {"reason": "Absence"})
    assert one.state is AssignmentState.RELEASED
    desk.page("/review/")


@pytest.mark.parametrize(
    "path",
    [
        "panels/{panel}",
        "panels/{panel}/screening",
        "panels/{panel}/readers",
        "panels/{panel}/edit",
        "panels/{panel}/screening/announce",
        "applications/{application}",
        "applications/{application}/screening",
    ],
)
def test_the_desk_is_for_the_coordinators_of_the_region(sign_in: Any, client: Any, path: str) -> None:
    made = factory.scoring(2)
    url = "/review/" + path.format(panel=made.panel_id, application=made.applications[0].id)
    assert sign_in(made.coordinator).get(url).status_code == 200
    for person in (people.coordinator("MA-02"), made.members[0], made.committee[2], people.person()):
        assert sign_in(person).get(url).status_code == 404
    assert client.get(url).status_code == 302


@pytest.mark.parametrize("size", [3, 30])
def test_lists_cost_eight_statements_and_records_fifteen(
    sign_in: Any, count_queries: Callable[[], Any], size: int
) -> None:
    made = factory.scoring(size)
    desk, reader = sign_in(made.coordinator), sign_in(made.chair)
    mine = first_of(made, made.chair)
    with unit_of_work():
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    number = made.applications[0].id
    for who, url, most in (
        (desk, "/review/", 8),
        (desk, f"/review/panels/{made.panel_id}/screening", 9),
        (reader, "/review/readings", 8),
        (desk, f"/review/panels/{made.panel_id}", 12),
        (desk, f"/review/panels/{made.panel_id}/readers", 15),
        (desk, f"/review/applications/{number}", 15),
        (desk, f"/review/applications/{number}/screening", 15),
        (reader, f"/review/readings/{mine.id}", 15),
    ):
        with count_queries() as cost:
            who.page(url)
        assert cost.queries <= most, (url, cost.queries, cost.statements)
        assert not cost.repeated, url


def _letters(template: str) -> list[Letter]:
    statement = sa.select(Letter).where(Letter.template == f"admission/review/{template}").order_by(Letter.id)
    return list(db.session.scalars(statement))


def test_readers_are_reminded_and_the_chair_learns_who_is_late_once_for_each_due_day(app: Any) -> None:
    made = factory.scoring(2)
    due = made.panel.scores_due_at
    assert due is not None
    chair, late = made.panel.chair, made.panel.members[0].person
    outbox.run_due(due - timedelta(days=3), leaving={outbox.DELIVER})
    assert _letters("marks_due") == []
    outbox.run_due(due - timedelta(days=1), leaving={outbox.DELIVER})
    assert {letter.person_id for letter in _letters("marks_due")} == {
        reading.reader_id for reading in queries.assignments_of(made.panel_id)
    }
    with unit_of_work():
        panel = db.session.merge(made.panel)
        actions.change_panel(
            panel, member_ids=[one.person_id for one in panel.members], chair_id=chair.id,
            deputy_id=None, readers_per_application=2, scores_due_at=due + timedelta(days=10), actor=made.desk, now=due,
        )  # fmt: skip
    outbox.run_due(due + timedelta(days=2), leaving={outbox.DELIVER})
    assert _letters("marks_late") == []  # the day has moved
    outbox.run_due(due + timedelta(days=12), leaving={outbox.DELIVER})
    told = _letters("marks_late")
    assert {chair.id, made.desk.id} <= {letter.person_id for letter in told}
    with app.test_request_context():
        assert late.called(told[0].language) in letters.render(told[0]).text
        assert letters.render(_letters("marks_due")[0]).subject
