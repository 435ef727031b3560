"""What a browser may keep, and whose it is."""

from __future__ import annotations

from typing import Any

import pytest

from capacity.people.accounts.models import LoginSession
from tests.factories import admission, people

pytestmark = pytest.mark.one_database


def test_the_worker_is_asked_for_anew_and_knows_this_version_of_the_scripts(client: Any) -> None:
    answer = client.get("/sw.js")
    assert answer.mimetype == "text/javascript"
    assert answer.headers["Cache-Control"] == "no-cache"
    said = answer.get_data(as_text=True)
    page = client.page("/this-device")
    fingerprint = page.split("/js/main.js")[0].rsplit("/", 1)[1]
    assert f"/static/{fingerprint}/js/outbox.js" in said
    assert '"leaving": ["/sign-out", "/account/devices/end-all"]' in said, "either takes the kept pages along"
    assert "set-cookie" not in answer.headers
    same = client.get("/sw.js", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    small = client.get("/sw.js", headers={"Accept-Encoding": "br"})
    assert small.headers["Content-Encoding"] == "br"
    assert len(small.data) < len(answer.data) / 2


def test_only_the_pages_of_a_draft_may_be_kept_and_only_while_it_is_one(sign_in: Any, clock: Any) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, home = sign_in(admission.member_of(made.association)), f"/applications/{made.id}"
    for address in (home, f"{home}/form/identity", f"{home}/form/experience"):
        assert client.get(address).headers["Capacity-Keep"].startswith("fr.")
    for address in ("/", "/applications", f"{home}/documents", f"{home}/summary", "/account", "/this-device"):
        assert "Capacity-Keep" not in client.get(address).headers, address
    refused = client.submit_form(f"{home}/form/identity", {"q1": "mot " * 200})
    assert refused.status_code == 422
    assert "Capacity-Keep" not in refused.headers
    client.submit_form(f"{home}/withdraw", form="/withdraw")
    over = client.get(home)
    assert "Capacity-Keep" not in over.headers
    assert over.headers["Capacity-Forget"] == f"{home}/form/"


def test_a_receipt_lets_every_page_of_its_application_be_forgotten(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    clock.stop_at(admission.DURING)
    client, home = sign_in(admission.member_of(made.association)), f"/applications/{made.id}"
    assert client.get(f"{home}/receipt").headers["Capacity-Forget"] == f"{home}/"
    client.submit_form(f"{home}/reopen", form="/reopen")
    assert "Capacity-Forget" not in client.get(f"{home}/receipt").headers


def test_every_page_says_whose_it_is_without_saying_who(client: Any, sign_in: Any) -> None:
    assert client.get("/").headers["Capacity-Reader"] == "nobody"
    one, two = people.person(), people.person()
    readers = {sign_in(who).get("/").headers["Capacity-Reader"] for who in (one, one, two)}
    assert len(readers) == 2
    assert all(len(name) == 24 for name in readers)


def test_a_key_is_handed_to_its_person_alone(client: Any, sign_in: Any) -> None:
    assert client.get("/this-device/reader").get_json() == {"reader": ""}
    one, two = people.person(), people.person()
    found = [sign_in(who).get("/this-device/reader") for who in (one, one, two)]
    keys = [answer.get_json()["key"] for answer in found]
    assert keys[0] == keys[1] != keys[2]
    assert "no-store" in found[0].headers["Cache-Control"]
    admin = people.administrator()
    waiting = sign_in(admin, second_factor_at=None)
    assert waiting.get("/this-device/reader").get_json() == {"reader": ""}


def test_a_session_that_is_over_gets_no_key(sign_in: Any, db_session: Any) -> None:
    client = sign_in(people.person())
    db_session.query(LoginSession).delete()
    db_session.commit()
    assert client.get("/this-device/reader").get_json() == {"reader": ""}


def test_a_device_that_was_signed_out_from_elsewhere_lets_its_pages_go_and_one_whose_time_is_over_does_not(
    sign_in: Any, db_session: Any
) -> None:
    person = people.person()
    here, lent = sign_in(person), sign_in(person)
    row = db_session.query(LoginSession).order_by(LoginSession.id.desc()).first()
    number, until = row.id, row.expires_at
    row.expires_at = people.THEN
    db_session.commit()
    assert lent.get("/sign-in").headers["Capacity-Reader"] == "nobody"
    row.expires_at = until
    db_session.commit()
    here.submit_form("/account/devices", form=f"/devices/{number}/")
    assert lent.get("/sign-in").headers["Capacity-Reader"] == "gone"
