"""A session is scheduled, delegates come, their certificates are issued and verified."""

from __future__ import annotations

from datetime import date

from playwright.sync_api import expect

from capacity.core import facts
from tests.journeys.hand import Hand
from tests.journeys.stages.cast import REGION, Cast

DELEGATES = (("Khadija Alaoui", "خديجة العلوي"), ("Hamid Ziani", "حميد الزياني"))
FIRST_DAY = date(2018, 1, 15)


def is_scheduled(cast: Cast) -> int:
    """Planned as a draft, then scheduled: the association is written to. The number of the session."""
    cast.on(2017, 12, 11)
    hand = cast.hand("coordinator")
    hand.go("/desk/sessions/new")
    hand.field(hand.words("Module")).select_option(index=1)
    hand.choose("Phase and region", facts.region(REGION).names.text(hand.language))
    hand.fill("First day", FIRST_DAY.isoformat())
    halves = hand.page.get_by_role("group", name=hand.words("Half-days")).get_by_role("checkbox")
    halves.nth(0).check()
    halves.nth(1).check()
    hand.choose("Venue", cast.hall.text(hand.language))
    hand.fill("Seats", "20")
    hand.fill("Delegates per association", "2")
    hand.tick(cast.trainer.called(hand.language))
    hand.press("Keep the draft")
    session = hand.number()
    hand.press("Schedule and send the letters")
    return session


def is_nominated(cast: Cast, session: int) -> None:
    """The association names its delegates; the coordinator confirms their seats."""
    hand = cast.hand("president")
    hand.go(f"/training/{session}")
    for name, name_ar in DELEGATES:
        hand.fill("Name in Latin letters", name)
        hand.fill("Name in Arabic letters", name_ar)
        hand.field(hand.words("Gender")).select_option(index=1)
        hand.press("Name this delegate")
        hand.says("Your delegate is named. The coordination confirms the seat by letter.")
    hand.fits()
    staff = cast.hand("coordinator")
    staff.go(f"/sessions/{session}")
    staff.press("Confirm all who hold a seat")


def is_attended(cast: Cast, session: int) -> None:
    """One tap per person and half-day; a second tap takes it back. Then the report locks the register."""
    cast.on(2018, 1, 15, hour=16)
    hand = cast.hand("trainer")
    hand.go(f"/sessions/{session}/register")
    hand.fits()
    slots = hand.page.get_by_role("navigation", name=hand.words("Half-days")).get_by_role("link")
    for place in range(slots.count()):
        with hand.page.expect_navigation():
            slots.nth(place).click()
        _take(hand, undoing=place == 0)
    hand.page.reload()
    expect(hand.page.locator("[aria-pressed=true]")).to_have_count(len(DELEGATES))
    hand.follow("End this session")
    hand.page.locator("main textarea").nth(0).fill("Deux demi-journées tenues.")
    hand.page.locator("main textarea").nth(1).fill("Les organes de traités.")
    hand.press("File the report and lock the register")
    hand.fits()


def _take(hand: Hand, *, undoing: bool) -> None:
    hand.is_awake()
    present = hand.page.get_by_role("button", name=hand.words("Present"), exact=True)
    for place in range(len(DELEGATES)):
        button = present.nth(place)
        for pressed in ("true", "false", "true") if undoing else ("true",):
            with hand.page.expect_response("**/register/*/*") as sent:
                button.click()
            assert sent.value.ok
            expect(button).to_have_attribute("aria-pressed", pressed)


def is_certified(cast: Cast, session: int) -> None:
    """Certificates are issued; a visitor verifies one by its code."""
    cast.on(2018, 1, 17)
    hand = cast.hand("coordinator")
    hand.go(f"/sessions/{session}/certificates")
    hand.press_words(hand.words_for("Issue %(num)s certificate", "Issue %(num)s certificates", len(DELEGATES)))
    hand.page.locator("main table").get_by_role("link").first.click()
    code = hand.page.locator("main bdi[dir=ltr]").first.inner_text()
    visitor = cast.hand("visitor")
    visitor.go("/verify")
    visitor.fill("Code of the certificate", code.replace("-", " ").lower())
    with visitor.page.expect_navigation():
        visitor.page.locator("main").get_by_role("button", name=visitor.words("Verify")).click()
    shown = visitor.page.locator("main").inner_text()
    assert any(name in shown for pair in DELEGATES for name in pair)
