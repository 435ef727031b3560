"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa

from capacity.core import clock as core_clock
from capacity.core.vault import Cost
from capacity.people.accounts import queries
from capacity.people.accounts.models import LoginSession, SignInFailure
from capacity.people.accounts.states import device_name
from tests.factories import people

IN_ENGLISH = "/sign-in?lang=en"


def signs_in(client: Any, person: Any, password: str = people.PASSWORD, url: str = "/sign-in") -> Any:
    return client.submit_form(url, {"email": person.email, "password": password})


def test_a_person_signs_in_and_out(client: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    assert signs_in(client, person).status_code == 302
    assert person.email in client.page("/account")
    row = db_session.scalar(sa.select(LoginSession))
    assert row.sealed_key is not None
    client.post("/sign-out", data={"csrf_token": client.csrf_token("/account")})
    db_session.expire_all()
    assert row.ended_at is not None
    assert row.sealed_key is None
    assert client.get("/account").location.startswith("/sign-in")


def test_the_session_opens_the_private_key_with_the_cookie_only(client: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    signs_in(client, person)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    row = db_session.scalar(sa.select(LoginSession))
    assert token not in repr(vars(row))
    opened = queries.opened_key(token, row)
    assert opened is not None
    assert opened.public == person.public_key
    assert queries.opened_key("another token, as long", row) is None


def test_the_same_words_for_a_wrong_password_and_an_unknown_address(client: Any) -> None:
    person = people.person(password=people.PASSWORD)
    wrong = signs_in(client, person, "something else altogether", url=IN_ENGLISH)
    unknown = client.submit_form(IN_ENGLISH, {"email": "nobody@example.org", "password": "something else altogether"})
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [answer.get_data(as_text=True).count("do not belong together") for answer in (wrong, unknown)]
    assert said[0] == said[1] != 0


def test_after_eight_failures_even_the_right_password_waits(client: Any, db_session: Any, clock: Any) -> None:
    person = people.person(password=people.PASSWORD)
    clock.stop_at(core_clock.now())
    for _ in range(8):
        signs_in(client, person, "wrong, again and again")
    answer = signs_in(client, person, url=IN_ENGLISH)
    assert answer.status_code == 422
    assert "too often" in answer.get_data(as_text=True)
    assert person.email not in repr(db_session.scalars(sa.select(SignInFailure.account_digest)).all())
    clock.advance(minutes=16)
    assert signs_in(client, person).status_code == 302


def test_signing_in_leads_back_to_where_one_was_and_never_away(client: Any) -> None:
    person = people.person(password=people.PASSWORD)
    assert client.get("/account/devices").location == "/sign-in?next=/account/devices"
    assert signs_in(client, person, url="/sign-in?next=/account/devices").location == "/account/devices"
    assert client.get("/sign-in?next=//elsewhere.example/").location == "/"


def test_a_session_ends_after_its_hours(client: Any, clock: Any, app: Any) -> None:
    person = people.person(password=people.PASSWORD)
    clock.stop_at(core_clock.now())
    signs_in(client, person)
    clock.advance(hours=app.config["SETTINGS"].session_hours - 1)
    assert client.get("/account").status_code == 200
    clock.advance(hours=2)
    assert client.get("/account").status_code == 302


def test_a_closed_account_is_out_at_once(client: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    signs_in(client, person)
    person.disabled_at = core_clock.now() - timedelta(minutes=1)
    db_session.commit()
    assert client.get("/account").status_code == 302
    assert signs_in(client, person).status_code == 422


@pytest.mark.parametrize(
    ("user_agent", "name"),
    [
        ("Mozilla/5.0 (Android 14; Mobile; rv:128.0) Gecko/128.0 Firefox/128.0", "Firefox – Android"),
        (
            "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/1 Safari/537.36",
            "Chrome – Linux",
        ),
        ("curl/8", "curl/8"),
        ("", "–"),
    ],
)
def test_a_device_is_called_by_a_short_name(user_agent: str, name: str) -> None:
    assert device_name(user_agent) == name


def test_the_accounts_of_the_demo_open_nothing_elsewhere(client: Any) -> None:
    known = people.person(password=people.PASSWORD, email="admin@demo.example")
    assert signs_in(client, known).status_code == 422
    assert client.get("/account").status_code == 302
    other = people.person(password=people.PASSWORD)
    assert signs_in(client, other).status_code == 302


def test_an_unknown_address_is_measured_like_a_known_one(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[str] = []
    monkeypatch.setattr(queries.people, "unlocked_by", lambda _keys, phrase: opened.append(phrase))
    known = people.person(password=people.PASSWORD)
    for address in (known.email, "nobody@example.org"):
        judged = queries.judge(
            email=address, password="wrong", secret="s" * 32, cost=Cost(memory_kib=64, passes=1), now=core_clock.now()
        )
        assert judged.person_id is None
    assert opened == ["wrong", "wrong"]
