"""A page of a call is light enough for a telephone on a bad line: the first time, and every time after."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.benchmarks.weights import AFTER, FIRST, HTML, telephone, weigh
from tests.factories import admission
from tests.support.applications import Clock

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_the_page_of_a_call_is_light(browser: Browser, live_server: str, clock: Clock, language: str) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call()
    context = telephone(browser, live_server, {"language": language})
    try:
        weight = weigh(context.new_page(), f"/calls/{call.reference}")
    finally:
        context.close()
    assert weight.html < HTML
    assert weight.first < FIRST
    assert weight.after < AFTER
