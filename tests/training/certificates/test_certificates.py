"""Certificates: issued by rule, verified by anyone, revoked, corrected."""

from __future__ import annotations

from typing import Any

import pypdfium2
import pytest

from capacity.core import papers
from capacity.core.errors import IllegalMove, RuleBroken
from capacity.core.unit_of_work import unit_of_work
from capacity.training.certificates import actions, queries
from capacity.training.certificates.models import Certificate
from capacity.training.certificates.states import CertificateState, shown
from capacity.training.sessions.queries import session as load_session
from capacity.training.sessions.states import EnrolmentState, SessionState
from tests.factories import people, training

pytestmark = pytest.mark.one_database
NAMES = {"name": "Aïcha Hassnaoui", "name_ar": "عائشة الحسناوي"}


@pytest.fixture
def held(region: Any) -> Any:
    """A held session: one delegate attended enough, one did not."""
    session = training.session(region.phase, region.trainer, state=SessionState.HELD)
    region.session = session.id
    training.enrolled(session, region.association, EnrolmentState.ATTENDED, **NAMES)
    training.enrolled(session, region.other, EnrolmentState.CONFIRMED)
    return region


def issue(held: Any) -> list[int]:
    with unit_of_work():
        return [one.id for one in actions.issue(load_session(held.session), actor=held.coordinates, now=training.THEN)]


def get(number: int) -> Certificate:
    found = queries.certificate(number)
    assert found is not None
    return found


def test_certificates_go_to_those_who_attended_and_once(held: Any, letters: Any) -> None:
    (number,) = issue(held)
    assert issue(held) == []
    found = get(number)
    assert found.number.startswith(f"{held.phase.year}-")
    assert found.names["ar"] == NAMES["name_ar"]
    (letter,) = letters()
    assert letter.to == held.member.email
    assert NAMES["name_ar"] in letter.text


def test_a_session_without_its_report_gives_no_certificates(region: Any) -> None:
    session = training.session(region.phase, region.trainer)
    with pytest.raises(RuleBroken), unit_of_work():
        actions.issue(load_session(session.id), actor=region.coordinates, now=training.THEN)


def test_a_revoked_certificate_verifies_as_revoked_and_is_not_issued_again(held: Any, client: Any) -> None:
    (number,) = issue(held)
    with unit_of_work():
        actions.revoke(get(number), reason="Erreur", actor=held.coordinates, now=training.THEN)
    assert issue(held) == []
    code = shown(get(number).code)
    page = client.page(f"/verify/{code}")
    assert "state--failed" in page
    assert NAMES["name_ar"] in page
    with pytest.raises(IllegalMove), unit_of_work():
        actions.revoke(get(number), reason="Erreur", actor=held.coordinates, now=training.THEN)


def test_a_corrected_name_means_a_new_certificate(held: Any, client: Any, letters: Any) -> None:
    (old,) = issue(held)
    with unit_of_work():
        new = actions.reissue(
            get(old),
            name="Aïcha El Hassnaoui",
            name_ar="عائشة الحسناوي",
            reason="Faute de frappe",
            actor=held.coordinates,
            now=training.THEN,
        ).id
    assert (get(old).state, get(new).state) == (CertificateState.REVOKED, CertificateState.ISSUED)
    assert get(new).replaces_id == old
    assert get(new).code != get(old).code
    assert "Aïcha El Hassnaoui" in client.page(f"/verify/{get(new).code}")
    assert get(new).number in client.page(f"/verify/{get(old).code}")
    assert any(get(new).number in one.text for one in letters(to=held.member.email))
    with pytest.raises(RuleBroken), unit_of_work():
        actions.reissue(
            get(new),
            name="Aïcha El Hassnaoui",
            name_ar="عائشة الحسناوي",
            reason="rien",
            actor=held.coordinates,
            now=training.THEN,
        )


def test_anyone_verifies_by_the_code_however_it_is_typed(held: Any, client: Any) -> None:
    (number,) = issue(held)
    code = get(number).code
    answer = client.get("/verify", query_string={"code": shown(code).lower().replace("-", " ")})
    assert answer.status_code == 302
    page = client.page(answer.location)
    for words in (NAMES["name"], NAMES["name_ar"], get(number).number, "state--done"):
        assert words in page
    assert held.other.name_fr not in page


@pytest.mark.parametrize("code", ["NOPE", "0" * 28, "%00", "ا" * 28, "x" * 400])
def test_a_wrong_code_gets_a_calm_answer(held: Any, client: Any, code: str) -> None:
    issue(held)
    for answer in (client.get(f"/verify/{code}"), client.get("/verify", query_string={"code": code})):
        assert answer.status_code == 404
        assert 'name="code"' in answer.get_data(as_text=True)


