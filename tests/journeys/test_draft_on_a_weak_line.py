"""A draft on a weak line, on a shared telephone, written by two: nothing is lost, doubled or shown to somebody else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from capacity.admission.applications.models import Snapshot
from capacity.core.db import db
from capacity.people.accounts.models import LoginSession
from tests.factories import admission, people
from tests.support.browsing import Window
from tests.support.lines import Line, Telephone
from tests.support.screens import Places, rounds
from tests.support.writing import Form, has_sent_everything, kept_pages, said, waiting

pytestmark = [pytest.mark.browser]

MANDATE = "نرافق النساء في القرى"
LONGER = "نرافق النساء والشباب في القرى"
RECORD = "ثلاث دورات تكوينية"


@pytest.mark.parametrize("places", rounds())
def test_a_draft_of_three_visits_with_the_line_cut_and_the_browser_killed(
    line: Line, telephone: Callable[..., Telephone], clock: Any, axe: Callable[..., None], places: Places
) -> None:
    """Begun at the first of these places, sent from the second, and read at the third."""
    language, width = places[0]
    made = admission.draft(language=language)
    clock.stop_at(admission.DURING)
    writer, title = admission.member_of(made.association), made.call.subjects[0].title
    phone = telephone(language=language, width=width)
    form = Form(phone.open(), made)
    phone.sign_in(writer)
    form.open("identity")
    form.is_on_device()
    form.write("identity", MANDATE)
    line.cut()
    form.page.get_by_role("button", name=said("Save and continue", language)).click()
    form.page.wait_for_url(f"**{form.address('experience')}")  # nothing was typed, and the browser believes in its line
    form.page.goto(form.address("identity"))
    expect(form.page.locator("[data-kept-copy] [data-of]")).to_be_visible()
    form.write("identity", LONGER, then="away")
    axe(form.page)
    form.page.get_by_role("button", name=said("Save and continue", language)).click()
    form.page.wait_for_url(f"**{form.address('experience')}")
    form.is_awake()
    form.write("experience", RECORD, then="away")
    assert len(waiting(form.page)) == 2
    phone.kill()

    form.page = phone.open()
    form.page.goto("/")
    expect(form.page.get_by_role("heading", level=1)).to_have_text(said("What this device keeps", language))
    expect(form.page.locator("[data-away]")).to_be_visible()
    expect(form.page.locator("[data-all]")).to_have_text("2")
    kept = form.page.locator("[data-pages] a").evaluate_all("all => all.map((one) => new URL(one.href).pathname)")
    assert kept == [f"/applications/{made.id}", *(form.address(one) for one in form.subjects)]
    axe(form.page)
    form.page.locator(f"[data-pages] a[href$='{form.address('experience')}']").click()
    expect(form.field("experience")).to_have_value(RECORD)
    form.page.goto(form.address("identity"))
    expect(form.field("identity")).to_have_value(LONGER)
    phone.close()

    line.join()
    phone.language, phone.width = places[1]
    form.page = phone.open()
    phone.sign_in(writer)
    form.page.goto("/contacts")
    has_sent_everything(form.page)
    assert form.arrived("identity") == (LONGER, 2)
    assert form.arrived("experience") == (RECORD, 1)
    for place in places[1:]:
        if place != places[1]:
            phone.close()
            phone.language, phone.width = place
            form.page = phone.open()
            phone.sign_in(writer)
        form.open("identity")
        expect(form.page.get_by_role("heading", level=1)).to_have_text(title.text(phone.language))
        expect(form.field("identity")).to_have_value(LONGER)
        axe(form.page)


def looks_again(page: Any) -> None:
    """Somebody comes back to this window from another one."""
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


@pytest.mark.parametrize("places", rounds())
def test_two_members_at_once_see_both_texts_and_choose(
    window: Window, clock: Any, axe: Callable[..., None], places: Places
) -> None:
    """She sits at the first of these places, he at the second; a third member looks on at the last one."""
    (language, width), (other, his_width), (third, third_width) = places
    one, two, three = people.person(name_ar="فاطمة"), people.person(name_ar="حسن"), people.person(name_ar="مريم")
    made = admission.draft(by=people.association(one, two, three))
    clock.stop_at(admission.DURING)
    window.watch.expected += ["409"]
    hers = Form(window(language=language, width=width, person=one), made)
    his = Form(window(language=other, width=his_width, person=two), made)
    hers.open("identity")
    his.open("identity")
    hers.write("identity", "نصها")
    his.write("identity", "نصه", then="attention")
    expect(his.rivals("identity")).to_contain_text(one.called(other))
    axe(his.page)
    his.page.reload()
    his.is_awake()
    rivals = his.rivals("identity")
    expect(rivals.locator("[data-side=mine]")).to_contain_text("نصه")
    expect(rivals.locator("[data-side=theirs]")).to_contain_text("نصها")
    assert hers.arrived("identity") == ("نصها", 1)
    his.field("identity").fill("نصه!")
    expect(rivals.locator("[data-side=mine]")).to_contain_text("نصه!")
    his.field("identity").fill("نصه")
    rivals.get_by_role("button", name=said("Keep mine", other)).click()
    his.says("saved")
    assert his.arrived("identity") == ("نصه", 2)

    hers.write("identity", "نصها الثاني", then="attention")
    hers.page.goto(f"/applications/{made.id}/summary")
    expect(hers.page.locator("[data-unsent]")).to_be_visible()
    hers.open("identity")
    hers.rivals("identity").get_by_role("button", name=said("Take the other", language)).click()
    expect(hers.field("identity")).to_have_value("نصه")
    hers.write("identity", "نصهما")
    looks_again(his.page)
    expect(his.field("identity")).to_have_value("نصهما")
    expect(his.page.locator("[data-part=company]")).to_contain_text(one.called(other))
    assert hers.arrived("identity") == ("نصهما", 3)
    looks_on = Form(window(language=third, width=third_width, person=three), made)
    looks_on.open("identity")
    expect(looks_on.field("identity")).to_have_value("نصهما")
    expect(looks_on.page.locator("[data-part=company]")).to_contain_text(one.called(third))
    axe(looks_on.page)


def test_a_session_that_ends_and_a_language_that_changes_lose_nothing(
    window: Window, clock: Any, axe: Callable[..., None]
) -> None:
    writer = people.person(password=people.PASSWORD)
    made = admission.draft(by=people.association(writer))
    clock.stop_at(admission.DURING)
    window.watch.expected += ["ERR_INTERNET_DISCONNECTED"]
    page = window(language="ar", width=360, person=writer)
    form = Form(page, made)
    form.open("identity")
    db.session.query(LoginSession).update({"expires_at": clock.now() - timedelta(minutes=1)})
    db.session.commit()
    form.field("identity").fill(MANDATE)
    over = page.locator("[data-warning=signed-out]")
    expect(over).to_be_visible()
    axe(page)
    over.get_by_role("link").click()
    page.fill("[name=email]", writer.email)
    page.fill("[name=password]", people.PASSWORD)
    page.press("[name=password]", "Enter")
    page.wait_for_url(f"**{form.address('identity')}")
    expect(form.field("identity")).to_have_value(MANDATE)
    form.says("saved")
    assert form.arrived("identity") == (MANDATE, 1)

    page.context.set_offline(True)
    form.write("identity", LONGER, then="away")
    page.context.set_offline(False)
    page.locator("summary").first.click()
    page.get_by_role("button", name="Français").click()
    page.wait_for_url(f"**{form.address('identity')}")
    expect(page.locator("html")).to_have_attribute("lang", "fr")
    expect(form.field("identity")).to_have_value(LONGER)
    has_sent_everything(page)
    assert form.arrived("identity") == (LONGER, 2)

    window.watch.expected += ["400"]
    window.sign_in_again(page, writer)
    form.write("identity", MANDATE)
    page.get_by_role("button", name=said("Save and continue", "fr")).click()
    page.wait_for_url(f"**{form.address('experience')}")
    assert form.arrived("identity") == (MANDATE, 3)


def test_on_a_shared_telephone_each_finds_only_their_own(
    line: Line, telephone: Callable[..., Telephone], clock: Any
) -> None:
    made = admission.draft(language="ar")
    clock.stop_at(admission.DURING)
    writer, other = admission.member_of(made.association), people.person()
    phone = telephone()
    form = Form(phone.open(), made)
    phone.sign_in(writer)
    form.open("identity")
    form.is_on_device()
    line.cut()
    form.write("identity", MANDATE, then="away")
    line.join()
    phone.sign_in(other)
    form.page.goto("/this-device")
    expect(form.page.locator("[data-strange]")).to_be_visible()
    assert kept_pages(form.page) == []
    ((_question, _state, sealed),) = waiting(form.page)
    assert MANDATE not in sealed
    assert form.page.goto(form.address("identity")).status == 404

    phone.sign_in(writer)
    form.open("identity")
    form.says("saved")
    assert form.arrived("identity") == (MANDATE, 1)
    form.is_on_device()
    form.page.locator("summary").first.click()
    form.page.get_by_role("button", name=said("Sign out")).click()
    form.page.wait_for_url("**/")
    assert kept_pages(form.page) == []


def test_the_sign_of_a_submission_outlives_the_page_and_without_a_line_it_goes_when_the_line_is_back(
    window: Window, clock: Any, axe: Callable[..., None]
) -> None:
    window.watch.expected += ["ERR_INTERNET_DISCONNECTED"]
    made = admission.complete(language="fr")
    clock.stop_at(admission.DURING)
    page = window(width=360, person=admission.member_of(made.association))
    field, number, signs = page.locator("[name=submission_id]"), made.id, []
    for _visit in range(2):
        page.goto(f"/applications/{number}/summary")
        page.locator("html[data-awake]").wait_for(state="attached")
        signs.append(field.input_value())
    assert signs[0] == signs[1]
    page.fill("[name=signed_role]", "présidente")
    page.check("[name=declared]")
    page.context.set_offline(True)
    page.get_by_role("button", name=said("Send the application", "fr")).click()
    expect(page.get_by_role("alert")).to_contain_text(said("No connection: nothing has been sent yet", "fr"))
    axe(page)
    page.context.set_offline(False)
    page.wait_for_url("**/receipt")
    db.session.rollback()
    assert db.session.query(Snapshot).one().submission_id == signs[0]
