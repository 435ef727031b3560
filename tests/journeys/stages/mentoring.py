"""A mentor and an association bring a report to its submission."""

from __future__ import annotations

from capacity.core import facts
from tests.journeys.hand import Hand
from tests.journeys.stages.cast import REGION, Cast

TITLE = "Rapport parallèle – Drâa-Tafilalet"
WRITTEN = "Les communes rurales attendent encore une école. لا تزال الجماعات القروية تنتظر مدرسة."
REMARK = "Ajoutez une source pour ce chiffre."


def is_matched(cast: Cast) -> None:
    """The coordinator proposes a mentor; the association lets her in."""
    cast.on(2018, 2, 5)
    hand = cast.hand("coordinator")
    hand.go(f"/mentorships/new?region={REGION}")
    hand.choose("Mentor", cast.mentor.called(hand.language))
    hand.tick(cast.association.name.text(hand.language))
    hand.fill("Begins on", "2018-02-05")
    hand.press("Propose this mentor")
    member = cast.hand("president")
    member.go("/mentoring")
    member.follow("Open the mentorship")
    member.press("Let the mentor in")
    member.says("let the mentor in")
    member.fits()
    hand.page.reload()
    if hand.page.get_by_role("button", name=hand.words("Begin"), exact=True).count():
        hand.press("Begin")


def is_written(cast: Cast) -> int:
    """The association writes, the mentor comments. The number of the report."""
    cast.on(2018, 3, 5)
    hand = cast.hand("president")
    hand.go("/reports")
    hand.follow("Start a report")
    hand.page.locator("main form").get_by_role("textbox").first.fill(TITLE)
    hand.field(hand.words("Mechanism")).select_option(index=1)
    hand.field(hand.words("Language of the report")).select_option("fr")
    hand.press("Start and make the key")
    hand.follow("I have noted the code")
    report = hand.number()
    for section in facts.load("outline")["section"]:
        hand.go(f"/reports/{report}/sections/{section['key']}")
        hand.fill("Text", WRITTEN)
        hand.press("Save a version")
    hand.fits()
    mentor = cast.hand("mentor")
    mentor.go("/reports")
    mentor.open(TITLE)
    assert mentor.number() == report
    mentor.go(f"/reports/{report}/sections/issues")
    mentor.reads(WRITTEN)
    mentor.fill("Your comment", REMARK)
    mentor.press("Comment")
    hand.go(f"/reports/{report}/sections/issues")
    hand.reads(REMARK)
    return report


def is_submitted(cast: Cast, report: int) -> None:
    """Sources gone through, publication decided, signed off, sent; coordination knows that and nothing else."""
    hand = cast.hand("president")
    hand.go(f"/reports/{report}")
    hand.press("Send to review")
    hand.follow("Decide on publication")
    hand.page.locator("main").get_by_role("radio").first.check()
    hand.press("Save the decision")
    hand.go(f"/reports/{report}")
    hand.follow("Go through the list")
    for box in hand.page.locator("main form").get_by_role("checkbox").all():
        box.check()
    hand.press("The list is gone through")
    _sign_off(hand, cast)
    hand.follow("Note the submission")
    hand.field(hand.words("How it was sent")).select_option(index=0)
    hand.press("Note the submission")
    hand.says("The submission is noted. Well done.")
    hand.fits()
    staff = cast.hand("coordinator")
    staff.go("/reports/progress")
    shown = staff.page.content()
    assert cast.association.name.text(staff.language) in shown
    assert TITLE not in shown
    answer = staff.page.request.get(f"/reports/{report}")
    assert answer.status == 404


def _sign_off(hand: Hand, cast: Cast) -> None:
    name = cast.association.name.text(hand.language)
    hand.page.once("dialog", lambda asked: asked.accept())
    hand.press("Sign off for %(association)s", association=name)
