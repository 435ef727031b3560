"""Questions about a call: asked by associations, answered once and for everybody, without the name of who asked."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.models import Call
from capacity.admission.enquiries import actions
from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import ANSWER, DISMISS, MOST_WAITING, EnquiryState, names_somebody
from capacity.core import audit, search
from capacity.core.db import db
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.core.workflow import move
from capacity.people.associations.models import Association
from tests.factories import admission, people

THREE = ("ar", "fr", "en")


def asked(of: Call, by: Association | None = None, text: str = "Une filiale peut-elle candidater seule ?") -> Enquiry:
    """A question that waits."""
    by = by or admission.association()
    with unit_of_work():
        return actions.ask(
            of,
            text=text,
            language="fr",
            association_id=by.id,
            request_id=f"request-{by.id}-{text[:30]}",
            actor=admission.actor_of(by),
            now=admission.DURING,
        )


def answered(of: Call, question: str = "Une filiale ?", text: str = "Oui", **more: Any) -> Enquiry:
    """A question with its public answer."""
    made = more.pop("enquiry", None) or asked(of, text=question)
    with unit_of_work():
        actions.answer(
            made,
            question=Localized(dict.fromkeys(THREE, question)),
            text=Localized(dict.fromkeys(THREE, text)),
            actor=admission.EVERYWHERE,
            now=more.get("now", admission.DURING),
        )
    return made


def three(name: str, text: str) -> dict[str, str]:
    return {f"{name}-{code}": f"{text} {code}" for code in THREE}


def fresh(number: int) -> Enquiry:
    db.session.expire_all()
    return db.session.get_one(Enquiry, number)


def test_an_association_asks_and_everybody_reads_the_answer_without_its_name(
    sign_in: Any, client: Any, clock: Any, letters: Any
) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    seat = admission.association(name_fr="Association Oued Drâa")
    person = admission.member_of(seat)
    member, address = sign_in(person), f"/calls/{call.reference}/questions"
    sent = member.submit_form(f"{address}/ask", {"text": "Notre association Oued Drâa peut-elle candidater ?"})
    assert sent.location.endswith(address)
    assert "Oued Drâa" in member.page(address)  # one's own association sees what it asked
    assert "Oued Drâa" not in client.page(address)
    enquiry = db.session.scalars(sa.select(Enquiry)).one()
    staff = sign_in(people.coordinator())
    for path in (f"/desk/calls/{call.id}/enquiries", f"/desk/enquiries/{enquiry.id}"):
        assert person.name not in staff.page(path)
    named = staff.submit_form(
        f"/desk/enquiries/{enquiry.id}", {**three("question", "L’association Oued Draa ?"), **three("text", "Oui")}
    )
    assert named.status_code == 422
    assert "nomme qui a demandé" in named.get_data(as_text=True)
    assert fresh(enquiry.id).state is EnquiryState.ASKED
    staff.submit_form(
        f"/desk/enquiries/{enquiry.id}", {**three("question", "Une antenne ?"), **three("text", "**Oui**")}
    )
    for path in (address, f"{address}/{enquiry.id}", f"/calls/{call.reference}"):
        clock.advance(minutes=1)
        page = client.page(f"{path}?lang=fr")
        assert "Une antenne ? fr" in page
        assert "<strong>Oui</strong> fr" in page
        assert "Drâa" not in page.replace("Drâa-Tafilalet", "")
        assert person.name not in page
    told = letters(to=person.email)
    assert "répon" in told[0].subject
    assert "Oui" in told[0].text


def test_an_answer_is_published_in_three_languages_or_not_at_all(sign_in: Any) -> None:
    enquiry = asked(admission.call())
    staff = sign_in(people.coordinator())
    refused = staff.submit_form(
        f"/desk/enquiries/{enquiry.id}", {**three("question", "Une antenne ?"), "text-fr": "Oui, en son nom propre."}
    )
    assert refused.status_code == 422
    assert "Oui, en son nom propre." in refused.get_data(as_text=True)
    assert fresh(enquiry.id).state is EnquiryState.ASKED


def test_of_two_who_answer_at_once_one_is_published_and_the_other_keeps_the_words(app: Flask) -> None:
    enquiry = asked(admission.call()).id
    db.session.remove()
    ready, outcomes = threading.Barrier(2), []

    def answer(words: str) -> None:
        with app.app_context():
            ready.wait()
            try:
                with unit_of_work():
                    text = Localized(dict.fromkeys(THREE, words))
                    actions.answer(
                        db.session.get_one(Enquiry, enquiry),
                        question=text,
                        text=text,
                        actor=admission.EVERYWHERE,
                        now=admission.DURING,
                    )
                outcomes.append(words)
            except Exception as refused:  # noqa: BLE001 - told by the test
                outcomes.append(type(refused).__name__)

    threads = [threading.Thread(target=answer, args=(words,)) for words in ("one", "two")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    (published,) = [words for words in outcomes if words in {"one", "two"}]
    assert fresh(enquiry).answer.text("fr") == published
    assert set(outcomes) - {published} <= {"AnsweredAlready", "StaleDataError"}


def test_the_second_to_answer_sees_the_first_answer_and_what_was_typed(sign_in: Any) -> None:
    enquiry = asked(admission.call())
    number = enquiry.id
    first, second = sign_in(people.coordinator()), sign_in(people.coordinator())
    token = second.csrf_token(f"/desk/enquiries/{number}")
    first.submit_form(f"/desk/enquiries/{number}", {**three("question", "Une antenne ?"), **three("text", "Oui")})
    late = second.post(
        f"/desk/enquiries/{number}?lang=en",
        data={"csrf_token": token, **three("question", "Une antenne ?"), **three("text", "Non, jamais")},
    )
    page = late.get_data(as_text=True)
    assert late.status_code == 422
    assert "Somebody else dealt with this question meanwhile" in page
    assert "Oui en" in page
    assert "Non, jamais en" in page
    assert fresh(number).answer.text("en") == "Oui en"


def test_asked_twice_from_one_page_it_is_one_question(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    member = sign_in(admission.member_of(admission.association()))
    address = f"/calls/{call.reference}/questions/ask"
    number = db.session.scalar(sa.select(Association.id))
    data = {
        "csrf_token": member.csrf_token(address),
        "request_id": "0123456789abcdef",
        "association": str(number),
        "text": "Une filiale peut-elle candidater ?",
    }
    assert member.post(address, data=data).status_code == member.post(address, data=data).status_code == 302
    assert db.session.scalar(sa.select(sa.func.count(Enquiry.id))) == 1


def test_an_association_has_so_many_questions_waiting_at_most(db_session: Any) -> None:
    call, seat = admission.call(), admission.association()
    for number in range(MOST_WAITING):
        asked(call, seat, text=f"Question {number} ?")
    with pytest.raises(RuleBroken):
        asked(call, seat, text="Encore une ?")
    asked(call, text="Une autre association ?")


def test_after_the_closing_no_question_is_taken(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    member = sign_in(admission.member_of(admission.association()))
    assert "questions/ask" in member.page(f"/calls/{call.reference}/questions")
    clock.stop_at(admission.AFTER)
    assert "questions/ask" not in member.page(f"/calls/{call.reference}/questions")
    with pytest.raises(RuleBroken), unit_of_work():
        actions.ask(
            call, text="Trop tard ?", language="fr", association_id=1, request_id="late-late-late",
            actor=admission.actor_of(admission.association()), now=admission.AFTER,
        )  # fmt: skip


def test_only_associations_ask_and_only_coordinators_of_its_regions_answer(
    sign_in: Any, client: Any, clock: Any
) -> None:
    enquiry = asked(admission.call(regions=["MA-08"]))
    reference, number = enquiry.call.reference, enquiry.id
    clock.stop_at(admission.DURING)
    assert client.get(f"/calls/{reference}/questions/ask").location.startswith("/sign-in")
    alone = sign_in(people.person())
    assert "Associations ask here" in alone.page(f"/calls/{reference}/questions/ask?lang=en")
    sign_in(people.coordinator("MA-08")).page(f"/desk/enquiries/{number}")
    sign_in(people.coordinator("MA-02")).page(f"/desk/enquiries/{number}", status=404)
    sign_in(people.administrator()).page(f"/desk/enquiries/{number}", status=403)


@pytest.mark.parametrize("words", ["recepisse", "récépissés", "الوصل", "antenne receipt"])
def test_answers_are_found_in_any_spelling_and_language(client: Any, words: str) -> None:
    call = admission.call()
    made = asked(call)
    with unit_of_work():
        actions.answer(
            made,
            question=Localized(fr="Le récépissé de l’antenne ?", ar="هل يُقبل وصل الإيداع؟", en="The antenne receipt?"),
            text=Localized(dict.fromkeys(THREE, "Oui")),
            actor=admission.EVERYWHERE,
            now=admission.DURING,
        )
    answered(call, "Le budget ?")
    page = client.page(f"/calls/{call.reference}/questions?lang=fr&q={words}")
    assert "antenne" in page
    assert "Le budget" not in page
    other = admission.call(phase_of=call.phase)
    assert "Le récépissé" not in client.page(f"/calls/{other.reference}/questions?lang=fr&q=antenne")


def test_what_waits_or_was_dismissed_is_found_by_nobody(client: Any) -> None:
    enquiry = asked(admission.call(), text="Secret de jardin ?")
    reference = enquiry.call.reference
    assert "jardin ?" not in client.page(f"/calls/{reference}/questions?q=jardin")
    with unit_of_work():
        actions.dismiss(enquiry, reason="Déjà répondu.", actor=admission.EVERYWHERE, now=admission.DURING)
    assert db.session.scalars(search.matching("enquiry", "jardin")).all() == []
    client.page(f"/calls/{reference}/questions/{enquiry.id}", status=404)


def test_who_is_answered_by_letter_only_reads_why(letters: Any) -> None:
    seat = admission.association()
    enquiry = asked(admission.call(), seat)
    with unit_of_work():
        actions.dismiss(enquiry, reason="Voyez la réponse 3.", actor=admission.EVERYWHERE, now=admission.DURING)
    (told,) = letters(to=admission.member_of(seat).email)
    assert "Voyez la réponse 3." in told.text
    with pytest.raises(actions.AnsweredAlready), unit_of_work():
        actions.dismiss(fresh(enquiry.id), reason="Encore", actor=admission.EVERYWHERE, now=admission.DURING)


def test_a_correction_stands_under_the_answer_which_stays(sign_in: Any, client: Any) -> None:
    enquiry = answered(admission.call(), "Le délai ?", "Trente jours")
    number, reference = enquiry.id, enquiry.call.reference
    staff = sign_in(people.coordinator())
    staff.submit_form(f"/desk/enquiries/{number}/correct", three("text", "Soixante jours"))
    page = client.page(f"/calls/{reference}/questions/{number}?lang=fr")
    assert page.index("Trente jours") < page.index("Soixante jours fr")
    again = staff.submit_form(f"/desk/enquiries/{number}/correct", three("text", "Nonante jours"))
    assert again.status_code == 422


def test_what_is_asked_by_telephone_is_answered_for_everybody(sign_in: Any, client: Any) -> None:
    call = admission.call()
    staff = sign_in(people.coordinator())
    sent = staff.submit_form(
        f"/desk/calls/{call.id}/enquiries/new", {**three("question", "Au téléphone ?"), **three("text", "Oui")}
    )
    assert sent.status_code == 302
    assert "Au téléphone ? fr" in client.page(f"/calls/{call.reference}/questions?lang=fr")
    assert "Au téléphone" in staff.page(f"/desk/calls/{call.id}/enquiries?lang=fr")
    assert f"/desk/calls/{call.id}/enquiries" in staff.page(f"/desk/calls/{call.id}")


@pytest.mark.parametrize("step", [ANSWER, DISMISS])
def test_what_was_dealt_with_is_not_dealt_with_again(db_session: Any, step: Any) -> None:
    enquiry = answered(admission.call())
    with pytest.raises(IllegalMove), unit_of_work():
        move(enquiry, step, actor=admission.EVERYWHERE, now=admission.DURING)


def test_every_act_is_in_the_audit_log(db_session: Any) -> None:
    enquiry = answered(admission.call())
    assert [event.action for event in audit.history(db.session(), [enquiry])] == ["enquiries.answer", "enquiries.ask"]


@pytest.mark.parametrize(
    ("text", "names", "found"),
    [
        ("L’association Al-Amal de Figuig", ["Association Al Amal de Figuig"], True),
        ("هل تقبل جمعية الأمل بفكيك؟", ["جمعية الامل بفكيك"], True),
        ("Y a-t-il de l’espoir ?", ["Espoir"], False),
        ("Une association de Figuig", ["Association Al Amal de Figuig", None, ""], False),
    ],
)
def test_a_name_is_recognised_however_it_is_spelt(text: str, names: list[str | None], found: bool) -> None:
    assert names_somebody([text], names) is found


@pytest.mark.parametrize("rows", [3, 24])
def test_reading_answers_costs_the_same_for_few_and_many(client: Any, count_queries: Any, rows: int) -> None:
    call = admission.call()
    for number in range(rows):
        answered(call, f"Question {number} ?", now=admission.DURING + timedelta(minutes=number))
    with count_queries() as cost:
        client.page(f"/calls/{call.reference}/questions?q=question")
    assert cost.queries <= 6
