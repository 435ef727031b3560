"""A reader scores with the keyboard alone, beside the file."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from capacity.admission.review import actions, queries
from capacity.admission.review.states import AssignmentState
from capacity.core.db import db
from capacity.core.languages import Localized
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, actor
from tests.journeys.hand import Hand
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser
WORDS = Localized({code: "\n".join(f"{code} {mark}" for mark in range(6)) for code in ("ar", "fr")})


@pytest.mark.parametrize(("language", "width"), [("ar", 1280), ("fr", 820)])
def test_marks_are_given_by_keyboard_kept_as_one_goes_and_submitted(
    language: str, width: int, window: Window, clock: Clock
) -> None:
    clock.stop_at(NOW)
    made = factory.scoring(1, committee=2)
    criteria = queries.criteria_of(made.call.id)
    mine = next(one for one in queries.assignments_of(made.panel_id) if one.reader_id == made.chair.id)
    with factory.unit_of_work():
        criteria[0].anchors, criteria[1].comment_required = WORDS, True
        actions.declare(mine, actor=actor(made.chair), now=NOW)
    hand, number = Hand(window(language=language, width=width, person=made.chair), language), mine.id
    hand.go(f"/review/readings/{number}")
    hand.is_awake()
    hand.fits()
    hand.reads(f"{language} 4")
    page = hand.page
    page.locator("[data-criterion] [type=radio]").first.focus()
    for key in ("4", ".", "j", "3", "j", "n"):
        page.keyboard.press(key)
    given = [one.get_attribute("value") for one in page.locator("[data-criterion] :checked").all()]
    assert given == ["9", "6", "na"]
    expect(page.locator("[data-points]")).to_have_text("78,75")
    window.watch.expected += ["422", "ERR_INTERNET_DISCONNECTED", "400"]
    page.context.set_offline(True)
    page.locator("[data-criterion] textarea").nth(0).fill("Exemples à l’appui")
    hand.says("Not saved yet. What you wrote is on this page: leave it open, it is sent as soon as it can be.")
    page.context.set_offline(False)
    expect(page.locator("[data-saved]")).to_have_text(re.compile(r"\d{2}"))
    (kept,) = [one for one in page.context.cookies() if one["name"] == "session"]
    page.context.clear_cookies(name="session")
    page.locator("[data-criterion] textarea").nth(0).fill("Exemples vérifiés")
    hand.says("You are signed out")
    page.context.add_cookies([kept])
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    expect(page.locator("[data-ended]")).to_be_hidden()
    hand.press("Submit my marks")
    hand.says("Write a comment on this criterion.")
    page.locator("[data-criterion] textarea").nth(1).fill("Deux rapports, sources citées")
    hand.press("Submit my marks")
    db.session.rollback()
    db.session.expire_all()
    found = queries.assignment(number)
    assert found is not None
    assert found.state is AssignmentState.SUBMITTED
    assert "Exemples vérifiés" in [score.comment for score in found.scores]
    assert sorted((score.halves or 0) for score in found.scores) == [0, 6, 9]
