"""Scoring: what marks mean, comments that are owed, one reader more when two lie apart, what nobody sees too early."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from capacity.admission.calls.models import Call
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Mark
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState, needs_one_more
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from tests.admission.rounds.test_at_once import at_once
from tests.factories import admission_review as factory
from tests.factories import documents
from tests.factories.admission_region import NOW, Region, actor

A = AssignmentState
WORDS = Localized(fr="\n".join(f"Sens de la note {mark}" for mark in range(6)))


def told(made: Region, **rules: Any) -> None:
    with unit_of_work():
        db.session.get_one(Call, made.call.id).reading = ReadingRules(readers=2, **rules).stored()


def readings(made: Region) -> list[Assignment]:
    return queries.assignments_of(made.panel_id)


@pytest.mark.one_database
@given(st.lists(st.integers(0, 10_000), max_size=4), st.integers(0, 5), st.integers(2, 4), st.integers(0, 100))
def test_one_more_reads_only_when_all_have_and_lie_apart(
    points: list[int], active: int, needed: int, most: int
) -> None:
    asked = needs_one_more(points, active=active, needed=needed, most=most)
    if asked:
        assert most
        assert len(points) == active == needed
        assert max(points) - min(points) > 100 * most
    assert not needs_one_more(points, active=active + 1, needed=needed, most=most) or active + 1 == needed


@pytest.mark.usefixtures("app")
def test_when_two_lie_far_apart_a_third_is_asked_once_and_scoring_waits_for_them() -> None:
    made = factory.scoring(2, committee=4)
    told(made, spread=20)
    near, far = made.applications
    for one in readings(made):
        first = one.reader_id == min(r.reader_id for r in readings(made) if r.application_id == one.application_id)
        with unit_of_work():
            high = 6 if one.application_id == near.id else 9
            factory.score(one, [high if first else 5] * 3)
    third = [one for one in readings(made) if one.state is A.ASSIGNED]
    assert [one.application_id for one in third] == [far.id]
    others = {one.reader_id for one in readings(made) if one.application_id == far.id and one is not third[0]}
    assert third[0].reader_id not in others
    letters = db.session.scalars(sa.select(Letter).where(Letter.person_id == third[0].reader_id))
    assert any(letter.key.endswith(f":{far.id}") for letter in letters)
    assert queries.record_of(made.panel).without_one_more == []
    with unit_of_work():
        factory.score(third[0], [7, 7, 7])
    assert len(readings(made)) == 5
    with unit_of_work():
        actions.reopen_scores(third[0], reason="Erreur de saisie", actor=made.desk, now=NOW)
    with unit_of_work():
        factory.score(third[0], [8, 7, 7])
    assert len(readings(made)) == 5


def test_two_who_submit_at_the_same_moment_ask_for_one_third_reader(app: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=4)
    told(made, spread=20)
    criteria = queries.criteria_of(made.call.id)
    acts = []
    for one, halves in zip(readings(made), (10, 3), strict=True):
        with unit_of_work():
            reader = actor(one.reader)
            actions.declare(one, actor=reader, now=NOW)
            actions.save_marks(one, {c.id: Mark(halves) for c in criteria}, actor=reader, now=NOW)
        acts.append(submitting(one.id, reader))
    panel_id = made.panel_id
    assert at_once(app, acts) == 2
    found = queries.assignments_of(panel_id)
    assert sorted(one.state for one in found) == [A.ASSIGNED, A.SUBMITTED, A.SUBMITTED]


def submitting(number: int, reader: Any) -> Callable[[], Any]:
    def act() -> None:
        found = queries.assignment(number)
        assert found is not None
        actions.submit_scores(found, actor=reader, now=NOW)

    return act


def test_where_nobody_is_left_to_read_the_panel_says_so_and_scoring_stays_open(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=2)
    told(made, spread=20)
    for one, halves in zip(readings(made), (10, 3), strict=True):
        with unit_of_work():
            factory.score(one, [halves] * 3)
    assert len(readings(made)) == 2
    assert "one more has to read" in sign_in(made.coordinator).page(f"/review/panels/{made.panel_id}?lang=en")
    with pytest.raises(RuleBroken, match=made.applications[0].number), unit_of_work():
        actions.close_scoring(made.panel, actor=made.desk, now=NOW)


def test_marks_stand_beside_what_they_mean_and_a_comment_that_is_owed_is_asked_for(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=2)
    criteria = queries.criteria_of(made.call.id)
    with unit_of_work():
        criteria[0].anchors, criteria[0].comment_required = WORDS, True
    mine = next(one for one in readings(made) if one.reader_id == made.chair.id)
    with unit_of_work():
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    client, path = sign_in(made.chair), f"/review/readings/{mine.id}"
    page = client.page(f"{path}?lang=fr")
    assert "Sens de la note 4" in page
    assert "Commentaire (exigé)" in page
    marks = {f"mark_{one.id}": "8" for one in criteria}
    refused = client.submit_form(path, marks, form="scores", button="act=submit")
    assert refused.status_code == 422
    assert mine.state is A.DECLARED
    assert {score.halves for score in mine.scores} <= {8}
    with unit_of_work():
        actions.save_marks(mine, {one.id: Mark(8) for one in criteria}, actor=actor(made.chair), now=NOW)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.submit_scores(mine, actor=actor(made.chair), now=NOW)
    said = {**marks, f"comment_{criteria[0].id}": "Trois rapports cités"}
    assert client.submit_form(path, said, form="scores", button="act=submit").status_code == 302
    db.session.expire_all()
    assert mine.state is A.SUBMITTED


def test_nobody_sees_anothers_marks_before_submitting(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=2)
    theirs, mine = sorted(readings(made), key=lambda one: one.reader_id == made.chair.id)
    with unit_of_work():
        factory.score(theirs, [7, 9, 1])
        for score in theirs.scores:
            score.comment = "Secret des autres"
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    client, number = sign_in(made.chair), made.applications[0].id
    seen = [
        "/", "/review/readings", f"/review/readings/{mine.id}", f"/review/panels/{made.panel_id}", "/selection",
        f"/review/panels/{made.panel_id}/interests", f"/selection/{made.round_id}",
    ]  # fmt: skip
    points = "60,00"
    for path in seen:
        page = client.get(path, follow_redirects=True).text
        assert "Secret des autres" not in page, path
        assert points not in page, path
    assert client.get(f"/review/applications/{number}").status_code == 404
    draft = client.post(f"/review/readings/{mine.id}/draft", data={"csrf_token": client.own_token()})
    assert "Secret" not in draft.text
    with unit_of_work():
        factory.score(mine, [7, 9, 1])
    assert "Secret des autres" in client.page(f"/review/applications/{number}")


def test_a_reader_looks_at_documents_without_a_program_of_their_own(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=2)
    joined = documents.joined(made.applications[0], documents.pdf(), "statuts.pdf")
    mine = next(one for one in readings(made) if one.reader_id == made.chair.id)
    client, path = sign_in(made.chair), f"/review/readings/{mine.id}/files/{joined}/preview"
    assert client.get(path).status_code == 404
    with unit_of_work():
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    assert path in client.page(f"/review/readings/{mine.id}")
    page = client.page(path)
    assert f"/review/readings/{mine.id}/files/{joined}" in page
    assert client.get(f"{path}?page=1").mimetype == "image/jpeg"
    assert client.get(f"/review/readings/{mine.id}/files/{joined + 1}/preview").status_code == 404
