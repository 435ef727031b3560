"""Readers: what they see, their marks, and what they disagree on."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Mark
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, Region, actor


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def first_of(made: Region, person: Any) -> Assignment:
    return next(a for a in queries.assignments_of(made.panel_id) if a.reader_id == person.id)


def test_nothing_is_submitted_while_a_mark_is_missing() -> None:
    made = factory.scoring()
    mine, reader = first_of(made, made.chair), actor(made.chair)
    criteria = queries.criteria_of(made.call.id)
    with unit_of_work():
        actions.declare(mine, actor=reader, now=NOW)
        actions.save_marks(mine, {criteria[0].id: Mark(7, comment="Solide")}, actor=reader, now=NOW)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.submit_scores(mine, actor=reader, now=NOW)
    with unit_of_work():
        marks = {criterion.id: Mark(None, not_applicable=True) for criterion in criteria[1:]}
        actions.save_marks(mine, marks, actor=reader, now=NOW)
        actions.submit_scores(mine, actor=reader, now=NOW)
    assert mine.state is AssignmentState.SUBMITTED
    with pytest.raises(IllegalMove), unit_of_work():
        actions.save_marks(mine, marks, actor=reader, now=NOW)
    with unit_of_work():
        actions.reopen_scores(mine, reason="Erreur de saisie", actor=made.desk, now=NOW)
    assert mine.state is AssignmentState.DECLARED


def test_moves_that_do_not_start_here_are_refused() -> None:
    made = factory.scoring()
    factory.read(made)
    mine, reader = first_of(made, made.chair), actor(made.chair)
    for act in (
        lambda: actions.declare(mine, actor=reader, now=NOW),
        lambda: actions.recuse(mine, reason="tard", actor=reader, now=NOW),
        lambda: actions.submit_scores(mine, actor=reader, now=NOW),
        lambda: actions.release(mine, reason="tard", actor=made.desk, now=NOW),
    ):
        with pytest.raises(IllegalMove), unit_of_work():
            act()


def test_a_settlement_counts_until_the_marks_change() -> None:
    made = factory.scoring(1, seats=1)
    first, second = queries.assignments_of(made.panel_id)
    with unit_of_work():
        factory.score(first, [8, 8, 8])
        factory.score(second, [3, 8, 8])
    file = queries.file_of(made.applications[0])
    criterion = file.disagreements[0].criterion
    with unit_of_work():
        actions.arbitrate(
            made.panel, made.applications[0], criterion.id, reason="Vu en séance", actor=made.desk, now=NOW
        )
    assert not queries.file_of(made.applications[0]).disagreements[0].is_open
    with unit_of_work():
        actions.reopen_scores(second, reason="à revoir", actor=made.desk, now=NOW)
        factory.score(second, [2, 8, 8])
    assert queries.file_of(made.applications[0]).disagreements[0].is_open


def test_the_content_is_hidden_until_the_reader_has_declared(sign_in: Any) -> None:
    made = factory.scoring()
    mine = first_of(made, made.committee[1])
    reader = sign_in(made.committee[1])
    assert reader.get(f"/review/readings/{mine.id}").headers["Location"].endswith("/declare")
    token = {"csrf_token": reader.csrf_token("/review/readings")}
    assert reader.post(f"/review/readings/{mine.id}/draft", data=token).status_code == 404
    reader.submit_form(f"/review/readings/{mine.id}/declare", {"interest": "none"})
    page = reader.page(f"/review/readings/{mine.id}")
    assert mine.application.association.name_fr in page


def test_who_stepped_back_sees_no_trace_of_the_file(sign_in: Any) -> None:
    made = factory.scoring(3)
    mine = first_of(made, made.chair)
    reader = sign_in(made.chair)
    refused = reader.submit_form(f"/review/readings/{mine.id}/declare", {"interest": "conflict", "reason": ""})
    assert refused.status_code == 422
    reader.submit_form(f"/review/readings/{mine.id}/declare", {"interest": "conflict", "reason": "Ma sœur y travaille"})
    assert mine.state is AssignmentState.RECUSED
    name = mine.application.association.name_fr
    for url in (f"/review/readings/{mine.id}", f"/review/readings/{mine.id}/declare"):
        assert reader.get(url).status_code == 404
    assert reader.get(f"/review/applications/{mine.application_id}").status_code == 404
    for url in ("/review/readings", f"/review/panels/{made.panel_id}", f"/selection/{made.round_id}"):
        assert f"{name}<" not in reader.page(url)


def test_no_reader_sees_anothers_reading(sign_in: Any) -> None:
    made = factory.scoring()
    mine = first_of(made, made.committee[1])
    other = sign_in(made.committee[2])
    assert other.get(f"/review/readings/{mine.id}").status_code == 404
    assert other.get(f"/review/applications/{mine.application_id}").status_code == 404


def test_marks_are_saved_as_one_goes_and_submitted_when_complete(sign_in: Any) -> None:
    made = factory.scoring()
    mine = first_of(made, made.committee[1])
    reader = sign_in(made.committee[1])
    reader.submit_form(f"/review/readings/{mine.id}/declare", {"interest": "none"})
    url = f"/review/readings/{mine.id}"
    criteria = queries.criteria_of(made.call.id)
    token = reader.csrf_token(url)
    draft = {"csrf_token": token, f"mark_{criteria[0].id}": "9", f"comment_{criteria[0].id}": "Clair"}
    answer = reader.post(f"{url}/draft", data=draft, headers={"Accept": "application/json"}).get_json()
    assert (answer["saved"], answer["missing"]) == (True, 2)
    incomplete = reader.submit_form(url, button="act=submit")
    assert incomplete.status_code == 422
    assert "Clair" in incomplete.get_data(as_text=True)
    marks = {f"mark_{criterion.id}": "8" for criterion in criteria[1:]}
    reader.submit_form(url, marks, button="act=submit")
    assert mine.state is AssignmentState.SUBMITTED
    again = reader.post(url, data={"csrf_token": token, "act": "save"})
    assert again.status_code == 409


def test_an_arbitration_is_written_on_its_page(sign_in: Any) -> None:
    made = factory.scoring(1, seats=1)
    first, second = queries.assignments_of(made.panel_id)
    with unit_of_work():
        factory.score(first, [8, 8, 8])
        factory.score(second, [3, 8, 8])
    number, criterion = made.applications[0].id, queries.file_of(made.applications[0]).disagreements[0].criterion.id
    desk = sign_in(made.coordinator)
    assert f"/criteria/{criterion}" in desk.page(f"/review/panels/{made.panel_id}")
    desk.submit_form(f"/review/applications/{number}/criteria/{criterion}", {"reason": "Vu en séance"})
    assert "Vu en séance" in desk.page(f"/review/applications/{number}")
    desk.submit_form(f"/review/readings/{second.id}/reopen", {"reason": "Erreur de saisie"})
    assert second.state is AssignmentState.DECLARED


def test_a_chair_who_reads_too_sees_no_marks_of_others_before_their_own_are_submitted(sign_in: Any) -> None:
    made = factory.scoring(2, committee=3)
    mine = first_of(made, made.chair)
    other = next(
        a
        for a in queries.assignments_of(made.panel_id)
        if a.application_id == mine.application_id and a.reader_id != made.chair.id
    )
    with unit_of_work():
        factory.score(other, [9] * len(queries.criteria_of(made.call.id)))
    chair, desk = sign_in(made.chair), sign_in(made.coordinator)
    sheet = f"/review/applications/{mine.application_id}"
    number = mine.application.number
    assert chair.get(sheet).status_code == 404
    assert desk.get(sheet).status_code == 200
    assert number not in chair.page(f"/review/panels/{made.panel_id}")
    assert number in desk.page(f"/review/panels/{made.panel_id}")
