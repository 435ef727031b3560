"""A call built, translated, published, extended, amended: by a coordinator at a desk, read and answered on a phone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from capacity.admission.calls import queries
from capacity.core import facts
from capacity.core.db import db
from capacity.core.wordcount import count_words
from tests.factories import admission, people
from tests.journeys.hand import Hand
from tests.support.applications import Clock
from tests.support.browsing import HEIGHT, Window
from tests.support.mail import Received

pytestmark = [pytest.mark.browser]

REFERENCE = "AMI-LAHLOU"
ARABIC = ("صِفوا عَمَلًا قُمتم به – في جهتكم، سنة ٢٠٢٦ !", "مـــواكبة «الجمعيات» ـ\u00a012 جهة\nو/أو")
"""Vowel signs, strokes that lengthen, figures of both kinds, signs that stand alone."""
REGION = "MA-08"
ROUND = [
    pytest.param("ar", 360, "fr", 1280, "en", 360, id="ar"),
    pytest.param("fr", 360, "en", 1280, "ar", 360, id="fr", marks=pytest.mark.allpages),
    pytest.param("en", 1280, "ar", 1280, "fr", 360, id="en", marks=pytest.mark.allpages),
]


@pytest.mark.parametrize(("writes", "narrow", "publishes", "wide", "reads", "phone"), ROUND)
def test_a_call_built_translated_published_extended_amended(
    window: Window,
    clock: Clock,
    letters: Callable[..., list[Received]],
    axe: Callable[[Page], None],
    writes: str,
    narrow: int,
    publishes: str,
    wide: int,
    reads: str,
    phone: int,
) -> None:
    """One coordinator builds it, another translates, publishes and amends it, an association meets it: in a language
    and at a width of their own."""
    admission.phase()
    clock.stop_at(admission.BEFORE)
    hand = Hand(window(language=writes, width=narrow, person=people.coordinator(language=writes)), writes)
    number = begins(hand)
    asks(hand, number)
    window.watch.expected.append("422 (UNPROCESSABLE ENTITY)")  # an order that is refused
    orders(hand, number)
    axe(hand.page)
    desk = Hand(window(language=publishes, width=wide, person=people.coordinator(language=publishes)), publishes)
    tries(desk, number)
    is_refused_until_it_is_translated(desk, number, axe)
    clock.stop_at(admission.DURING)
    seat = admission.association()
    db.session.rollback()
    call = queries.by_reference(REFERENCE)
    assert call is not None
    drafted = admission.draft(call, seat).id
    extends_and_amends(desk, number)
    axe(desk.page)
    db.session.rollback()
    reader = Hand(window(language=reads, width=phone, person=admission.member_of(seat)), reads)
    answers(reader, drafted)
    axe(reader.page)
    reader.go(f"/calls/{REFERENCE}")
    reader.reads("Rectificatif")
    reader.fits()
    db.session.rollback()
    found = letters(to=admission.member_of(seat).email)
    assert len(found) == 2, "one of the addendum, one of the new closing"


def begins(hand: Hand) -> int:
    """From the programme's own form, in one region."""
    hand.go("/desk/calls/new")
    hand.choose("Phase", "2017")
    hand.fill("Reference", REFERENCE)
    hand.tick(facts.region(REGION).names.text(hand.language))
    hand.fill("Opening", "2018-01-29T09:00")
    hand.fill("Closing", "2018-03-02T16:30")
    hand.press("Begin the call")
    return hand.number()


def asks(hand: Hand, number: int) -> None:
    """A page of its own: a choice, what it brings up, and an amount."""
    hand.go(f"/desk/calls/{number}/subjects/new")
    hand.fill_three("Title of the page", "Moyens")
    hand.press("Save")
    for words, kind, more in (
        ("Subvention", "Yes or no", {}),
        ("Bailleur", "A line of text", {"condition": "Subvention"}),
        ("Montant", "An amount of money", {}),
        ("Projet", "A text", {"words": "12"}),
    ):
        hand.go(f"/desk/calls/{number}/questions/new")
        hand.is_awake()
        hand.choose("Page of the form", "Moyens")
        hand.choose("Kind of answer", hand.words(kind))
        hand.fill_three("Question", words)
        if "words" in more:
            hand.fill("Words at most", more["words"])
        if "condition" in more:
            hand.page.locator(f"input[name=condition][value$='{more['condition'].lower()}=yes']").check()
        hand.press("Save")
        hand.says("Saved.")


