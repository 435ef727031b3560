"""An association applies, on a phone."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Locator, expect

from capacity.core import facts
from tests.journeys.hand import Hand
from tests.journeys.stages.call import REFERENCE
from tests.journeys.stages.cast import Cast

DECLARATION = "I represent this association. What this application says is true, and the association decided to apply."
TEXT = "Tafilalet 2016 تافيلالت"


def applies(cast: Cast) -> None:
    """Every page is filled in, every document sent, and the receipt comes by page and by letter."""
    hand = cast.hand("president")
    fill_in_and_send(hand, REFERENCE, cast.papers)
    hand.reads("2017-0001")
    assert "2017-0001" in cast.letter("president", "2017-0001").text


def fill_in_and_send(hand: Hand, reference: str, papers: dict[str, Path]) -> None:
    """From the page of the call to the receipt."""
    hand.go(f"/calls/{reference}")
    hand.fits()
    hand.follow("Apply")
    hand.press("Begin the application")
    hand.follow("Continue writing")
    while "/form/" in hand.page.url:
        _answer(hand)
        hand.fits()
        hand.press("Save and continue")
    _send_papers(hand, papers)
    hand.follow("Continue to the review")
    hand.says("Everything is there.")
    hand.fill("Office in the association", "Présidente")
    hand.tick(hand.words(DECLARATION))
    hand.press("Send the application")
    hand.says("Download the receipt (PDF)")
    hand.fits()


def _answer(hand: Hand) -> None:
    """The first of every choice, then something in every field that is shown; what an answer brings up as well."""
    hand.is_awake()
    main = hand.page.locator("main form")
    for group in main.locator("fieldset:not([data-module=table])").all():
        if group.is_visible():
            group.get_by_role("radio").or_(group.get_by_role("checkbox")).first.check()
    for box in main.locator("input[type=checkbox]").all():
        if box.is_visible() and box.locator("xpath=ancestor::fieldset").count() == 0:
            box.check()
    for box in main.locator("textarea, input[type=text], input[type=date], input:not([type])").all():
        if box.is_visible() and box.locator("xpath=ancestor::fieldset").count() == 0:
            _write(box)


def _write(box: Locator) -> None:
    kind = box.get_attribute("type")
    number = box.get_attribute("inputmode") in {"numeric", "decimal"}
    box.fill("2017-03-12" if kind == "date" else "3" if number else TEXT)


def _send_papers(hand: Hand, papers: dict[str, Path]) -> None:
    for document in facts.load("documents")["document"]:
        photo = document["key"] == "deposit_receipt"
        hand.attach(document["label"][hand.language], papers["photo" if photo else "pdf"])
    expect(hand.page.get_by_text(hand.words("Missing"), exact=True)).to_have_count(0)
