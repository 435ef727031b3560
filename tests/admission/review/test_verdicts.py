"""The verdict on an application: until when it is given, by how many, and what its association is told."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications.models import ApplicationDocument, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.review import actions, queries
from capacity.admission.review.actions.following import set_verdict_aside
from capacity.admission.review.states import Verdict
from capacity.core import files
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import Localized
from capacity.core.outbox import Letter
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.web import letters
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import CLOSED, NOW, OPENED


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def test_screening_waits_for_the_closing_of_the_call() -> None:
    made = factory.appointed()
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made.applications[0], verdict=Verdict.ELIGIBLE, actor=made.desk, now=OPENED)


def test_a_closed_call_is_closed_with_its_grace() -> None:
    made = factory.appointed(1)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.screen(made.applications[0], verdict=Verdict.ELIGIBLE, actor=made.desk, now=CLOSED)


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


def test_a_request_told_of_late_does_not_undo_an_announced_verdict() -> None:
    made = factory.screened(1)
    number, late = made.applications[0].id, (NOW + timedelta(days=1)).isoformat()
    set_verdict_aside({"application": number, "asked_at": late})
    found = queries.screening(number)
    assert found is not None
    assert found.verdict is Verdict.ELIGIBLE