def orders(hand: Hand, number: int) -> None:
    """The amount goes up by the keys, and again by the pointer; what waits stays behind what it waits for."""
    hand.go(f"/desk/calls/{number}/questions")
    hand.is_awake()
    page = hand.page.locator("section[data-line]").last
    lines = page.locator("tr[data-line]")

    def handle(words: str) -> Any:
        return lines.filter(has_text=words).first.locator("[data-handle]")

    with hand.page.expect_response("**/shift"):
        handle("Montant").press("ArrowUp")
    expect(lines.nth(1)).to_contain_text("Montant")
    with hand.page.expect_response("**/shift"):
        handle("Bailleur").press("ArrowUp")
    with hand.page.expect_response("**/shift") as refused:
        handle("Bailleur").press("ArrowUp")
    assert refused.value.status == 422
    expect(lines.nth(0)).to_contain_text("Subvention")
    first = lines.first.get_attribute("data-line")
    handle("Subvention").focus()
    for key, there in (("ArrowUp", 0), ("ArrowDown", 1)):  # over the border of the page, and back
        with hand.page.expect_response("**/shift"):
            hand.page.keyboard.press(key)
        expect(page.locator(f"tr[data-line='{first}']")).to_have_count(there)
    handle("Montant").scroll_into_view_if_needed()
    start, end = handle("Montant").bounding_box(), lines.nth(1).bounding_box()
    assert start
    assert end
    with hand.page.expect_response("**/shift"):
        hand.page.mouse.move(start["x"] + 5, start["y"] + 5)
        hand.page.mouse.down()
        hand.page.mouse.move(start["x"] + 5, end["y"] + 4, steps=6)
        hand.page.mouse.up()
    expect(lines.nth(1)).to_contain_text("Montant")
    hand.go(f"/desk/calls/{number}/questions")
    expect(hand.page.locator("section[data-line]").last.locator("tr[data-line]").nth(1)).to_contain_text("Montant")
    rests_at_the_edge(hand)


def rests_at_the_edge(hand: Hand) -> None:
    """A page of the form is held still at the foot of the screen: the list moves on under it; Escape lets all stand."""
    hand.is_awake()
    held = hand.page.locator("section[data-line]").first
    name = held.get_attribute("data-line")
    handle = held.locator("[data-handle]").first
    handle.scroll_into_view_if_needed()
    start, from_ = handle.bounding_box(), hand.page.evaluate("scrollY")
    assert start
    hand.page.mouse.move(start["x"] + 5, start["y"] + 5)
    hand.page.mouse.down()
    hand.page.mouse.move(start["x"] + 5, HEIGHT - 20, steps=3)
    hand.page.wait_for_function("from => scrollY > from + 80", arg=from_)
    hand.page.keyboard.press("Escape")
    expect(hand.page.locator("section[data-line]").first).to_have_attribute("data-line", name or "")
    hand.page.mouse.up()


def tries(hand: Hand, number: int) -> None:
    """The form as applicants will meet it, in another language; what an answer brings up comes up."""
    hand.go(f"/desk/calls/{number}/form?page=moyens&in=ar")
    hand.is_awake()
    waiting = hand.page.locator("[data-waits]")
    expect(waiting).to_be_hidden()
    hand.page.locator("input[type=radio][value=yes]").check()
    expect(waiting).to_be_visible()
    hand.fits()


def is_refused_until_it_is_translated(hand: Hand, number: int, axe: Callable[[Page], None]) -> None:
    """What lacks in a language is listed; each line leads to its field, and from there back; then it is published."""
    hand.go(f"/desk/calls/{number}/publish")
    axe(hand.page)
    hand.page.locator("main").get_by_role("link", name=hand.words("Title")).first.click()
    expect(hand.page.locator("fieldset#title")).to_be_in_viewport()
    for field in ("Title", "Summary", "Text"):
        hand.fill_three(field, "Appel")
    hand.press("Save")
    hand.press("Publish the call")
    hand.says("The call is published.")


def extends_and_amends(hand: Hand, number: int) -> None:
    """More time for everybody, and a dated correction."""
    hand.go(f"/desk/calls/{number}/extension")
    hand.fill("New closing", "2018-03-09T16:30")
    hand.fill("Reason", "Intempéries")
    hand.press("Move the closing")
    hand.go(f"/desk/calls/{number}/addendum")
    hand.fill_three("Addendum", "Rectificatif")
    hand.press("Publish the addendum")
    hand.fits()


def answers(reader: Hand, application: int) -> None:
    """An association meets the page: what it does not say yes to is not asked of it."""
    reader.go(f"/applications/{application}/form/moyens")
    reader.is_awake()
    waiting = reader.page.locator("[data-waits]")
    expect(waiting).to_be_hidden()
    reader.page.locator("input[type=radio][value=yes]").check()
    expect(waiting).to_be_visible()
    for text in ARABIC:
        reader.fill("Projet", text)
        expect(reader.page.locator(".count-words b").last).to_have_text(str(count_words(text)))
    reader.fits()
