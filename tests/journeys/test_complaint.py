"""A complaint in browsers: an association on a phone in Arabic, who examines it, who confirms it, and the seat."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.rounds.states import OutcomeKind
from capacity.core.db import db
from tests.architecture.world_admission import PDF
from tests.factories import complaints as factory
from tests.factories import people
from tests.factories.complaints import LATER
from tests.journeys.hand import Hand
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser
COMPLAINT = "أرفقنا بترشيحنا اتفاقية الشراكة، غير أن النقطة الممنوحة لا تعكسها."


def test_a_complaint_in_arabic_is_upheld_and_the_seat_is_offered(window: Window, clock: Clock, axe: Any) -> None:
    clock.stop_at(LATER)
    made = factory.announced(4, seats=1, remedy=Remedy.EXTRA_SEAT)
    application = factory.of_kind(made, OutcomeKind.RESERVE)
    member, desk = factory.member_of(made, application), made.coordinator
    handler, second = people.coordinator("MA-02", language="fr"), people.administrator(language="fr")
    number, names = application.id, (handler.name, second.name)
    phone = Hand(window(language="ar", person=member, width=360), "ar")
    phone.go(f"/outcomes/{number}")
    phone.follow("How to complain")
    phone.fits()
    phone.press("Write a complaint")
    phone.page.get_by_label(phone.words("Your complaint")).fill(COMPLAINT)
    phone.page.locator("input[name=grounds]").first.check()
    phone.press("Continue to the documents")
    phone.is_awake()
    with phone.page.expect_event("load"):
        phone.page.locator("#d-files").set_input_files(
            {"name": "اتفاقية.pdf", "mimeType": "application/pdf", "buffer": PDF}
        )
    phone.page.get_by_text("اتفاقية.pdf").first.wait_for()
    phone.page.get_by_role("button", name=phone.words("Remove")).wait_for()
    phone.fits()
    axe(phone.page)
    phone.page.locator("input[name=declared]").check()
    phone.press("File the complaint")
    phone.says("Your complaint has arrived")
    phone.fits()
    axe(phone.page)
    db.session.rollback()
    given = Hand(window(language="fr", person=desk), "fr")
    given.go("/desk/complaints")
    given.page.locator("tbody a").first.click()
    given.follow("Give it to somebody")
    given.says("Who took part, and cannot be chosen")
    for field, name in zip(("handler", "confirmer"), names, strict=True):
        option = given.page.locator(f"#{field} option", has_text=name).first.get_attribute("value")
        given.page.locator(f"#{field}").select_option(option)
    given.press("Give the complaint")
    db.session.rollback()
    examined = Hand(window(language="fr", person=handler), "fr")
    examined.go("/desk/complaints")
    examined.page.locator("tbody a").first.click()
    examined.follow("Propose the answer")
    examined.page.locator("input[name=verdict][value=upheld]").check()
    examined.page.locator("input[name=reasons][value=document_was_there]").check()
    examined.page.locator("#reasoning").fill("تبين أن الاتفاقية أُرسلت داخل الأجل ولم تؤخذ بعين الاعتبار.")
    examined.page.locator("#seat_due").check()
    examined.press("Propose the answer")
    phone.go("/")
    expect(phone.page.get_by_text(phone.words("Upheld"), exact=True)).to_have_count(0)
    db.session.rollback()
    confirmed = Hand(window(language="fr", person=second), "fr")
    confirmed.go("/desk/complaints")
    confirmed.page.locator("tbody a").first.click()
    confirmed.follow("Read the answer and confirm it")
    confirmed.press("Confirm and tell the association")
    confirmed.says("A seat was offered at once.")
    phone.go(f"/applications/{number}/complaints")
    phone.page.locator("tbody a").first.click()
    phone.says("A seat is offered to you.")
    phone.fits()
    phone.go(f"/outcomes/{number}")
    phone.follow("Accept the seat")
    visitor = Hand(window(language="ar"), "ar")
    visitor.go(f"/results/{made.round_id}")
    visitor.page.get_by_text("أضيفت بعد تظلم").first.wait_for()
