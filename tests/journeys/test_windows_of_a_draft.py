"""A draft in a window that keeps nothing, and in two windows of one person: what each shows is true, on line or off."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from capacity.admission.calls.states import Condition, QuestionKind, Wording
from tests.factories import admission
from tests.support.browsing import Window
from tests.support.writing import Form, said

pytestmark = [pytest.mark.browser]

IN_A_NETWORK = Condition("network_member", frozenset({"yes"}))
IS_AUDITED = Condition("audited_en", frozenset({"yes"}))
UNKEPT = (
    "No connection, and nothing is kept on this device: leave this page open until it says that everything is saved."
)
FULL = (
    "The service can take nothing in at this moment, and nothing is kept on this device: "
    "leave this page open until it says that everything is saved."
)
NO_DATABASE = "indexedDB.open = () => { throw new DOMException('not here', 'InvalidStateError'); };"


def test_a_private_window_says_that_it_keeps_nothing_and_two_windows_agree(
    window: Window, clock: Any, axe: Callable[..., None]
) -> None:
    donor = Wording(QuestionKind.SHORT_TEXT, admission.words("Donor"), condition=IN_A_NETWORK)
    audited = Wording(QuestionKind.YES_NO, admission.words("Audited"), condition=IN_A_NETWORK)
    auditor = Wording(QuestionKind.SHORT_TEXT, admission.words("Auditor"), condition=IS_AUDITED)
    date = Wording(QuestionKind.DATE, admission.words("Date"))
    opinion = Wording(QuestionKind.SHORT_TEXT, admission.words("Opinion"), condition=IS_AUDITED)
    call, _numbers = admission.call_asking(date, donor, audited, then=[date, auditor], last=[opinion])
    made = admission.draft(call, language="fr")
    clock.stop_at(admission.DURING)
    writer = admission.member_of(made.association)
    private = Form(window(width=360, person=writer), made)
    private.page.add_init_script(NO_DATABASE)
    private.open("identity")
    expect(private.page.locator("[data-warning=nowhere]")).to_be_visible()
    axe(private.page)
    private.write("identity", "En privé")
    assert private.arrived("identity") == ("En privé", 1)
    window.watch.expected += ["ERR_INTERNET_DISCONNECTED"]
    private.page.context.set_offline(True)
    private.write("identity", "En privé, sans ligne", then="away")
    expect(private.page.locator("[data-saved]")).to_contain_text(said(UNKEPT, "fr"))
    private.page.context.set_offline(False)
    private.says("saved")
    assert private.arrived("identity") == ("En privé, sans ligne", 2)
    window.watch.expected += ["503"]
    private.page.route("**/answers", lambda route: route.fulfill(status=503, json={"error": 503}))
    private.write("identity", "En privé, sans place", then="away")
    expect(private.page.locator("[data-saved]")).to_contain_text(said(FULL, "fr"))
    private.page.unroute("**/answers")
    private.says("saved")
    assert private.arrived("identity") == ("En privé, sans place", 3)

    one = Form(window(person=writer), made)
    one.open("identity")
    two = Form(one.page.context.new_page(), made)
    two.open("identity")
    one.write("identity", "Dans une fenêtre")
    expect(two.field("identity")).to_have_value("Dans une fenêtre")
    two.write("identity", "Puis dans l’autre")
    expect(one.field("identity")).to_have_value("Puis dans l’autre")
    one.refuses_nothing("identity")
    assert one.arrived("identity") == ("Puis dans l’autre", 5)

    one.open("money_en")
    two.open("reach")
    donors = one.page.get_by_label("Donor fr")
    expect(donors).to_be_hidden()
    two.page.get_by_label("Oui", exact=True).check()
    donors.fill("Une fondation")
    one.says("saved")
    two.page.get_by_label("Non", exact=True).check()
    expect(donors).to_be_hidden()
    two.page.get_by_label("Oui", exact=True).check()
    expect(donors).to_have_value("Une fondation")

    two.says("saved")
    one.open("money_en")
    one.is_on_device()
    one.page.context.set_offline(True)
    one.page.get_by_role("button", name=said("Save and continue", "fr")).click()
    one.page.wait_for_url(f"**{one.address('more_en')}")  # nothing was typed, nothing waits, and the page turns
    two.page.get_by_label("Non", exact=True).check()
    two.says("away")
    one.open("money_en")
    expect(donors).to_be_hidden()
    two.page.get_by_label("Oui", exact=True).check()
    two.says("away")
    one.open("money_en")
    expect(donors).to_be_visible()
    auditors = one.page.get_by_label("Auditor fr")
    for audits, asked in (("Oui", True), ("Non", False)):
        one.page.get_by_label(audits, exact=True).check()
        one.says("away")
        one.open("more_en")
        expect(auditors).to_be_visible(visible=asked)
        one.open("money_en")
    one.page.get_by_label("Oui", exact=True).check()
    one.says("away")
    one.open("more_en")
    one.page.get_by_role("button", name=said("Save and continue", "fr")).click()
    one.page.wait_for_url(f"**{one.address('end_en')}")
    one.page.get_by_label("Opinion fr").fill("Sans réserve")
    one.says("away")
    two.page.get_by_label("Non", exact=True).check()
    two.says("away")
    one.open("more_en")
    expect(auditors).to_be_hidden()
