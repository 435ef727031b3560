"""Files under a question: sent with its page, each within the question's own limit, asked again at the sending."""

from __future__ import annotations

import io
from typing import Any

import pikepdf
import pytest

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Application, ApplicationDocument
from capacity.admission.applications.states import Problem
from capacity.admission.calls.models import RequiredDocument
from capacity.admission.calls.states import Condition, QuestionKind, Wording
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.inspection import Accepted
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission

K = QuestionKind
FUNDED = Wording(K.YES_NO, admission.words("Funded"))
REPORT = Wording(K.FILE, admission.words("Report"), maximum=1)
NEEDS = Wording(
    K.SEVERAL_CHOICES,
    admission.words("Needs"),
    required=False,
    choices=[admission.words(one) for one in "abc"],
    maximum=2,
)


def pdf(padding: int = 0) -> bytes:
    made = io.BytesIO()
    with pikepdf.new() as document:
        document.add_blank_page()
        document.Root.Padding = document.make_stream(b"%" + b"x" * padding)
        document.save(made, compress_streams=False)
    return made.getvalue()


@pytest.fixture
def drafting(sign_in: Any, clock: Any, app: Any) -> tuple[Any, Application, dict[str, int]]:
    call, numbers = admission.call_asking(FUNDED, REPORT, NEEDS)
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    return sign_in(admission.member_of(made.association)), made, numbers


def page_of(application: Application) -> str:
    return f"/applications/{application.id}/form/money_en"


def paper_of(question_id: int) -> RequiredDocument:
    return db.session.query(RequiredDocument).filter_by(question_id=question_id).one()


def present() -> list[ApplicationDocument]:
    db.session.expire_all()
    return db.session.query(ApplicationDocument).filter_by(replaced_at=None).all()


def test_without_script_a_file_is_sent_and_taken_away_with_its_page(drafting: Any) -> None:
    client, made, numbers = drafting
    question = numbers["report_en"]
    name = f"d{paper_of(question).id}-files"
    typed = {f"q{numbers['funded_en']}": "yes", name: (io.BytesIO(pdf()), "rapport.pdf")}
    sent = client.submit_form(page_of(made), typed, button=f"file={question}")
    assert sent.location.endswith(f"/form/money_en#q{question}")
    page = client.page(page_of(made))
    assert "rapport.pdf" in page
    assert queries.draft(made).answers[numbers["funded_en"]].value is True, "what was chosen beside it was saved too"
    assert "rapport.pdf" not in client.page(f"/applications/{made.id}/documents"), "it stands in one place"
    (joined,) = present()
    assert "rapport.pdf" in client.page(f"/applications/{made.id}/documents/{paper_of(question).id}?part=1")
    shown = client.page(f"/applications/{made.id}/files/{joined.id}/preview")
    assert f"/form/money_en#q{question}" in shown, "from its picture one comes back to the question"
    gone = client.submit_form(page_of(made), button=f"remove={joined.id}")
    assert present() == []
    assert gone.location.endswith(f"/form/money_en#q{question}"), "the page does not turn"
    assert f'value="{joined.id}"' in client.page(f"/applications/{made.id}/documents/{paper_of(question).id}?part=1")
    client.submit_form(page_of(made), button=f"put_back={joined.id}")
    assert [one.file.filename for one in present()] == ["rapport.pdf"]
    assert "put_back" not in client.page(page_of(made)), "it stands again, and is not offered once more"


def test_a_file_over_the_questions_own_limit_is_refused_and_the_rest_is_kept(drafting: Any) -> None:
    client, made, numbers = drafting
    paper = paper_of(numbers["report_en"])
    assert "1 Mo par fichier" in client.page(page_of(made))
    assert "Cochez-en 2 au plus." in client.page(page_of(made))
    large = {f"q{numbers['funded_en']}": "no", f"d{paper.id}-files": (io.BytesIO(pdf(2**20)), "grand.pdf")}
    large[f"q{numbers['needs_en']}"] = ["a_en", "b_en", "c_en"]
    refused = client.submit_form(page_of(made), large)
    page = refused.get_data(as_text=True)
    assert refused.status_code == 422
    assert f'href="#q{numbers["report_en"]}"' in page, "the summary leads to the question"
    assert "1 choix de trop est coché\u00a0: 2 au plus." in page
    assert len(queries.draft(made).answers[numbers["needs_en"]].value) == 3, "what was ticked is kept until it is less"
    assert present() == []
    assert queries.draft(made).answers[numbers["funded_en"]].value is False


def test_what_is_over_a_limit_stops_the_sending_too(db_session: Any, clock: Any) -> None:
    call, numbers = admission.call_asking(FUNDED, REPORT)
    made = admission.complete(call)
    actor = admission.actor_of(made.association)
    large = Accepted(pdf(2**20), "grand.pdf", "application/pdf", 1)
    with unit_of_work():
        paper = paper_of(numbers["report_en"])
        actions.attach(made, paper, large, replace=True, actor=actor, now=admission.DURING)
    ((_page, question, problem),) = queries.draft(made).problems
    assert (question.key, problem) == ("report_en", Problem.TOO_LARGE)
    assert made.completeness < 100
    with pytest.raises(RuleBroken):
        admission.send(made)


def test_a_lasting_paper_over_the_limit_is_not_taken_over(db_session: Any) -> None:
    made = admission.complete()
    paper = next(one for one in queries.draft(made).papers if one.lasting)
    stored = queries.draft(made).files[paper.id][0].file
    with unit_of_work():
        paper.limit_mb, stored.size = 1, 2**20 + 1
    with pytest.raises(RuleBroken), unit_of_work():
        actions.reuse(made, paper, stored, actor=admission.actor_of(made.association), now=admission.DURING)


def test_an_answer_on_one_page_brings_up_another_page_at_once(sign_in: Any, clock: Any, app: Any) -> None:
    call, _numbers = admission.call_asking(
        Wording(K.SHORT_TEXT, admission.words("Donor"), condition=Condition("network_member", frozenset({"yes"})))
    )
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(made.association))
    deciding = next(one for one in call.questions if one.key == "network_member")
    contents = f"/applications/{made.id}/contents?part=1&here=reach"
    before = client.page(contents)
    asleep, page = '<li hidden><a href="{}"', f"/applications/{made.id}/form/money_en"
    assert asleep.format(page) in before, "there for a browser that knows an answer which was not sent yet"
    assert "n’y appellent pas" in client.page(page)
    assert client.submit_form(page).location.endswith("/documents"), "where nothing is asked the page turns"
    assert f"{page}&#34;" in client.page(f"/applications/{made.id}/form/reach"), "the device keeps it beforehand"
    token = client.csrf_token(f"/applications/{made.id}/form/reach")
    body = {"question": deciding.id, "value": "yes", "version": 0, "sign": ""}
    answer = client.post(f"/applications/{made.id}/answers", json=body, headers={"X-CSRFToken": token})
    assert answer.json["measured"] is True
    after = client.page(contents)
    assert f'<li><a href="{page}"' in after
    assert before.split("</progress>")[0] != after.split("</progress>")[0], "one page more is to be done"
