"""The coordinator opens a call."""

from __future__ import annotations

from playwright.sync_api import expect

from capacity.core import facts
from tests.journeys.stages.cast import REGION, Cast

REFERENCE = "AMI-2017"


def opens(cast: Cast) -> None:
    """A call of the programme's own form, with its texts, published."""
    hand = cast.hand("coordinator")
    hand.go("/desk/calls/new")
    hand.choose("Phase", "2017")
    hand.fill("Reference", REFERENCE)
    hand.tick(facts.region(REGION).names.text(hand.language))
    hand.fill("Seats in each region", "30")
    hand.fill("Opening", "2017-10-05T09:00")
    hand.fill("Closing", "2017-11-05T16:30")
    hand.press("Begin the call")
    hand.follow("Texts")
    for field in ("Title", "Summary", "Text"):
        hand.fill_three(field, "AMI")
    hand.press("Save")
    hand.says("Saved.")
    hand.follow("Reading")
    hand.fill("Readers for each application", "2")
    hand.press("Save")
    hand.says("Saved.")
    hand.page.get_by_role("navigation").get_by_role("link", name=REFERENCE).click()
    hand.follow("Publish")
    hand.press("Publish")
    hand.says("The call is published.")


def is_read(cast: Cast) -> None:
    """Once it is open, anybody reads it and sees the way to apply."""
    cast.on(2017, 10, 10)
    hand = cast.hand("visitor")
    hand.go("/calls")
    hand.open("AMI")
    hand.reads(facts.region(REGION).names.text(hand.language))
    expect(hand.page.locator("main").get_by_role("link", name=hand.words("Apply")).first).to_be_visible()
