"""Screening, readers and marks: acts and pages."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import ApplicationDocument, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.review import actions, queries
from capacity.admission.review.actions import Mark
from capacity.admission.review.actions.following import set_verdict_aside
from capacity.admission.review.models import Assignment
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.core import files, outbox
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.web import letters
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_review import CLOSED, NOW, OPENED, actor


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def first_of(made: factory.Region, person: Any) -> Assignment:
    return next(a for a in queries.assignments_of(made.panel_id) if a.reader_id == person.id)


def test_screening_waits_for_the_closing_of_the_call() -> None:
    made = factory.appointed()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made.applications[0], verdict=Verdict.ELIGIBLE, actor=made.desk, now=OPENED)


def test_a_verdict_can_change_until_the_announcement_and_the_application_shows_nothing_before() -> None:
    made = factory.appointed(1)
    application = made.applications[0]
    with unit_of_work():
        actions.screen(application, verdict=Verdict.INELIGIBLE, reasons=["mandate_expired"], actor=made.desk, now=NOW)
        actions.screen(application, verdict=Verdict.ELIGIBLE, actor=made.desk, now=NOW)
    assert application.state is ApplicationState.SUBMITTED
    with unit_of_work():
        actions.announce_screening(made.panel, actor=made.desk, now=NOW)
    assert application.state is ApplicationState.ELIGIBLE
    assert application.eligibility_shown_at == NOW
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(application, verdict=Verdict.INELIGIBLE, reasons=["mandate_expired"], actor=made.desk, now=NOW)


def test_ineligible_needs_a_reason_and_the_announcement_needs_every_verdict() -> None:
    made = factory.appointed(2)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made.applications[0], verdict=Verdict.INELIGIBLE, actor=made.desk, now=NOW)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.announce_screening(made.panel, actor=made.desk, now=NOW)


def test_that_one_is_ineligible_is_announced_when_a_second_person_agrees(sign_in: Any) -> None:
    made = factory.appointed(2)
    out, kept = made.applications
    with unit_of_work():
        found = actions.screen(out, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=made.desk, now=NOW)
        actions.screen(kept, verdict=Verdict.ELIGIBLE, actor=made.desk, now=NOW)
    with pytest.raises(RuleBroken, match=str(out.number)), unit_of_work():
        actions.announce_screening(made.panel, actor=made.desk, now=NOW)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.confirm_ineligible(found, actor=made.desk, now=NOW)
    page, confirm = f"/review/applications/{out.id}/screening", f"/review/applications/{out.id}/screening/confirm"
    second = sign_in(people.coordinator(made.panel.region_code))
    assert second.submit_form(page, form=confirm).status_code == 302
    assert second.submit_form(page, {"verdict": "ineligible"}).status_code == 302
    assert queries.screening(out.id).confirmed_at is None
    first = sign_in(db.session.get_one(Person, made.desk.id))
    assert first.submit_form(page, form=confirm).status_code == 302
    assert queries.screening(out.id).confirmed_by_id == made.desk.id
    with unit_of_work():
        assert actions.announce_screening(made.panel, actor=made.desk, now=NOW) == 2


@pytest.mark.parametrize(("verdict", "reasons"), [(Verdict.INELIGIBLE, ["mandate_expired"]), (Verdict.ELIGIBLE, [])])
def test_a_second_person_confirms_only_the_verdict_that_was_read(
    sign_in: Any, verdict: Verdict, reasons: list[str]
) -> None:
    made = factory.appointed(1)
    out = made.applications[0]
    with unit_of_work():
        actions.screen(out, verdict=Verdict.INELIGIBLE, reasons=["no_valid_receipt"], actor=made.desk, now=NOW)
    read = queries.screening(out.id).version
    with unit_of_work():
        actions.screen(out, verdict=verdict, reasons=reasons, actor=made.desk, now=NOW)
    second = sign_in(people.coordinator(made.panel.region_code))
    page = f"/review/applications/{out.id}/screening"
    for version in (read, ""):
        if version == "" and verdict is Verdict.INELIGIBLE:
            continue
        data = {"csrf_token": second.csrf_token(page), "version_read": version}
        assert second.post(f"{page}/confirm", data=data).status_code == 302
        said = second.page(page)
        assert "La décision a changé entre-temps." in said
        assert "Confirmé par une seconde personne." not in said
        assert queries.screening(out.id).confirmed_at is None


def test_every_association_is_told_its_own_result_once_with_its_reasons(app: Any) -> None:
    made = factory.screened(3, ineligible=[1])
    written = db.session.scalars(sa.select(Letter).where(Letter.template == "admission/review/screening")).all()
    assert len(written) == 3
    with app.test_request_context():
        texts = {letter.association_id: letters.render(letter).text for letter in written}
    reason = queries.reasons()["no_valid_receipt"]
    assert any(words in texts[made.associations[1].id] for words in reason.values())
    assert not any(words in texts[made.associations[0].id] for words in reason.values())
    assert queries.reasons_of(made.applications[1]) == [reason]


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


def test_a_coordinator_screens_from_page_to_page_and_announces(sign_in: Any) -> None:
    made = factory.appointed(2)
    desk = sign_in(made.coordinator)
    first, second = made.applications
    moved = desk.submit_form(f"/review/applications/{first.id}/screening", {"verdict": "eligible"})
    assert moved.headers["Location"].endswith(f"/review/applications/{second.id}/screening")
    refused = desk.submit_form(f"/review/applications/{second.id}/screening", {"verdict": "ineligible"})
    assert refused.status_code == 422
    desk.submit_form(
        f"/review/applications/{second.id}/screening", {"verdict": "ineligible", "reasons": ["incomplete_file"]}
    )
    desk.page(f"/review/panels/{made.panel_id}/screening?verdict=ineligible&q=amal")
    second_person = sign_in(people.coordinator())
    second_person.submit_form(f"/review/applications/{second.id}/screening", form="screening/confirm")
    desk.submit_form(f"/review/panels/{made.panel_id}/screening/announce", form="announce")
    assert (first.state, second.state) == (ApplicationState.ELIGIBLE, ApplicationState.INELIGIBLE)


def test_a_panel_is_appointed_changed_and_shared_out_on_its_pages(sign_in: Any) -> None:
    made = factory.region(2)
    desk = sign_in(made.coordinator)
    url = f"/review/calls/{made.call.id}/{factory.REGION}"
    ids = [str(person.id) for person in made.committee]
    assert desk.submit_form(url, {"members": ids[:1], "chair": ids[0]}).status_code == 422
    desk.submit_form(url, {"members": ids, "chair": ids[0], "readers_per_application": "2"})
    panel = queries.panel_of(made.call.id, factory.REGION)
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


def test_a_closed_call_is_closed_with_its_grace() -> None:
    made = factory.appointed(1)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made.applications[0], verdict=Verdict.ELIGIBLE, actor=made.desk, now=CLOSED)


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


def test_the_desk_opens_no_document_of_a_draft(sign_in: Any) -> None:
    made = factory.appointed(1)
    application = made.applications[0]
    with unit_of_work() as session:
        stored = files.store().put(
            session, b"%PDF-1.7", filename="a.pdf", media_type="application/pdf", uploader_id=None, now=NOW
        )
        asked = RequiredDocument(call_id=made.call.id, key="statutes", position=0, label=Localized(fr="Statuts"))
        session.add(asked)
        session.flush()
        paper = ApplicationDocument(
            application_id=application.id, document_id=asked.id, file_id=stored.id, uploaded_at=NOW
        )
        session.add(paper)
    address = f"/review/applications/{application.id}/files/{paper.id}"
    desk = sign_in(made.coordinator)
    assert desk.get(address).status_code == 200
    with unit_of_work():
        db.session.execute(sa.delete(Snapshot).where(Snapshot.application_id == application.id))
        application.state = ApplicationState.DRAFT
    assert desk.get(address).status_code == 404


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
            readers_per_application=2, scores_due_at=due + timedelta(days=10), actor=made.desk, now=due,
        )  # fmt: skip
    outbox.run_due(due + timedelta(days=2), leaving={outbox.DELIVER})
    assert _letters("marks_late") == []  # the day has moved
    outbox.run_due(due + timedelta(days=12), leaving={outbox.DELIVER})
    told = _letters("marks_late")
    assert {chair.id, made.desk.id} <= {letter.person_id for letter in told}
    with app.test_request_context():
        assert late.called(told[0].language) in letters.render(told[0]).text
        assert letters.render(_letters("marks_due")[0]).subject


def test_a_request_told_of_late_does_not_undo_an_announced_verdict() -> None:
    made = factory.screened(1)
    number, late = made.applications[0].id, (NOW + timedelta(days=1)).isoformat()
    set_verdict_aside({"application": number, "asked_at": late})
    found = queries.screening(number)
    assert found is not None
    assert found.verdict is Verdict.ELIGIBLE
