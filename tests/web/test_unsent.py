"""What is sent after a session has ended comes back on the page, and is sent again after signing in."""

from __future__ import annotations

from typing import Any

from tests.factories import people
from tests.support import markup

BUTTON = {"Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate"}
TYPED = "Salma “Nour” Idrissi <b>"


def form_on(answer: Any, action: str) -> dict[str, str]:
    """The hidden fields of the form that is sent there."""
    tree, _errors = markup.read(answer.get_data(as_text=True))
    form = next(one for one in tree.iter("form") if one.get("action") == action)
    return {field.get("name"): field.get("value") for field in form.iter("input")}


def signed_in_again(client: Any, person: Any) -> None:
    assert client.submit_form("/sign-in", {"email": person.email, "password": people.PASSWORD}).status_code == 302


def sent_too_late(client: Any, person: Any, headers: dict[str, str]) -> Any:
    """A form is filled in, the person signs out in another tab, and then presses its button."""
    signed_in_again(client, person)
    _action, fields = client.filled_form("/account", {"name": TYPED})
    client.post("/sign-out", data={"csrf_token": client.csrf_token("/account")})
    return client.post("/account?lang=en", data=fields, headers=headers)


def test_what_was_typed_is_sent_after_signing_in_again(client: Any, db_session: Any) -> None:
    person = people.person(password=people.PASSWORD)
    kept = sent_too_late(client, person, BUTTON)
    assert "Your session had ended" in kept.get_data(as_text=True)
    blob = form_on(kept, "/unsent")
    still = client.post("/unsent?lang=en", data=blob, headers=BUTTON)
    assert "Your session had ended" in still.get_data(as_text=True)
    signed_in_again(client, person)
    chosen = form_on(still, "/unsent") | {"language": "fr"}
    again = client.post("/unsent?lang=en", data=chosen, headers=BUTTON)
    assert (again.status_code, again.location) == (307, "/unsent?lang=fr")
    assert TYPED in form_on(client.post(again.location, data=chosen, headers=BUTTON), "/account?lang=en").values()
    ready = client.post("/unsent?lang=en", data=form_on(still, "/unsent"), headers=BUTTON)
    fields = form_on(ready, "/account?lang=en")
    assert fields["name"] == TYPED
    client.post("/account", data=fields)
    db_session.expire_all()
    assert "Nour" in person.name


def test_a_page_of_an_earlier_session_is_sent_with_one_press(client: Any) -> None:
    person = people.person(password=people.PASSWORD)
    signed_in_again(client, person)
    _action, fields = client.filled_form("/account", {"name": TYPED})
    client.post("/sign-out", data={"csrf_token": client.csrf_token("/account")})
    signed_in_again(client, person)
    kept = client.post("/account", data=fields, headers=BUTTON)
    assert kept.status_code == 400
    assert form_on(kept, "/account")["name"] == TYPED


def test_a_language_is_chosen_on_a_page_of_an_earlier_session_too(client: Any) -> None:
    person = people.person(password=people.PASSWORD)
    signed_in_again(client, person)
    token = client.csrf_token("/account")
    client.post("/sign-out", data={"csrf_token": token})
    chosen = {"csrf_token": token, "language": "ar", "next": "/calls"}
    answer = client.post("/language", data=chosen, headers=BUTTON)
    assert (answer.status_code, answer.location) == (302, "/calls")
    assert 'lang="ar"' in client.get("/calls").get_data(as_text=True)
    forged = client.post("/language", data=chosen | {"language": "fr"}, headers={"Sec-Fetch-Site": "cross-site"})
    assert forged.status_code == 400


def test_nothing_is_offered_that_another_site_sent_or_that_we_did_not_sign(client: Any) -> None:
    person = people.person(password=people.PASSWORD)
    for headers in ({}, {**BUTTON, "Sec-Fetch-Site": "cross-site"}, {**BUTTON, "Sec-Fetch-Mode": "cors"}):
        assert TYPED[:5] not in sent_too_late(client, person, headers).get_data(as_text=True)
    assert client.post("/unsent", data={"kept": "made.up"}, headers=BUTTON).status_code == 400
    signed = form_on(sent_too_late(client, person, BUTTON), "/unsent")
    for headers in ({}, {**BUTTON, "Sec-Fetch-Site": "cross-site"}):
        assert client.post("/unsent", data=signed, headers=headers).status_code == 400
    stale = client.post("/sign-in", data={"email": person.email, "password": people.PASSWORD}, headers=BUTTON)
    assert people.PASSWORD not in stale.get_data(as_text=True)
