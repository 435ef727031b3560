"""Roles given and ended, accounts closed, the audit log, letters told by telephone."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from capacity.core.access import Role
from capacity.core.audit import AuditEntry
from capacity.core.outbox import Letter
from capacity.people.accounts.models import Invitation, RoleGrant
from capacity.people.administration.models import ToldByPhone
from tests.factories import admission, people


def test_a_role_is_given_in_its_regions_and_ended(sign_in: Any, db_session: Any) -> None:
    person, office = people.person(), sign_in(people.administrator())
    url = f"/administration/people/{person.id}"
    office.submit_form(url, {"role": "trainer", "regions": ["MA-08", "MA-02"]})
    db_session.expire_all()
    assert [(grant.role, grant.region_code) for grant in person.grants] == [
        (Role.TRAINER, "MA-02"),
        (Role.TRAINER, "MA-08"),
    ]
    office.submit_form(f"/administration/roles/{person.grants[0].id}/end", {"reason": "Moved away"})
    db_session.expire_all()
    assert [grant.ended_at is None for grant in person.grants] == [False, True]
    assert "Moved away" in office.page("/administration/audit")


def test_only_administrators_manage_people(sign_in: Any, db_session: Any) -> None:
    person = people.person()
    for other in (people.coordinator(), people.person(roles=(Role.MENTOR,)), person):
        client = sign_in(other)
        for url in (
            "/administration/people",
            "/administration/audit",
            "/administration/settings",
            "/administration/invite",
        ):
            assert client.get(url).status_code == 403
        assert client.get(f"/administration/people/{person.id}").status_code == 404
    assert db_session.scalar(sa.select(RoleGrant.id).where(RoleGrant.person_id == person.id)) is None


def test_closing_an_account_signs_out_at_once_and_can_be_undone(sign_in: Any, db_session: Any) -> None:
    person, office = people.person(), sign_in(people.administrator())
    client = sign_in(person)
    office.submit_form(f"/administration/people/{person.id}/close", {"reason": "Left the programme"})
    assert client.get("/account").status_code == 302
    office.submit_form(f"/administration/people/{person.id}", form="/open")
    db_session.expire_all()
    assert person.disabled_at is None


def test_nobody_closes_their_own_account(sign_in: Any, db_session: Any) -> None:
    administrator = people.administrator()
    answer = sign_in(administrator).submit_form(f"/administration/people/{administrator.id}/close", {"reason": "tired"})
    assert answer.status_code == 422
    db_session.expire_all()
    assert administrator.disabled_at is None


def test_an_invitation_is_sent_and_taken_back(sign_in: Any, client: Any, letters: Any, db_session: Any) -> None:
    office = sign_in(people.administrator())
    office.submit_form(
        "/administration/invite", {"email": "new@example.org", "name": "Nadia", "role": "mentor", "language": "ar"}
    )
    link = letters(to="new@example.org")[0].links[0].removeprefix("http://localhost")
    assert client.get(link).status_code == 200
    offered = db_session.scalar(sa.select(Invitation))
    office.submit_form("/administration/people", form=f"/invitations/{offered.id}/revoke")
    assert client.get(link).status_code == 410


def test_the_chain_is_verified_on_the_page(sign_in: Any, db_session: Any) -> None:
    office = sign_in(people.administrator())
    office.submit_form(
        "/administration/invite", {"email": "a@example.org", "name": "A", "role": "mentor", "language": "fr"}
    )
    assert office.get("/administration/audit/verify?lang=en").location == "/administration/audit"
    assert "chain is whole" in office.page("/administration/audit?lang=en")
    db_session.execute(sa.update(AuditEntry).where(AuditEntry.id == 1).values(action="something.else"))
    office.get("/administration/audit/verify?lang=en")
    assert "chain is broken" in office.page("/administration/audit?lang=en")


def test_what_the_log_kept_is_said_in_words(sign_in: Any, db_session: Any) -> None:
    admission.complete()
    client = sign_in(people.person(roles=(Role.ADMINISTRATOR,)))
    page = client.page("/administration/audit?lang=en")
    assert "Statutes" in page
    assert "<bdi>statutes</bdi>" not in page


def test_a_coordinator_notes_what_was_told_by_telephone(sign_in: Any, db_session: Any) -> None:
    person = people.person()
    association = people.association(person)
    sign_in(person).submit_form(f"/association/{association.id}/members", {"email": "friend@example.org"})
    letter = db_session.scalar(sa.select(Letter))
    url = f"/administration/letters/{letter.id}"
    assert sign_in(people.coordinator("MA-02")).get(url).status_code == 404
    client = sign_in(people.coordinator("MA-08"))
    client.submit_form(url, {"note": "Spoke to the president"})
    told = db_session.scalar(sa.select(ToldByPhone))
    assert (told.letter_id, told.note) == (letter.id, "Spoke to the president")
    assert "Spoke to the president" in client.page(url)


def test_a_contact_is_named_and_every_page_says_it_at_once(sign_in: Any, client: Any, clock: Any) -> None:
    call, office = admission.call(), sign_in(people.administrator())
    clock.stop_at(admission.DURING)
    assert "Amina Berrada" not in client.page(f"/calls/{call.reference}?lang=fr")
    said = {
        "name_fr": "Amina Berrada",
        "name_ar": "أمينة برادة",
        "phone": "0537 20 11 12",
        "email": "a@ministry.example",
    }
    url = "/administration/settings/contacts/MA-08?lang=fr"
    assert office.submit_form(url, {**said, "phone": "12", "reason": "Nommée"}).status_code == 422
    assert office.submit_form(url, {**said, "reason": "Nommée par arrêté"}).status_code == 302
    for page in ("/contacts", f"/calls/{call.reference}"):
        assert "Amina Berrada" in client.page(f"{page}?lang=fr")
    member = sign_in(admission.member_of((made := admission.draft(call)).association))
    assert "Amina Berrada" in member.page(f"/applications/{made.id}?lang=fr")
    settings = office.page("/administration/settings?lang=fr")
    assert "Nommée par arrêté" in settings


def test_letters_are_signed_and_the_declaration_is_shown_as_chosen(sign_in: Any, client: Any, letters: Any) -> None:
    office = sign_in(people.administrator())
    signed = {"ar": "وزارة حقوق الإنسان", "fr": "Ministère des droits humains", "en": "Ministry of Rights"}
    office.submit_form("/administration/settings/signature", {**signed, "reason": "Renamed"})
    answer = office.submit_form("/administration/settings/declaration", {"number": "<b>", "reason": "Declared"})
    assert answer.status_code == 422
    office.submit_form("/administration/settings/declaration", {"number": "D-W-123/2026", "reason": "Declared"})
    assert "D-W-123/2026" in client.page("/privacy?lang=fr")
    office.submit_form(
        "/administration/invite", {"email": "new@example.org", "name": "Nadia", "role": "mentor", "language": "fr"}
    )
    assert "Ministère des droits humains" in letters(to="new@example.org")[0].text


def test_another_limit_of_documents_holds_at_once_save_for_calls_that_are_published(sign_in: Any, clock: Any) -> None:
    before, office = admission.draft(), sign_in(people.administrator())
    clock.stop_at(admission.DURING)
    url = "/administration/settings/documents"
    assert office.submit_form(url, {"number": "41", "reason": "Scans"}).status_code == 422
    assert office.submit_form(url, {"number": "3", "reason": "Scans"}).status_code == 302
    after = admission.draft(admission.call(reference="AMI-2018"))
    for application, limit in ((before, "10 MB"), (after, "3 MB")):
        member = sign_in(admission.member_of(application.association))
        assert f"{limit} a file at most" in member.page(f"/applications/{application.id}/documents?lang=en")
        assert "3 MB a file at most" in member.page(f"/association/{application.association_id}/documents?lang=en")
