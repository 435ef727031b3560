"""The deadline is the server's receipt of the request to send, compared with closing plus grace."""

from __future__ import annotations

import asyncio
import itertools
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState, Unsent, unsent
from capacity.admission.calls import actions as calls
from capacity.core import audit
from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.serving.bridge import Bridge
from capacity.web.arrival import STAMP
from tests.factories import admission, people
from tests.journeys.hand import Hand
from tests.support.screens import screens

END = admission.CLOSES + timedelta(minutes=15)
SIGNED = {"signed_name": "S", "signed_role": "P", "declared": "y", "submission_id": "0123456789abcdef"}


def fresh(number: int) -> Application:
    db.session.expire_all()
    return db.session.get_one(Application, number)


@pytest.mark.parametrize(("waited", "counts"), [(10.0, True), (4.0, False)])
def test_what_was_received_in_time_counts_however_long_it_waited_for_its_turn(
    sign_in: Any, clock: Any, waited: float, counts: bool
) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    token = client.csrf_token(f"/applications/{number}/summary")
    clock.stop_at(END + timedelta(seconds=7))
    answer = client.post(
        f"/applications/{number}/summary",
        data={"csrf_token": token, **SIGNED},
        environ_overrides={STAMP: time.monotonic() - waited},
    )
    assert answer.status_code == (302 if counts else 409)
    assert fresh(number).state is (ApplicationState.SUBMITTED if counts else ApplicationState.DRAFT)


def test_whoever_goes_on_typing_is_told_that_the_call_closed_meanwhile(sign_in: Any, clock: Any) -> None:
    """What is saved is followed by the parts of the page that may have changed: this is one of them."""
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, part = sign_in(admission.member_of(made.association)), f"/applications/{made.id}/contents?part=1"
    closed = "L’appel est clos."
    assert closed not in client.get(part).text
    clock.stop_at(END + timedelta(seconds=7))
    assert closed in client.get(part).text


def test_what_was_reopened_and_missed_the_closing_says_so_on_both_sides(sign_in: Any, clock: Any) -> None:
    made = admission.submitted()
    clock.stop_at(admission.DURING)
    with unit_of_work():
        actions.reopen(made, actor=admission.actor_of(made.association), now=admission.DURING)
    clock.stop_at(END + timedelta(seconds=7))
    number = made.id
    member = sign_in(admission.member_of(made.association)).page(f"/applications/{number}")
    assert "ce que vous aviez envoyé avant ne compte pas" in member
    desk = sign_in(people.person(roles=(Role.COORDINATOR,))).page(f"/desk/applications/{number}")
    assert "ne l’a pas renvoyée avant la clôture" in desk
    assert "En cours de rédaction" not in desk
    listed = sign_in(people.coordinator(language="en")).page("/desk/applications?columns=state&lang=en")
    assert "Reopened, not sent again" in listed


def test_the_desk_says_what_became_of_a_draft() -> None:
    """A word of its own for each: it may have been sent before, its closing may be over, its call may be cancelled."""
    said = {
        unsent(was_sent=sent, still_open=is_open, call_cancelled=False).value
        for sent, is_open in itertools.product((True, False), repeat=2)
    }
    assert said == {"reopened", "being_written", "not_sent_again", "not_sent"}
    assert unsent(was_sent=True, still_open=False, call_cancelled=True) is Unsent.CALL_CANCELLED


def test_the_server_notes_the_arrival_of_the_last_byte() -> None:
    """A body that was begun in time and trickles in afterwards arrived when it was whole."""
    seen: dict[str, Any] = {}

    def app(environ: dict[str, Any], start_response: Any) -> list[bytes]:
        seen.update(environ)
        start_response("200 OK", [])
        return [environ["wsgi.input"].read()]

    class Headers(dict[str, str]):
        def get_all(self, name: str) -> list[str]:
            return [self[name]]

    class Scope:
        proto, method, path, query_string, http_version = "http", "POST", "/", "", "1.1"
        server, client, scheme, authority = "localhost:80", "127.0.0.1:9", "http", None
        headers = Headers({"content-length": "2"})

    class Protocol:
        first_byte = last_byte = 0.0

        async def __call__(self) -> bytes:
            self.first_byte = time.monotonic()
            await asyncio.sleep(0.01)
            self.last_byte = time.monotonic()
            return b"ab"

        def response_bytes(self, *answer: Any) -> None:
            seen["answer"] = answer

    protocol = Protocol()
    bridge = Bridge(app, largest_body=10, threads=1)
    with ThreadPoolExecutor(1) as aside:  # a browser's loop may be running in this thread
        aside.submit(lambda: asyncio.run(bridge.__rsgi__(Scope(), protocol))).result()
    assert seen["answer"][2] == b"ab"
    assert protocol.first_byte < protocol.last_byte <= seen[STAMP] <= time.monotonic()


def test_a_late_request_is_kept_with_its_moment(sign_in: Any, clock: Any) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    token = client.csrf_token(f"/applications/{number}/summary")
    late = clock.stop_at(END + timedelta(seconds=1))
    client.post(f"/applications/{number}/summary", data={"csrf_token": token, **SIGNED})
    event = audit.history(db.session(), [fresh(number)])[0]
    assert (event.action, event.at) == ("applications.come_late", late)
    assert "after the closing" in client.page(f"/applications/{number}?lang=en")


def test_a_request_to_a_cancelled_call_is_told_so(sign_in: Any, clock: Any) -> None:
    made = admission.complete()
    clock.stop_at(admission.DURING)
    client, number = sign_in(admission.member_of(made.association)), made.id
    token = client.csrf_token(f"/applications/{number}/summary")
    with unit_of_work():
        calls.cancel(made.call, reason=admission.words("Off"), actor=admission.EVERYWHERE, now=admission.DURING)
    answer = client.post(f"/applications/{number}/summary?lang=en", data={"csrf_token": token, **SIGNED})
    page = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "This call was cancelled." in page
    assert "Off en" in page
    assert "arrived after the closing" not in page


@pytest.mark.browser
@pytest.mark.parametrize(("language", "width"), screens())
def test_a_page_opened_before_and_sent_after_keeps_the_draft(
    window: Any, clock: Any, axe: Any, language: str, width: int
) -> None:
    made = admission.complete(language=language)
    number = made.id
    clock.stop_at(admission.CLOSES - timedelta(minutes=1))
    window.watch.expected.append("409")
    hand = Hand(window(language=language, width=width, person=admission.member_of(made.association)), language)
    hand.go(f"/applications/{number}/summary")
    hand.page.locator("[name=signed_name]").fill("Salma Alaoui")
    hand.page.locator("[name=signed_role]").fill("présidente")
    hand.page.locator("[name=declared]").check()
    clock.stop_at(END + timedelta(seconds=5))
    hand.press("Send the application")
    hand.says("Your request arrived after the closing")
    hand.reads("45")
    address = hand.page.get_by_role("link", name=hand.words("Write a letter that says when it arrived"))
    href = address.get_attribute("href") or ""
    assert href.startswith("mailto:contact-ma-08@")
    assert made.call.reference in href
    hand.fits()
    axe(hand.page)
    kept = fresh(number)
    assert kept.state is ApplicationState.DRAFT
    assert len(kept.answers) > 10
