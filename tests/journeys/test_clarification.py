"""Clarification to and fro: the coordinator asks in French at a desk, the association answers in Arabic on a phone, and
a colleague reads the answer in English, on the way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from capacity.admission.applications.models import Application
from capacity.core import facts
from capacity.core.access import Role
from capacity.core.db import db
from tests.factories import admission, people
from tests.journeys.hand import Hand
from tests.support.browsing import Window
from tests.support.screens import Places, rounds

pytestmark = pytest.mark.browser
UNCLEAR = "La page 3 est illisible."
ANSWER = "سنُشرك ثلاث جمعيات نسائية في الواحة."


@pytest.mark.parametrize("places", rounds())
def test_the_coordinator_asks_and_the_association_answers(
    window: Window,
    clock: Any,
    axe: Callable[[Page], None],
    papers: dict[str, Path],
    places: Places,
) -> None:
    """The association at the first of these places, who asks at the second, who reads the answer at the third."""
    (language, width), (asks_in, desk_width), (reads_in, third_width) = places
    made = admission.submitted(language=language)
    number, coordinator = made.id, people.person(roles=(Role.COORDINATOR,))
    clock.stop_at(admission.AFTER)
    desk = Hand(window(language=asks_in, width=desk_width, person=coordinator), asks_in)
    phone = Hand(window(language=language, width=width, person=admission.member_of(made.association)), language)
    _asks(desk, number, axe)
    clock.stop_at(admission.AFTER + timedelta(days=1))
    _answers(phone, number, axe, papers["photo"])
    db.session.rollback()
    colleague = people.person(roles=(Role.COORDINATOR,))
    second = Hand(window(language=reads_in, width=third_width, person=colleague), reads_in)
    for reader in (desk, second):
        reader.go(f"/desk/applications/{number}?tab=clarification")
        reader.fits()
        reader.says("Answered in time")
        reader.says("Changed")
        axe(reader.page)
    desk.go(f"/review/applications/{number}/screening")
    desk.reads(ANSWER.split()[1])
    db.session.expire_all()
    sent = db.session.get_one(Application, number)
    assert [one.clarification_id is None for one in sent.snapshots] == [True, False]


def _label(file: str, kind: str, language: str) -> str:
    wanted = {"question": "motivation", "document": "statutes"}[kind]
    return next(str(one["label"][language]) for one in facts.load(file)[kind] if one["key"] == wanted)


def _asks(desk: Hand, number: int, axe: Callable[[Page], None]) -> None:
    desk.go(f"/desk/applications/{number}")
    desk.follow("Ask for clarification")
    desk.is_awake()
    axe(desk.page)
    for label, words in (
        (_label("questions", "question", desk.language), "Lesquelles ?"),
        (_label("documents", "document", desk.language), UNCLEAR),
    ):
        point = desk.page.locator("details").filter(has=desk.page.get_by_text(label, exact=True)).first
        point.locator("summary").click()
        point.locator("textarea").fill(words)
    desk.press("Ask the association")
    desk.says("Answer awaited")
    desk.fits()
    axe(desk.page)


def _answers(phone: Hand, number: int, axe: Callable[[Page], None], photo: Path) -> None:
    phone.go(f"/applications/{number}")
    phone.follow("Answer the coordination")
    phone.fits()
    phone.reads(UNCLEAR)
    phone.is_awake()
    axe(phone.page)
    with phone.until_the_page_is_new():
        phone.page.locator("input[type=file]").set_input_files(photo)
        phone.page.get_by_role("button", name=phone.words("Send the photo")).click()
    phone.reads(photo.name)
    phone.is_awake()
    phone.page.locator("form#answer textarea").first.fill(ANSWER)
    saved = phone.words("Saved at %(time)s", time="").strip()
    expect(phone.page.locator("[data-saved]")).to_contain_text(saved)
    phone.go(f"/applications/{number}/clarification")
    phone.is_awake()
    expect(phone.page.locator("form#answer textarea").first).to_have_value(ANSWER)
    phone.fits()
    phone.press("Save and look it over")
    phone.fits()
    phone.says("After")
    phone.is_awake()
    axe(phone.page)
    phone.fill("Office in the association", "الرئيسة")
    phone.tick(phone.words("I represent this association. What this answer says is true."))
    phone.press("Send the answer")
    phone.says("Your answer has arrived.")
    phone.fits()
    phone.is_awake()
    axe(phone.page)
    phone.go(f"/applications/{number}/clarification")
    phone.fits()
    axe(phone.page)
