"""A browser that runs no scripts does the same work; a change of language keeps what was typed."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.factories import admission, people, training
from tests.journeys.hand import Hand
from tests.journeys.stages import application
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser
PHONE = 360


def test_an_association_applies_without_script(window: Window, clock: Clock, papers: dict[str, Path]) -> None:
    clock.stop_at(admission.DURING)
    call = admission.call(reference="AMI-SANS")
    member = people.person()
    people.association(member)
    assert call.id
    page = window(language="fr", width=PHONE, person=member, java_script_enabled=False)
    application.fill_in_and_send(Hand(page, "fr", scripted=False), "AMI-SANS", papers)


def test_a_trainer_marks_attendance_without_script(window: Window, clock: Clock) -> None:
    guide = training.trainer()
    phase = training.phase()
    session = training.session(phase, guide)
    training.enrolled(session, training.accepted(phase))
    clock.stop_at(session.slots[0].starts_at + timedelta(minutes=20))
    address = f"/sessions/{session.id}/register"
    hand = Hand(window(language="ar", width=PHONE, person=guide, java_script_enabled=False), "ar", scripted=False)
    hand.go(address)
    present = hand.page.get_by_role("button", name=hand.words("Present"), exact=True)
    for pressed in ("true", "false", "true"):
        present.click()
        expect(present).to_have_attribute("aria-pressed", pressed)
    hand.fits()


def test_a_change_of_language_keeps_what_was_typed(window: Window, clock: Clock) -> None:
    clock.stop_at(admission.DURING)
    staff = people.coordinator()
    hand = Hand(window(language="fr", person=staff), "fr")
    hand.go("/desk/calls/new")
    hand.fill("Reference", "AMI-À-MOITIÉ")
    hand.fill("Seats in each region", "17")
    with hand.page.expect_navigation():
        hand.page.get_by_role("button", name="العربية").first.click()
    expect(hand.page.locator("html")).to_have_attribute("dir", "rtl")
    after = Hand(hand.page, "ar")
    expect(after.field(after.words("Reference"))).to_have_value("AMI-À-MOITIÉ")
    expect(after.field(after.words("Seats in each region"))).to_have_value("17")
