"""A question that nobody has answered is drawn once for everybody, to the letter as it would be drawn for each."""

from __future__ import annotations

import re
from typing import Any

import pytest

from capacity.admission.applications import queries
from capacity.admission.applications.views import blank, writing
from tests.admission.applications.test_drafting import post_answer, question_of
from tests.admission.applications.test_limits import ASKED
from tests.factories import admission

_OWN = re.compile(r'(?:nonce|data-token|data-ticket|name="csrf_token" value)="[^"]*"')
"""What is another one in each answer."""


def drawn(client: Any, address: str) -> str:
    return _OWN.sub("", client.page(address))


def test_it_is_the_same_to_the_letter_on_every_page_in_every_language(
    sign_in: Any, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    call, _numbers = admission.call_asking(*ASKED)
    made = admission.draft(call)
    clock.stop_at(admission.DURING)
    client = sign_in(made.association.members[0].person)
    pages = [f"/applications/{made.id}/form/{one.key}" for one in queries.draft(made).every]
    blank._drawn.cache_clear()
    kept = {}
    for address in (f"{page}?lang={code}" for page in pages for code in ("ar", "fr", "en")):
        kept[address] = drawn(client, address), drawn(client, address)
    assert blank._drawn.cache_info().hits == blank._drawn.cache_info().misses > 3 * len(ASKED)
    monkeypatch.setattr(writing, "blanks", lambda _places: {})
    for address, (first, second) in kept.items():
        assert first == second == drawn(client, address)


def test_an_answer_stands_in_its_question_and_in_nobody_elses(sign_in: Any, clock: Any) -> None:
    call = admission.call()
    made, other = admission.draft(call), admission.draft(call)
    clock.stop_at(admission.DURING)
    address = "/applications/{}/form/identity"
    client = sign_in(made.association.members[0].person)
    assert "Nous accompagnons" not in client.page(address.format(made.id))
    post_answer(client, made.id, question_of(made).id, "Nous accompagnons les femmes.")
    assert "Nous accompagnons" in client.page(address.format(made.id))
    assert "Nous accompagnons" not in sign_in(other.association.members[0].person).page(address.format(other.id))