def test_guessing_is_slowed_down(held: Any, client: Any, app: Any) -> None:
    answers = [client.get("/verify/" + "0" * 28).status_code for _ in range(32)]
    assert answers[-1] == 429
    assert answers[0] == 404


def test_the_paper_is_in_arabic_and_french_and_leads_to_its_verification(held: Any, sign_in: Any) -> None:
    (number,) = issue(held)
    answer = sign_in(held.member).get(f"/certificates/{number}/certificate.pdf")
    assert answer.status_code == 200
    document = pypdfium2.PdfDocument(answer.data)
    assert len(document) == 1
    text = document[0].get_textpage().get_text_range()
    for word in NAMES["name"].split():
        assert word in text
    assert "الحسناوي" in text or "يوانسحلا" in text
    assert "verify" in text
    again = sign_in(held.coordinator).get(f"/certificates/{number}/certificate.pdf")
    assert again.data == answer.data
    with unit_of_work():
        actions.revoke(get(number), reason="Erreur", actor=held.coordinates, now=training.THEN)
    revoked = sign_in(held.coordinator).get(f"/certificates/{number}/certificate.pdf")
    assert len(pypdfium2.PdfDocument(revoked.data)) == 1, "with the word that it is revoked"


def test_the_code_on_the_paper_holds_the_address(held: Any, monkeypatch: Any, sign_in: Any) -> None:
    (number,) = issue(held)
    seen: list[str] = []
    real = papers.qr_svg
    monkeypatch.setattr(papers, "qr_svg", lambda text: seen.append(text) or real(text))
    browser = sign_in(held.member)
    browser.set_cookie("session", browser.get_cookie("session").value, domain="elsewhere.example")
    browser.get(f"/certificates/{number}/certificate.pdf", base_url="http://elsewhere.example")
    assert seen == [f"http://localhost/verify/{shown(get(number).code)}"]


def test_others_do_not_find_a_certificate(held: Any, sign_in: Any) -> None:
    (number,) = issue(held)
    for person in (people.coordinator("MA-02"), people.person(), held.trainer):
        browser = sign_in(person)
        for address in ("", "/certificate.pdf", "/revoke", "/reissue"):
            assert browser.get(f"/certificates/{number}{address}").status_code == 404
        assert browser.get(f"/sessions/{held.session}/certificates").status_code == 404
    member = sign_in(held.member)
    assert member.get(f"/certificates/{number}").status_code == 404
    assert NAMES["name_ar"] in member.page("/my-certificates")


def test_a_coordinator_does_all_of_it_by_hand(held: Any, sign_in: Any) -> None:
    browser = sign_in(held.coordinator)
    address = f"/sessions/{held.session}/certificates"
    assert f"{address}" in browser.page(f"/sessions/{held.session}")
    assert browser.submit_form(address, form=address).status_code == 302
    (found,) = queries.of_session(held.session)
    number = found.id
    assert found.number in browser.page("/desk/certificates?q=hassnaoui")
    corrected = {"name": "Aïcha El Hassnaoui", "reason": "Faute de frappe"}
    answer = browser.submit_form(f"/certificates/{number}/reissue", corrected)
    assert answer.status_code == 302
    new = int(answer.location.rsplit("/", 1)[1])
    assert browser.submit_form(f"/certificates/{new}/revoke", {"reason": "Erreur de personne"}).status_code == 302
    assert browser.get(f"/certificates/{new}").status_code == 200
    assert browser.get(f"/certificates/{number}").status_code == 200


@pytest.mark.parametrize("rows", [3, 30])
def test_pages_cost_the_same_with_three_rows_and_with_thirty(
    held: Any, sign_in: Any, client: Any, count_queries: Any, rows: int
) -> None:
    session = load_session(held.session)
    for _ in range(rows):
        training.enrolled(session, held.association, EnrolmentState.ATTENDED)
    number, *_rest = issue(held)
    pages = [
        (sign_in(held.coordinator), "/desk/certificates", 8),
        (sign_in(held.coordinator), f"/certificates/{number}", 15),
        (sign_in(held.coordinator), f"/sessions/{held.session}/certificates", 15),
        (sign_in(held.member), "/my-certificates", 8),
        (client, f"/verify/{get(number).code}", 3),
    ]
    for browser, address, most in pages:
        with count_queries() as cost:
            assert browser.get(address).status_code == 200
        assert cost.queries <= most, address
        assert not cost.repeated, address
