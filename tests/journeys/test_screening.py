"""Screening by keyboard: two files at a desk in French, a second person, an association that reads why on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from capacity.admission.calls.states.eligibility import Requirement, RuleKind
from capacity.admission.review import queries
from tests.factories import admission, people
from tests.factories.screening import NOW, REGION, arrived
from tests.journeys.hand import Hand
from tests.support.browsing import Window

pytestmark = pytest.mark.browser


def test_files_are_screened_by_keyboard_and_the_association_reads_why(
    window: Window, clock: Any, axe: Callable[[Page], None]
) -> None:
    coordinator, second_person = people.coordinator(REGION), people.coordinator(REGION)
    first, second = arrived(coordinator, Requirement(RuleKind.SEAT), Requirement(RuleKind.BOARD, least=3), files=2)
    panel = queries.panel_of_application(first)
    clock.stop_at(NOW)
    desk = Hand(window(language="fr", person=coordinator), "fr")
    _walks(desk, first.id, second.id)
    axe(desk.page)
    _refuses(desk)
    _accepts(desk)
    beside = Hand(window(language="fr", person=second_person), "fr")
    beside.go(f"/review/applications/{first.id}/screening")
    beside.press("Confirm that it is ineligible")
    beside.go(f"/review/panels/{panel.id}/screening/announce")
    axe(beside.page)
    beside.press_words(
        beside.words_for("Announce and send %(num)s letter", "Announce and send %(num)s letters", 2) % {"num": 2}
    )
    phone = Hand(window(language="ar", width=360, person=admission.member_of(first.association)), "ar")
    phone.go(f"/applications/{first.id}")
    phone.follow("Read the reasons and how to answer")
    phone.fits()
    phone.reads("الصفحة الثالثة")
    axe(phone.page)


def _walks(desk: Hand, first: int, second: int) -> None:
    """J and the arrow lead on, K and the other one back; nothing happens while somebody types."""
    desk.go(f"/review/applications/{first}/screening")
    for key, number in (("j", second), ("k", first), ("ArrowRight", second), ("ArrowLeft", first)):
        desk.is_awake()
        with desk.page.expect_navigation():
            desk.page.keyboard.press(key)
        assert desk.page.url.endswith(f"/{number}/screening")
    desk.is_awake()
    expect(desk.page.locator("[data-pane] .viewer__bar")).to_contain_text("statuts.pdf")
    desk.page.locator("[name=verdict][value=ineligible]").check()
    desk.page.locator("[name=note]").press_sequentially("jk")
    expect(desk.page.locator("[name=note]")).to_have_value("jk")
    desk.page.locator("form#screening").evaluate("(form) => form.reset()")


def _refuses(desk: Hand) -> None:
    """A document is refused with its reason, which appears when it is needed; the whole with another."""
    page = desk.page
    why = page.locator("[name=reason_statutes]")
    expect(why).to_be_hidden()
    page.locator("[name=judgement_statutes][value=refused]").check()
    why.select_option("unreadable")
    page.locator("[name=words_statutes]").fill("الصفحة الثالثة")
    desk.press("Accept those left open")
    desk.is_awake()
    page.locator("[name=verdict][value=ineligible]").check()
    page.locator("[name=reasons][value=unreadable_documents]").check()
    desk.press("Save and go to the next")


def _accepts(desk: Hand) -> None:
    desk.is_awake()
    desk.press("Accept those left open")
    desk.is_awake()
    desk.page.locator("[name=verdict][value=eligible]").check()
    desk.press("Save and go to the next")
    desk.reads(desk.words("%(done)s of %(total)s", done=2, total=2))
