"""A coalition of three: the lead asks on a phone in Arabic, one association declines and says why, two representatives
read the application and confirm, the second after it was changed, and it is sent. Each reads another language."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from capacity.core import search
from capacity.core.access import Role
from capacity.core.db import db
from tests.factories import admission, people
from tests.journeys.hand import Hand
from tests.journeys.stages.application import DECLARATION
from tests.support.browsing import Window
from tests.support.screens import Places, rounds

pytestmark = pytest.mark.browser
WHY_NOT = "نترشح وحدنا هذه السنة."
CONFIRMED = (
    "I represent this association. It decided to carry this application with the others, and does not apply alone."
)


@pytest.mark.parametrize("places", rounds())
def test_three_associations_carry_one_application(
    window: Window, clock: Any, axe: Callable[[Page], None], places: Places
) -> None:
    language, width = places[0]
    lead = admission.complete(language=language)
    others = [
        people.association(people.person(), name_fr=f"Oasis {name}", name_ar=f"واحة {name_ar}")
        for name, name_ar in (("verte", "خضراء"), ("bleue", "زرقاء"), ("blanche", "بيضاء"))
    ]
    *members, unwilling = others
    for other in others:
        search.index(db.session(), "association", other.id, [other.name_fr, other.name_ar])
    db.session.commit()
    clock.stop_at(admission.DURING)
    phone = Hand(window(language=language, width=width, person=admission.member_of(lead.association)), language)
    phone.go(f"/applications/{lead.id}/coalition")
    phone.fits()
    axe(phone.page)
    phone.fill("Name of the association", "واحة")
    phone.press("Search")
    phone.fits()
    for _ in others:
        phone.press("Ask it to join")
        phone.go(f"/applications/{lead.id}/coalition?q=واحة")
    axe(phone.page)
    phone.go(f"/applications/{lead.id}/summary")
    phone.says("Its representative has not confirmed yet.")
    hands = [
        Hand(window(language=reads, width=screen, person=admission.member_of(one)), reads)
        for one, (reads, screen) in zip(others, (places[1], places[2], places[0]), strict=True)
    ]
    _declines(hands.pop(), axe)
    _confirms(hands[0], axe)
    phone.go(f"/applications/{lead.id}/coalition")
    phone.reads(WHY_NOT)
    phone.fill("Name of the coalition", "واحات متضامنة")
    phone.press("Save")
    _confirms(hands[1], axe)
    assert unwilling.name_fr not in hands[1].page.locator("main").inner_text()
    phone.go(f"/applications/{lead.id}/summary")
    phone.says("Everything is there.")
    phone.fill("Office in the association", "الرئيسة")
    phone.tick(phone.words(DECLARATION))
    phone.press("Send the application")
    phone.says("Together with")
    phone.fits()
    db.session.rollback()
    desk = Hand(window(language="fr", width=1280, person=people.person(roles=(Role.COORDINATOR,))), "fr")
    clock.stop_at(admission.AFTER)
    for path in (f"/desk/applications/{lead.id}", f"/review/applications/{lead.id}/screening"):
        desk.go(path)
        for one in members:
            desk.reads(one.name_fr)
        assert unwilling.name_fr not in desk.page.locator("main").inner_text()
        desk.fits()
        axe(desk.page)


def _declines(member: Hand, axe: Callable[[Page], None]) -> None:
    _opens(member)
    member.follow("Decline")
    axe(member.page)
    member.fill("Reason", WHY_NOT)
    member.press("Decline the invitation")
    member.says("Your association is not in this coalition.")


def _opens(member: Hand) -> None:
    member.go("/applications")
    member.page.locator("main a[href*='/coalitions/']").first.click()
    member.fits()
    member.is_awake()


def _confirms(member: Hand, axe: Callable[[Page], None]) -> None:
    _opens(member)
    axe(member.page)
    member.follow("Read the application")
    member.reads("Nous accompagnons les femmes")
    member.fits()
    axe(member.page)
    member.follow("Back to the coalition")
    member.is_awake()
    member.fill("Office in the association", "الرئيس")
    member.tick(member.words(CONFIRMED))
    member.press("Confirm for the association")
    member.says("Your association carries this application.")
    axe(member.page)
