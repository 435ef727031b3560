"""Questions that wait for an answer, or for a region; tables, amounts and files on the page and in what is sent."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable
from typing import Any

import pytest

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states.clarifying import Point, PointKind
from capacity.admission.calls import actions as calls
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import ColumnKind, ColumnOf, Condition, QuestionKind, Wording
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, clarifying

pytestmark = pytest.mark.one_database
K = QuestionKind
Numbers = dict[str, int]


@pytest.fixture
def amended(app: Any) -> Callable[..., tuple[Call, Numbers]]:
    """A published call with a page of its own, and the numbers of its questions."""
    return admission.call_asking


def wording(kind: K, name: str, **values: Any) -> Wording:
    return Wording(kind, admission.words(name), **values)


FUNDED = wording(K.YES_NO, "Funded")
DONOR = wording(K.SHORT_TEXT, "Donor", condition=Condition("funded_en", frozenset({"yes"})))
AMOUNT = wording(K.MONEY, "Amount", condition=Condition("funded_en", frozenset({"yes"})), minimum=1000)
COAST = wording(K.SHORT_TEXT, "Coast", regions=frozenset({"MA-04"}))
PROJECTS = wording(
    K.TABLE,
    "Projects",
    required=False,
    maximum=4,
    columns=[ColumnOf(admission.words("Title")), ColumnOf(admission.words("Cost"), ColumnKind.MONEY)],
)
REPORT = wording(K.FILE, "Report", condition=Condition("funded_en", frozenset({"yes"})))


def money_page(application: Application) -> str:
    return f"/applications/{application.id}/form/money_en"


def answers_of(application: Application) -> dict[int, Any]:
    db.session.expire_all()
    return {one.question_id: one.value for one in db.session.query(Answer).filter_by(application_id=application.id)}


def test_without_script_the_server_brings_up_what_an_answer_asks_for(sign_in: Any, clock: Any, amended: Any) -> None:
    call, numbers = amended(FUNDED, DONOR, AMOUNT, COAST)
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    client, address = sign_in(admission.member_of(made.association)), money_page(made)
    page = client.page(address + "?lang=en")
    assert hidden(page, numbers["donor_en"])
    assert not hidden(page, numbers["funded_en"])
    assert f'data-question="{numbers["coast_en"]}"' not in page
    saved = client.submit_form(address, {f"q{numbers['funded_en']}": "yes"})
    assert saved.location.endswith(f"/form/money_en#q{numbers['donor_en']}")
    page = client.page(address + "?lang=en")
    assert "Vos réponses amènent 2 questions de plus." in page
    assert not hidden(page, numbers["donor_en"])
    on = client.submit_form(address, {f"q{numbers['donor_en']}": "PNUD", f"q{numbers['amount_en']}": "١٢٬٥٠٠ درهم"})
    assert on.location.endswith("/documents")
    assert answers_of(made) == {
        numbers["funded_en"]: True,
        numbers["donor_en"]: "PNUD",
        numbers["amount_en"]: 1_250_000,
    }


def hidden(page: str, number: int) -> bool:
    tag = re.search(rf'<div data-question="{number}"[^>]*>', page)
    assert tag is not None
    return tag.group().endswith(" hidden>")


def test_what_is_hidden_again_is_kept_does_not_count_and_is_not_sent(sign_in: Any, clock: Any, amended: Any) -> None:
    call, numbers = amended(FUNDED, DONOR, AMOUNT, REPORT)
    made = admission.complete(call)
    clock.stop_at(admission.DURING)
    member = admission.actor_of(made.association)
    whole = queries.draft(made)
    assert not whole.problems
    funded = next(one for page in whole.subjects for one in page.questions if one.key == "funded_en")
    with unit_of_work():
        actions.save_answers(made, {funded: "no"}, actor=member, now=admission.DURING)
    draft = queries.draft(made)
    assert not draft.problems
    assert not draft.paper_problems
    assert "report_en" not in {paper.key for paper in draft.papers}
    admission.send(made)
    kept = answers_of(made)
    assert kept[numbers["amount_en"]] == 1_250_050
    sent = json.loads(made.snapshots[-1].content)
    assert sent["answers"]["funded_en"] is False
    assert not {"donor_en", "amount_en", "report_en"} & sent["answers"].keys()
    assert "report_en" not in {paper["key"] for paper in sent["documents"]}
    content = queries.content(made)
    shown = {answer.key for page in content.subjects for answer in page.answers}
    assert "funded_en" in shown
    assert not {"donor_en", "amount_en", "report_en"} & shown
    lines = csv.reader(io.StringIO(staff_csv(sign_in)), delimiter=";")
    row = dict(zip(*lines, strict=True))
    assert row["Funded fr"] == "non"
    assert row["Donor fr"] == row["Amount fr"] == row["Report fr"] == ""


def staff_csv(sign_in: Any) -> str:
    """What the desk exports."""
    client = sign_in(admission.people.coordinator())
    token = {"csrf_token": client.own_token()}
    answer = client.post("/desk/applications/export.csv?lang=fr", data=token, buffered=True)
    return str(answer.get_data(as_text=True)).lstrip("\ufeff")


def test_a_table_an_amount_and_a_file_are_shown_as_what_they_are(sign_in: Any, clock: Any, amended: Any) -> None:
    call, numbers = amended(FUNDED, AMOUNT, PROJECTS, REPORT)
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    client, address = sign_in(admission.member_of(made.association)), money_page(made)
    table = f"q{numbers['projects_en']}"
    refused = client.submit_form(
        address, {f"q{numbers['funded_en']}": "yes", f"{table}-0-title_en": "Écoute", f"{table}-0-cost_en": "beaucoup"}
    )
    assert refused.status_code == 422
    page = refused.get_data(as_text=True)
    assert "beaucoup" in page
    assert "Écoute" in page
    client.submit_form(address, {f"{table}-0-title_en": "Écoute", f"{table}-0-cost_en": "45.000,5"})
    assert answers_of(made)[numbers["projects_en"]] == [{"title_en": "Écoute", "cost_en": 4_500_050}]
    assert "45000,50" in client.page(address)
    sent = admission.submitted(call)
    staff = sign_in(admission.people.coordinator())
    for language, amount in {
        "fr": "12\u202f500,50\u00a0DH",
        "en": "12,500.50 MAD",
        "ar": "12.500,50\u00a0درهم",
    }.items():
        page = staff.page(f"/desk/applications/{sent.id}?lang={language}")
        assert amount in page
        assert f"Title {language}" in page
        assert "statuts.pdf" in page
    exported = staff_csv(sign_in)
    assert "12500,5" in exported
    assert "Title fr: 3; Cost fr: 3" in exported
    assert "statuts.pdf" in exported


def test_the_page_saves_a_table_as_it_is_written(sign_in: Any, clock: Any, amended: Any) -> None:
    call, numbers = amended(FUNDED, PROJECTS, REPORT)
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(made.association))
    token = client.csrf_token(money_page(made))

    def send(question: str, value: object) -> Any:
        body = {"question": numbers[question], "value": value, "version": 0}
        headers = {"X-CSRFToken": token, "Accept": "application/json"}
        return client.post(f"/applications/{made.id}/answers", json=body, headers=headers)

    assert send("projects_en", [{"title_en": "Un", "cost_en": "x"}]).status_code == 422
    assert send("report_en", "statuts.pdf").status_code == 422
    saved = send("projects_en", [{"title_en": "Un", "cost_en": ""}, {"title_en": "", "cost_en": ""}])
    assert "incomplète" in saved.json["problem"]
    assert answers_of(made)[numbers["projects_en"]] == [{"title_en": "Un"}]


def test_no_question_is_put_before_the_one_it_waits_for(app: Any) -> None:
    call = admission.call(published=False)
    told: dict[str, Any] = {"actor": admission.EVERYWHERE, "now": admission.BEFORE}
    with unit_of_work():
        page = calls.add_subject(call, title=admission.words("Money"), **told)
        funded = calls.add_question(call, page, FUNDED, **told)
        donor = calls.add_question(call, page, DONOR, **told)
    for act in (
        lambda: calls.shift_question(call, donor, by=-1, **told),
        lambda: calls.remove_question(call, funded, **told),
        lambda: calls.change_question(call, funded, wording(K.NUMBER, "Funded"), subject=page, **told),
        lambda: calls.change_question(call, donor, DONOR, subject=call.subjects[0], **told),
        lambda: calls.add_question(
            call, page, wording(K.DATE, "Day", condition=Condition("day_en", frozenset({"yes"}))), **told
        ),
    ):
        with pytest.raises(RuleBroken), unit_of_work():
            act()
        db.session.rollback()
    with unit_of_work():
        calls.remove_question(call, donor, **told)
        calls.remove_question(call, funded, **told)


def test_what_others_wait_for_is_not_asked_about_after_the_closing(sign_in: Any, clock: Any, amended: Any) -> None:
    """Another answer would hide what was sent, or bring up what nobody was asked."""
    call, numbers = amended(FUNDED, DONOR)
    made = admission.submitted(call)
    clock.stop_at(admission.AFTER)
    why = "Other questions wait for this answer"
    page = sign_in(admission.people.coordinator(language="en")).page(f"/desk/applications/{made.id}/clarification")
    assert why in page
    assert f"why_q{numbers['donor_en']}" in page
    assert f"why_q{numbers['funded_en']}" not in page
    with pytest.raises(RuleBroken) as refused:
        clarifying.asked(Point(PointKind.QUESTION, "funded_en", why="?"), made=made)
    assert refused.value.message == actions.DECIDES
    keys = {key for _call, _kind, key, _label in queries.askable_of_calls([call.id])}
    assert "motivation" in keys
    assert "funded_en" not in keys


def test_a_chain_over_three_pages_is_followed_without_script_and_what_it_hides_is_not_missed(
    sign_in: Any, clock: Any, amended: Any
) -> None:
    """The third page waits for the second, which waits for the first; each is there only while it is asked."""
    audited = wording(K.YES_NO, "Audited", condition=Condition("network_member", frozenset({"yes"})))
    auditor = wording(K.SHORT_TEXT, "Auditor", condition=Condition("audited_en", frozenset({"yes"})))
    call, numbers = amended(audited, then=[auditor])
    made = admission.complete(call)
    number = made.id
    clock.stop_at(admission.DURING)
    member_of = admission.member_of(made.association)
    member_of.language = "en"
    client = sign_in(member_of)
    more, summary = f"/applications/{number}/form/more_en", f"/applications/{number}/summary?lang=en"
    assert "Nothing is asked on this page" in client.page(more)
    assert "1 thing is missing." in client.page(summary)
    on = client.submit_form(money_page(made), {f"q{numbers['audited_en']}": "yes"})
    assert on.location.endswith(more)
    client.submit_form(more, {f"q{numbers['auditor_en']}": "Cabinet Atlas"})
    assert "Everything is there." in client.page(summary)
    draft = queries.draft(made)
    page, member = next((page, one) for page in draft.subjects for one in page.questions if one.key == "network_member")
    _action, typed = client.filled_form(more, {f"q{numbers['auditor_en']}": "Cabinet Rif"})
    client.submit_form(f"/applications/{number}/form/{page.key}", {f"q{member.id}": "no"})
    late = client.post(more, data=typed)
    assert late.location.endswith(f"/applications/{number}")
    assert "What was written on it is kept." in client.page(f"/applications/{number}")
    assert "Everything is there." in client.page(summary)
    assert "Cabinet Rif" not in client.page(f"/applications/{number}/answers")
    assert answers_of(made)[numbers["auditor_en"]] == "Cabinet Rif", "kept, should it be asked again"
    admission.send(db.session.get_one(Application, number))
    sent = json.loads(db.session.get_one(Application, number).snapshots[-1].content)["answers"]
    assert not {"audited_en", "auditor_en"} & sent.keys()
