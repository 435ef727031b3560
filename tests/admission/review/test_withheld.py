"""What a call withholds from its readers: they see neither the answer nor its files, wherever they look."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications.models import (
    Answer,
    Application,
    ApplicationDocument,
    Clarification,
    ClarificationItem,
)
from capacity.admission.applications.states.clarifying import ClarificationState
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import QuestionKind
from capacity.admission.review import actions, queries
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission_review as factory
from tests.factories import complaints, documents
from tests.factories.admission_region import NOW, actor

SECRETS = ("Banque", "0078 1000", "Pourquoi ce compte", "RIB.pdf")


def asking_for_an_account(application: Application) -> tuple[int, int]:
    """The application answers what is withheld, sent its file, and was asked about it; the files of an open document
    and of the withheld question."""
    files = [documents.joined(application, documents.pdf(), name) for name in ("Statuts.pdf", "RIB.pdf")]
    with unit_of_work():
        page = Subject(call_id=application.call_id, key="bank", title=Localized(fr="Banque"))
        told: dict[str, Any] = {"label": Localized(fr="Compte"), "withheld": True}
        page.questions = [
            Question(key="account", kind=QuestionKind.SHORT_TEXT, **told),
            Question(key="rib", kind=QuestionKind.FILE, **told),
        ]
        db.session.add(page)
        db.session.flush()
        account, rib = page.questions
        db.session.add(Answer(application_id=application.id, question_id=account.id, value="0078 1000", saved_at=NOW))
        joined = db.session.get_one(ApplicationDocument, files[1])
        db.session.get_one(RequiredDocument, joined.document_id).question = rib
        db.session.add(
            Clarification(
                application_id=application.id,
                request_id="one",
                state=ClarificationState.ANSWERED,
                asked_at=NOW,
                due_at=NOW,
                answered_at=NOW,
                items=[ClarificationItem(question_id=account.id, why="Pourquoi ce compte ?", before="", after="Oui")],
            )
        )
    return files[0], files[1]


def test_a_reader_is_shown_nothing_of_it(sign_in: Any, clock: Any) -> None:
    clock.stop_at(NOW)
    made = factory.scoring()
    mine = next(one for one in queries.assignments_of(made.panel_id) if one.reader_id == made.chair.id)
    application = mine.application
    open_file, withheld = asking_for_an_account(application)
    with unit_of_work():
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    reader, desk = sign_in(made.chair), sign_in(made.coordinator)
    shown = reader.page(f"/review/readings/{mine.id}")
    assert "Statuts.pdf" in shown
    assert [words for words in SECRETS if words in shown] == []
    for number, status in ((open_file, 200), (withheld, 404)):
        for address in (f"files/{number}", f"files/{number}/preview"):
            assert reader.get(f"/review/readings/{mine.id}/{address}").status_code == status
    record = desk.page(f"/desk/applications/{application.id}?tab=answers&lang=en")
    assert "0078 1000" in record
    assert "Not shown to readers" in record
    assert [one.filename for one in queries.redactions_of(application)] == ["Statuts.pdf"], "no copy of it is wanted"
    (line,) = db.session.execute(queries.copies_of(made.panel).where(Application.id == application.id))
    assert line[2] == 1


def test_who_examines_a_complaint_for_another_region_sees_as_much_as_a_reader(sign_in: Any, clock: Any) -> None:
    clock.stop_at(complaints.LATER)
    made = complaints.announced()
    application = complaints.of_kind(made, OutcomeKind.RESERVE)
    open_file, withheld = asking_for_an_account(application)
    found, handler, _second = complaints.given(made, application)
    for person, status in ((handler, 404), (made.coordinator, 200)):
        client, address = sign_in(person), f"/desk/complaints/{found.id}"
        record = client.page(f"{address}?tab=application")
        assert ("0078 1000" in record) == (status == 200)
        assert client.get(f"{address}/application/{open_file}").status_code == 200
        assert client.get(f"{address}/application/{withheld}").status_code == status
