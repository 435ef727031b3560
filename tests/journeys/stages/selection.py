"""The applications of a region are screened, read and ranked, and the selection is announced."""

from __future__ import annotations

from capacity.core import facts
from tests.journeys.hand import Hand
from tests.journeys.stages.cast import REGION, Cast


def is_screened(cast: Cast) -> None:
    """After the closing the panel is appointed, the application found eligible, and that is announced."""
    cast.on(2017, 11, 7)
    hand = cast.hand("coordinator")
    hand.go("/review/")
    hand.follow("Appoint the panel")
    hand.tick(cast.chair.called(hand.language))
    hand.tick(cast.reader.called(hand.language))
    hand.choose("Chair", cast.chair.called(hand.language))
    hand.fill("Marks due by", "2017-11-20T18:00")
    hand.press("Save")
    panel = hand.number()
    hand.go(f"/review/panels/{panel}/screening")
    hand.open(cast.association.name.text(hand.language))
    hand.press("Accept those left open")
    hand.tick(hand.words("Eligible"))
    hand.press("Save and go to the next")
    hand.go(f"/review/panels/{panel}/screening")
    hand.follow("Announce the screening")
    one, many = "Announce and send %(num)s letter", "Announce and send %(num)s letters"
    hand.press_words(hand.words_for(one, many, 1))


def is_scored(cast: Cast) -> None:
    """The coordinator shares out and opens scoring; each reader declares, scores and submits."""
    hand = cast.hand("coordinator")
    hand.go("/review/")
    hand.open(facts.region(REGION).names.text(hand.language))
    hand.page.wait_for_url("**/panels/*")
    hand.follow("Readers")
    hand.open(hand.words_for("Propose readers for %(num)s reading", "Propose readers for %(num)s readings", 2))
    hand.press("Give these readings")
    _to_round(hand)
    hand.press("Open scoring")
    for who, mark in (("chair", "4"), ("reader", "3.5")):
        _reads(cast.hand(who), mark)


def _reads(hand: Hand, mark: str) -> None:
    hand.go("/review/interests")
    hand.tick(hand.words("I have no tie to declare"))
    hand.press("Declare my interests")
    hand.go("/review/readings")
    hand.follow("Declare")
    hand.tick(hand.words("No conflict of interest: I can read this application"))
    hand.press("Declare")
    for choice in hand.page.locator(f'main input[type=radio][value="{2 * float(mark):g}"]').all():
        choice.check()
    for box in hand.page.locator("main textarea").all():
        box.fill("Dossier solide")
    hand.press("Submit my marks")
    hand.go("/review/readings")


def is_sealed(cast: Cast) -> None:
    """The panel sits and adopts the ranking; coordinator and chair sign the same file."""
    cast.on(2017, 11, 21)
    hand = cast.hand("coordinator")
    _to_round(hand)
    hand.press("Open the deliberation")
    sits(hand)
    for who in ("coordinator", "chair"):
        signer = cast.hand(who)
        _to_round(signer)
        signer.follow("Read and sign")
        signer.press("Sign")


def sits(hand: Hand) -> None:
    """From the page of the round: the sitting is opened, the ranking adopted by everybody, the sitting closed."""
    hand.follow("Sitting")
    hand.follow("Open the sitting")
    hand.fill("Place", "Errachidia")
    hand.press("Open the sitting")
    hand.follow("Adoption of the ranking")
    hand.press("Go through this point now")
    for choice in hand.page.locator("main input[type=radio][value=for]").all():
        choice.check()
    hand.fill("Reason", "Le classement découle des notes")
    hand.press("Record the vote")
    hand.follow("Back to the agenda")
    hand.press("Close the sitting")


def is_announced(cast: Cast) -> None:
    """The association learns of its seat by letter; nothing showed before."""
    cast.on(2017, 11, 24)
    before = cast.hand("visitor")
    before.go("/results")
    assert facts.region(REGION).names.text(before.language) not in before.page.locator("main").inner_text()
    hand = cast.hand("coordinator")
    _to_round(hand)
    hand.follow("Prepare the announcement")
    hand.press_words(hand.words_for("Announce and send %(num)s letter", "Announce and send %(num)s letters", 1))
    before.go("/results")
    before.reads(facts.region(REGION).names.text(before.language))


def is_accepted(cast: Cast) -> None:
    """On a phone, from the page of the application: the charter is read and signed with the seat."""
    hand = cast.hand("president")
    hand.go("/")
    hand.fits()
    hand.go("/applications")
    hand.open("AMI")
    hand.follow("Answer the offer")
    hand.follow("Accept the seat")
    hand.fits()
    hand.fill("Name of the contact for your delegates", "Fatima Zahra Ouali")
    hand.page.get_by_role("textbox").and_(hand.page.locator("[inputmode=tel]")).fill("0661 23 45 67")
    signs(hand)


def signs(hand: Hand) -> None:
    """Below the charter, as the last step to a seat."""
    hand.tick(hand.words("The association has read the charter and commits itself to it."))
    hand.fill("Name of the person who signs", "Fatima Zahra Ouali")
    hand.fill("Role in the association", "Présidente")
    hand.press("Sign the charter and accept the seat")


def _to_round(hand: Hand) -> None:
    hand.go("/selection")
    hand.open(facts.region(REGION).names.text(hand.language))
