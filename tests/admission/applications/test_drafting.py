"""An association begins and writes; every answer is kept, two members do not overwrite each other."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.admission.applications import actions, queries
from capacity.admission.applications.models import Answer, Application
from capacity.admission.calls.states import QuestionKind
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.unit_of_work import unit_of_work
from tests.factories import admission, people

RABAT = {"province_code": "04.421"}


def question_of(application: Application, kind: QuestionKind = QuestionKind.LONG_TEXT) -> Any:
    found = queries.draft(application)
    return next(q for subject in found.subjects for q in subject.questions if q.kind is kind)


def post_answer(client: Any, application_id: int, question_id: int, value: object, version: int = 0) -> Any:
    token = client.csrf_token(f"/applications/{application_id}/form/identity")
    return client.post(
        f"/applications/{application_id}/answers",
        json={"question": question_id, "value": value, "version": version},
        headers={"X-CSRFToken": token, "Accept": "application/json"},
    )


def test_a_member_begins_from_the_page_of_the_call(sign_in: Any, clock: Any) -> None:
    call, seat = admission.call(), admission.association()
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(seat))
    begun = client.submit_form(f"/applications/begin/{call.reference}", {"language": "ar"}, form="begin")
    assert begun.status_code == 302
    made = db.session.query(Application).one()
    assert (made.association_id, made.region_code, made.language, made.state.value) == (seat.id, "MA-08", "ar", "draft")
    again = client.get(f"/applications/begin/{call.reference}")
    assert again.location.endswith(f"/applications/{made.id}")


def test_the_page_of_a_call_leads_a_member_to_what_its_association_has_there_already(
    sign_in: Any, client: Any, clock: Any
) -> None:
    call = admission.call()
    withdrawn = admission.submitted(call)
    gone = withdrawn.association
    with unit_of_work():
        actions.withdraw(withdrawn, reason="", actor=admission.actor_of(gone), now=admission.DURING)
    new, writing, sent = (
        admission.association(),
        admission.draft(call).association,
        admission.submitted(call).association,
    )
    clock.stop_at(admission.DURING)
    here = f"/calls/{call.reference}?lang=en"

    def read(seat: Any) -> str:
        page: str = sign_in(admission.member_of(seat)).page(here)
        return page

    assert ">Apply " in read(new)
    assert ">Continue the application " in read(writing)
    for seat, words in ((sent, "Your association has sent its application."), (gone, "in a coalition that another")):
        page = read(seat)
        assert words in page
        assert ">Open the application " in page
        assert ">Apply " not in page
    assert ">Apply " in client.page(here)


def test_one_of_several_associations_is_chosen_and_the_others_are_told_why_not(sign_in: Any, clock: Any) -> None:
    call = admission.call(regions=["MA-08"])
    person = people.person()
    here = people.association(person)
    people.association(person, province_code="11.321", name_fr="Association de la mer")
    clock.stop_at(admission.DURING)
    client = sign_in(person)
    page = client.page(f"/applications/begin/{call.reference}?lang=en")
    assert "Association de la mer" in page
    assert "its seat is not in a region of this call" in page
    assert "Correct the details" in page
    client.submit_form(
        f"/applications/begin/{call.reference}", {"association": str(here.id), "language": "fr"}, form="begin"
    )
    assert db.session.query(Application).one().association_id == here.id


def test_a_call_that_is_not_open_takes_no_beginning(db_session: Any, clock: Any) -> None:
    call, seat = admission.call(), admission.association()
    for moment in (admission.BEFORE, admission.AFTER):
        with pytest.raises(RuleBroken), unit_of_work():
            actions.begin(call, seat, language="fr", actor=admission.actor_of(seat), now=moment)


def test_a_visitor_signs_in_first_and_comes_back(client: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    answer = client.get(f"/applications/begin/{call.reference}")
    assert answer.status_code == 302
    assert f"begin%2F{call.reference}" in answer.location or f"begin/{call.reference}" in answer.location


def test_somebody_without_association_is_shown_the_way(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    assert "not registered yet" in sign_in(people.person()).page(f"/applications/begin/{call.reference}?lang=en")


def test_an_answer_is_saved_while_it_is_written(sign_in: Any, clock: Any) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    question = question_of(made)
    client = sign_in(admission.member_of(made.association))
    first = post_answer(client, made.id, question.id, "Première phrase").get_json()
    assert first["version"] == 1
    assert first["saved"]
    second = post_answer(client, made.id, question.id, "Première phrase, puis une autre", version=1).get_json()
    assert second["version"] == 2
    assert "puis une autre" in client.page(f"/applications/{made.id}/form/identity")


def test_two_members_at_once_meet_on_one_answer(sign_in: Any, clock: Any) -> None:
    one, two = people.person(), people.person()
    made = admission.draft(by=people.association(one, two))
    clock.stop_at(admission.DURING)
    question, number = question_of(made).id, made.id
    post_answer(sign_in(one), number, question, "Le mien")
    late = post_answer(sign_in(two), number, question, "Le tien")
    assert late.status_code == 409
    assert late.get_json()["value"] == "Le mien"
    form = sign_in(two).post(
        f"/applications/{number}/form/identity",
        data={"csrf_token": _token(sign_in, two, number), f"q{question}": "Le tien", f"v{question}": "0"},
    )
    assert form.status_code in {400, 422}
    assert db.session.query(Answer).one().value == "Le mien"


def test_without_scripts_two_texts_stand_side_by_side_until_one_is_chosen(sign_in: Any, clock: Any) -> None:
    one, two = people.person(name="Fatima Zahra"), people.person()
    made = admission.draft(by=people.association(one, two))
    clock.stop_at(admission.DURING)
    question, address = question_of(made).id, f"/applications/{made.id}/form/identity?lang=en"
    hers, his = sign_in(one), sign_in(two)
    hers.submit_form(address, {f"q{question}": "Hers"})
    token = his.csrf_token(address)

    def send(**more: str) -> Any:
        return his.post(address, data={"csrf_token": token, f"q{question}": "His", "seen": str(question), **more})

    def version(page: str) -> dict[str, str]:
        return {f"v{question}": page.split(f'name="v{question}" value="')[1].split('"', maxsplit=1)[0]}

    met = send().get_data(as_text=True)
    assert "Fatima Zahra, saved at" in met
    assert ">Hers<" in met
    assert ">His<" in met
    assert send(**version(met), other=str(question)).location.endswith("/form/identity")
    assert stands() == "Hers"
    assert send().status_code == 422
    assert send(**version(met), then="stay").location.endswith("/form/identity")
    assert stands() == "His"


def stands() -> Any:
    db.session.rollback()
    return db.session.query(Answer).one().value


def _token(sign_in: Any, person: Any, number: int) -> str:
    return str(sign_in(person).csrf_token(f"/applications/{number}/form/identity"))


def test_saving_works_without_scripts_and_leads_on(sign_in: Any, clock: Any) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    question, number = question_of(made).id, made.id
    client = sign_in(admission.member_of(made.association))
    saved = client.submit_form(f"/applications/{number}/form/identity", {f"q{question}": "Notre mandat"})
    assert saved.location.endswith("/form/experience")
    left = client.submit_form(f"/applications/{number}/form/experience", {}, button="then=leave")
    assert left.location.endswith(f"/applications/{number}")
    assert db.session.query(Answer).one().value == "Notre mandat"


def test_without_scripts_a_page_is_saved_and_goes_on_in_another_language(sign_in: Any, clock: Any) -> None:
    made = admission.draft(language="fr")
    clock.stop_at(admission.DURING)
    client, question = sign_in(admission.member_of(made.association)), question_of(made)
    address, typed = f"/applications/{made.id}/form/identity", {f"q{question.id}": "Un texte.", "speak": "ar"}
    answer = client.submit_form(address, typed)
    assert answer.location.endswith(address)
    page = client.page(address)
    assert 'lang="ar" dir="rtl"' in page
    assert "Un texte." in page


def test_a_text_over_its_limit_is_kept_and_marked(sign_in: Any, clock: Any) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    question, number = question_of(made).id, made.id
    client = sign_in(admission.member_of(made.association))
    answer = client.submit_form(f"/applications/{number}/form/identity", {f"q{question}": "mot " * 151})
    assert answer.status_code == 422
    assert db.session.query(Answer).one().value.startswith("mot mot")


def test_a_small_table_is_headed_in_the_readers_language_and_a_year_stays_a_year(sign_in: Any, clock: Any) -> None:
    made = admission.draft(language="ar")
    clock.stop_at(admission.DURING)
    client, table = sign_in(admission.member_of(made.association)), question_of(made, QuestionKind.TABLE)
    rows = [{"project": "Puits", "year": "2017", "budget": "1250000"}]
    actor = admission.actor_of(made.association)
    with unit_of_work():
        actions.save_answer(made, table, rows, version=0, actor=actor, now=admission.DURING)
    form = client.page(f"/applications/{made.id}/form/governance?lang=fr")
    assert all(words in form for words in ("Projet", "Année", "Budget en dirhams"))
    assert "المشروع" not in form
    read = client.page(f"/applications/{made.id}/summary?lang=fr")
    assert "<bdi>2017</bdi>" in read
    assert "<bdi>1\u202f250\u202f000" in read


def test_one_wrong_answer_does_not_lose_the_others(sign_in: Any, clock: Any) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    draft = queries.draft(made)
    page = next(subject for subject in draft.subjects if subject.key == "governance")
    names = {question.key: f"q{question.id}" for question in page.questions}
    answer = client.submit_form(
        f"/applications/{number}/form/governance",
        {
            names["last_assembly"]: "2017-02-31",
            names["women_in_office"]: "beaucoup",
            names["women_and_youth"]: "Nous votons.",
        },
    )
    assert answer.status_code == 422
    page = answer.get_data(as_text=True)
    assert "beaucoup" in page
    assert [one.value for one in db.session.query(Answer)] == ["Nous votons."]


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"version": "1"},
        {"version": -1, "question": 1},
        {"version": 0, "question": "x"},
        {"version": 0, "question": 2**70},
        {"version": 2**80, "question": 1},
    ],
)
def test_a_strange_autosave_is_refused(sign_in: Any, clock: Any, body: object) -> None:
    made = admission.draft()
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(made.association))
    token = client.csrf_token(f"/applications/{made.id}/form/identity")
    answer = client.post(f"/applications/{made.id}/answers", json=body, headers={"X-CSRFToken": token})
    assert answer.status_code in {400, 404}


def test_another_associations_application_does_not_exist(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    clock.stop_at(admission.DURING)
    stranger = sign_in(admission.member_of(admission.association()))
    number = made.id
    joined = made.documents[0].id
    for path in (
        "",
        "/form/identity",
        "/documents",
        "/summary",
        "/receipt",
        "/receipt.pdf",
        "/withdraw",
        "/reopen",
        f"/files/{joined}",
    ):
        stranger.page(f"/applications/{number}{path}", status=404)
    stranger.page(f"/desk/applications/{number}", status=404)


@pytest.mark.parametrize("texts", [3, 30])
def test_a_page_of_the_form_costs_the_same_however_much_is_written(
    sign_in: Any, clock: Any, count_queries: Any, texts: int
) -> None:
    made = admission.complete(text="mot " * texts)
    clock.stop_at(admission.DURING)
    client = sign_in(admission.member_of(made.association))
    for path in ("", "/form/identity", "/documents", "/summary"):
        with count_queries() as cost:
            client.page(f"/applications/{made.id}{path}")
        assert cost.queries <= 15, path
        assert not cost.repeated, path


def test_what_was_written_last_time_comes_along_where_it_is_asked_alike(sign_in: Any, clock: Any) -> None:
    earlier = admission.submitted(text="Nous écoutons.")
    seat, number = earlier.association, earlier.number
    call = admission.call()
    clock.stop_at(admission.DURING)
    member = admission.member_of(seat)
    member.language = "en"
    client = sign_in(member)
    asks = {"language": "fr", "carries_over": "y"}
    client.submit_form(f"/applications/begin/{call.reference}", asks, form="begin")
    made = db.session.scalars(sa.select(Application).where(Application.call_id == call.id)).one()
    draft = queries.draft(made)
    told = {one.kind: draft.value(one) for subject in draft.subjects for one in subject.questions}
    assert told[QuestionKind.LONG_TEXT] == "Nous écoutons."
    assert told[QuestionKind.YES_NO] is True
    assert told[QuestionKind.DATE] is told[QuestionKind.MONEY] is told[QuestionKind.ACKNOWLEDGEMENT] is None
    page = client.page(f"/applications/{made.id}")
    assert f"came along from application {number}" in page.replace("\u2068", "").replace("\u2069", "")


def test_a_text_stays_behind_when_the_language_is_another_one(db_session: Any) -> None:
    earlier = admission.submitted(text="Nous écoutons.")
    made = admission.draft(by=earlier.association, language="ar")
    with unit_of_work():
        actions.carry_over(made, earlier, actor=admission.actor_of(earlier.association), now=admission.DURING)
    draft = queries.draft(made)
    kinds = {one.kind for subject in draft.subjects for one in subject.questions if draft.value(one) is not None}
    assert kinds == {QuestionKind.YES_NO, QuestionKind.ONE_CHOICE, QuestionKind.SEVERAL_CHOICES} & kinds
    assert QuestionKind.YES_NO in kinds
