"""A page drawn once for many visitors carries nobody's nonce or token but the reader's own."""

from __future__ import annotations

import re
from typing import Any

from tests.factories import admission, people
from tests.support.applications import new_client


def secrets_of(answer: Any) -> tuple[str, str]:
    page = answer.get_data(as_text=True)
    token = re.search(r'name="csrf_token" value="([^"]+)"', page)
    nonce = re.search(r'nonce="([^"]+)"', page)
    assert token
    assert nonce
    assert f"'nonce-{nonce[1]}'" in answer.headers["Content-Security-Policy"]
    return token[1], nonce[1]


def test_two_visitors_read_one_drawing_with_secrets_of_their_own(app: Any, clock: Any, count_queries: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}"
    one, two = new_client(app), new_client(app)
    first = secrets_of(one.get(address))
    with count_queries() as cost:
        second = secrets_of(two.get(address))
    assert cost.queries == 1
    assert not set(first) & set(second)
    chosen = two.post("/language", data={"csrf_token": second[0], "language": "fr", "next": address})
    assert chosen.status_code == 302
    assert "Call fr" in two.page(address)


def test_who_is_signed_in_gets_a_page_of_their_own(app: Any, sign_in: Any, clock: Any) -> None:
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}"
    person = people.person()
    new_client(app).page(address)
    assert person.name in sign_in(person).page(address)
    assert person.name not in new_client(app).page(address)


def test_the_host_that_one_visitor_names_is_in_nobodys_links(app: Any, clock: Any) -> None:
    """Links to be passed on, for feed readers, in calendars: all of them lead to the service's own address."""
    call = admission.call()
    clock.stop_at(admission.DURING)
    address = f"/calls/{call.reference}"
    elsewhere = {"base_url": "https://elsewhere.example"}
    pages = [new_client(app).page(page, **elsewhere) for page in (address, "/calls.atom", f"{address}/closing.ics")]
    pages.append(new_client(app).page(address))
    assert not any("elsewhere.example" in page for page in pages)
    assert all(f"http://localhost{address}" in page for page in pages)
