"""Registering, invitations, forgotten passwords: what arrives by letter, and what its links do."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core.access import SYSTEM, Actor, Role
from capacity.core.clock import now
from capacity.core.outbox import Letter, OutboxItem
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts import actions, queries
from capacity.people.accounts.models import LoginSession, OneTimeLink, Person
from tests.factories import people

PHRASE = "les cigognes de Chellah"


def path_of(link: str) -> str:
    return link.removeprefix("http://localhost")


def asks_for_an_account(client: Any, email: str, language: str = "fr", page: str = "/register") -> Any:
    return client.submit_form(
        page, {"name": "Salma Alaoui", "name_ar": "سلمى العلوي", "email": email, "language": language}
    )


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_person_registers_by_the_link_of_a_letter(client: Any, letters: Any, db_session: Any, language: str) -> None:
    assert asks_for_an_account(client, "Salma@Example.org", language).location == "/letter-sent"
    letter = letters(to="salma@example.org")[0]
    assert letter.language == language
    link = path_of(letter.links[0])
    kept = db_session.scalar(sa.select(OneTimeLink))
    assert kept.token_hash not in link
    answer = client.submit_form(link, {"password": PHRASE})
    assert answer.status_code == 302
    person = queries.by_email("salma@example.org")
    assert person is not None
    assert person.keys is not None
    assert person.language == language
    assert "salma@example.org" in client.page("/account")
    assert client.get(link).status_code == 410


@pytest.mark.one_database
def test_who_came_to_apply_is_led_back_there_when_the_account_is_made(client: Any, letters: Any) -> None:
    there = "/applications/begin/AMI-2018"
    assert f"/register?next={there}" in client.page(f"/sign-in?next={there}")
    asks_for_an_account(client, "salma@example.org", page=f"/register?next={there}")
    link = path_of(letters(to="salma@example.org")[0].links[0])
    assert client.submit_form(link, {"password": PHRASE}).location == there
    assert client.get("/register?next=https://elsewhere.example").location == "/"


def test_the_answer_is_the_same_for_a_known_address_which_gets_another_letter(client: Any, letters: Any) -> None:
    known = people.person(password=people.PASSWORD)
    first = asks_for_an_account(client, known.email)
    second = asks_for_an_account(client, "unknown@example.org")
    assert (first.status_code, first.location) == (second.status_code, second.location)
    assert "/sign-in" in letters(to=known.email)[0].links[0]


def test_a_new_password_ends_every_session_and_makes_new_keys(
    client: Any, sign_in: Any, letters: Any, db_session: Any
) -> None:
    person = people.person(password=people.PASSWORD)
    elsewhere = sign_in(person)
    before = person.public_key
    client.submit_form("/forgotten", {"email": person.email})
    client.submit_form(path_of(letters(to=person.email)[0].links[0]), {"password": PHRASE})
    assert elsewhere.get("/account").status_code == 302
    db_session.expire_all()
    assert person.public_key != before
    assert client.get("/account").status_code == 200


def test_nothing_is_sent_to_an_address_without_account_nor_is_it_kept(
    client: Any, letters: Any, db_session: Any
) -> None:
    assert client.submit_form("/forgotten", {"email": "nobody@example.org"}).location == "/letter-sent"
    assert letters() == []
    assert "nobody" not in repr(db_session.scalars(sa.select(OutboxItem.payload)).all())


def test_the_answer_about_a_forgotten_password_comes_before_the_address_is_looked_up(
    client: Any, db_session: Any
) -> None:
    known = people.person(password=people.PASSWORD)
    client.submit_form("/forgotten", {"email": known.email})
    assert db_session.scalars(sa.select(Letter)).all() == []


def test_an_old_link_opens_nothing(client: Any, letters: Any, clock: Any) -> None:
    person = people.person(password=people.PASSWORD)
    client.submit_form("/forgotten", {"email": person.email})
    link = path_of(letters(to=person.email)[0].links[0])
    clock.advance(hours=3)
    assert client.get(link).status_code == 410


def test_a_letter_is_read_again_without_its_link(client: Any, letters: Any, db_session: Any, sign_in: Any) -> None:
    person = people.person(password=people.PASSWORD)
    client.submit_form("/forgotten", {"email": person.email})
    token = letters(to=person.email)[0].links[0].rpartition("/")[2]
    number = db_session.scalar(sa.select(Letter)).message_id
    page = sign_in(person).page(f"/account/letters/{number}")
    assert token not in page
    assert sign_in(people.person()).get(f"/account/letters/{number}").status_code == 404


def test_an_invitation_gives_the_role_in_its_regions(client: Any, letters: Any, app: Any) -> None:
    with unit_of_work():
        actions.invite(
            actor=SYSTEM,
            email="coord@example.org",
            name="Naïma",
            role=Role.COORDINATOR,
            regions=["MA-08"],
            language="ar",
            now=now(),
        )
    link = path_of(letters(to="coord@example.org")[0].links[0])
    assert "درعة-تافيلالت" in client.page(link)
    client.submit_form(link, {"name": "Naïma Benali", "password": PHRASE})
    person = queries.by_email("coord@example.org")
    assert person is not None
    assert [(grant.role, grant.region_code) for grant in person.grants] == [(Role.COORDINATOR, "MA-08")]
    assert client.get("/account").location == "/second-factor?next=/account"
    assert client.get(link).status_code == 410


def test_who_has_an_account_accepts_when_signed_in(client: Any, letters: Any, sign_in: Any, db_session: Any) -> None:
    person, other = people.person(password=people.PASSWORD), people.person()
    with unit_of_work():
        actions.invite(
            actor=SYSTEM, email=person.email, name="", role=Role.TRAINER, regions=None, language="fr", now=now()
        )
    link = path_of(letters(to=person.email)[0].links[0])
    assert client.get(link).location.startswith("/sign-in")
    sign_in(other).post(link)
    assert person.grants == []
    assert sign_in(person).submit_form(link, form="accept").status_code == 302
    db_session.expire_all()
    assert [grant.role for grant in person.grants] == [Role.TRAINER]


@pytest.mark.parametrize("weak", ["short", "aaaaaaaaaaaaaaaa", "motdepasse2024", "salma.alaoui1", "x" * 201])
def test_weak_passwords_are_refused(client: Any, letters: Any, weak: str) -> None:
    asks_for_an_account(client, "salma.alaoui@example.org")
    link = path_of(letters(to="salma.alaoui@example.org")[0].links[0])
    assert client.submit_form(link, {"password": weak}).status_code == 422


def test_a_changed_password_keeps_the_keys_and_signs_others_out(client: Any, sign_in: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    elsewhere = sign_in(person)
    client.submit_form("/sign-in", {"email": person.email, "password": people.PASSWORD})
    before, cookie = person.public_key, client.get_cookie("session").value
    answer = client.submit_form("/account/password", {"present": people.PASSWORD, "password": PHRASE})
    assert answer.status_code == 302
    assert elsewhere.get("/account").status_code == 302
    assert client.get("/account").status_code == 200
    db_session.expire_all()
    assert person.public_key == before
    (live,) = db_session.scalars(sa.select(LoginSession).where(LoginSession.ended_at.is_(None)))
    assert live.sealed_key is not None
    client.set_cookie("session", cookie)
    assert client.get("/account").status_code == 302


def test_signing_out_elsewhere(sign_in: Any, db_session: Any) -> None:
    person, stranger = people.person(), people.person()
    here, there = sign_in(person), sign_in(person)
    rows = db_session.scalars(sa.select(LoginSession).order_by(LoginSession.id)).all()
    token = here.csrf_token("/account/devices")
    strange = sign_in(stranger)
    url = f"/account/devices/{rows[1].id}/end"
    assert strange.post(url, data={"csrf_token": strange.csrf_token("/account/devices")}).status_code == 404
    here.post(url, data={"csrf_token": token})
    assert there.get("/account").status_code == 302
    again = sign_in(person)
    here.post("/account/devices/end-all", data={"csrf_token": token})
    assert again.get("/account").status_code == 302
    assert here.get("/account").status_code == 302


def test_signing_out_everywhere_ends_this_visit_too(client: Any, sign_in: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    elsewhere = sign_in(person)
    client.submit_form("/sign-in", {"email": person.email, "password": people.PASSWORD})
    cookie = client.get_cookie("session").value
    answer = client.submit_form("/account/devices", form="end-all")
    assert answer.location == "/sign-in"
    client.set_cookie("session", cookie)
    assert client.get("/account").status_code == elsewhere.get("/account").status_code == 302
    assert not db_session.scalars(sa.select(LoginSession).where(LoginSession.ended_at.is_(None))).all()


def test_the_chosen_language_is_kept(sign_in: Any, db_session: Any) -> None:
    person = people.person()
    client = sign_in(person)
    client.post("/language", data={"language": "ar", "csrf_token": client.csrf_token("/account")})
    db_session.expire_all()
    assert db_session.get(Person, person.id).language == "ar"


def test_no_older_letter_opens_the_account_after_a_password_was_set(client: Any, letters: Any, clock: Any) -> None:
    clock.stop_at(now())
    asks_for_an_account(client, "salma@example.org")
    clock.advance(minutes=2)
    asks_for_an_account(client, "salma@example.org")
    first, second = (path_of(letter.links[0]) for letter in letters(to="salma@example.org"))
    assert client.submit_form(second, {"password": PHRASE}).status_code == 302
    assert client.get(first).status_code == 410
    clock.advance(minutes=2)
    client.submit_form("/forgotten", {"email": "salma@example.org"})
    reset = path_of(letters(to="salma@example.org")[-1].links[0])
    client.submit_form("/account/password", {"present": PHRASE, "password": "une phrase toute neuve"})
    assert client.get(reset).status_code == 410


def test_pages_of_who_is_signed_in_stay_in_no_cache(client: Any, sign_in: Any) -> None:
    known = sign_in(people.person(password=people.PASSWORD))
    assert known.get("/account").headers["Cache-Control"] == "private, no-store"
    assert known.get("/").headers["Cache-Control"] == "private, no-store"
    assert client.get("/").headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize("end", ["account", "role"])
def test_who_administers_no_longer_has_offered_no_role(client: Any, letters: Any, app: Any, end: str) -> None:
    inviting, closing = people.administrator(), people.administrator()
    with unit_of_work():
        actions.invite(
            actor=Actor(id=inviting.id), email="accomplice@example.org", name="Nobody", role=Role.ADMINISTRATOR,
            regions=None, language="fr", now=now(),
        )  # fmt: skip
    link = path_of(letters(to="accomplice@example.org")[0].links[0])
    assert client.get(link).status_code == 200
    ending: dict[str, Any] = {"actor": Actor(id=closing.id), "now": now(), "reason": "left"}
    with unit_of_work():
        if end == "account":
            actions.disable(person=inviting, **ending)
        else:
            actions.end_role(grant=inviting.grants[0], **ending)
    assert client.get(link).status_code == 410


def test_a_name_stays_in_its_line_and_says_nothing_in_the_services_name(client: Any, letters: Any) -> None:
    name = "\u202eSalma\n\nhttps://elsewhere.example Confirmer mon adresse"
    asked = {"name": name, "name_ar": "سلمى", "email": "victim@example.org", "language": "fr"}
    token = client.csrf_token("/register")
    assert client.post("/register", data={**asked, "csrf_token": token}).location == "/letter-sent"
    kept = queries.by_email("victim@example.org")
    assert kept is not None
    assert kept.name == "Salma https://elsewhere.example Confirmer mon adresse"
    letter = letters(to="victim@example.org")[0]
    assert "elsewhere" not in letter.text + letter.html
    assert letter.html.count("<a href=") == 1
