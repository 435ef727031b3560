"""One round from its screening to its end, every act pressed in a browser by who has the right to it.

Six applications and three seats; a seventh is found ineligible. The two readers of the first lie far apart; the second
and the third are equal; a reader steps back from the fourth, whose complaint is upheld later; the sixth is led by
women, and a quota brings it in. At a desk the coordination works in French, the committee in Arabic; associations read
Arabic on a phone, one French.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from pypdfium2 import PdfDocument

from capacity.admission.review import queries as review
from capacity.admission.review.states import AssignmentState
from capacity.admission.rounds import queries
from capacity.admission.rounds.states import OfferState, RoundState, verify
from capacity.core.db import db
from capacity.people.accounts.models import Person
from tests.architecture.world_calls import PDF
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW
from tests.journeys.hand import Hand
from tests.journeys.stages import selection
from tests.journeys.stages.one_round import FIRST, FOURTH, HALVES, LAST, OUT, WOMEN, Story
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser
APART, THIRD = 4, 10
COMPLAINT = "أرفقنا بترشيحنا اتفاقية الشراكة، غير أن النقطة الممنوحة لا تعكسها."
ANSWER = "تبين أن الاتفاقية أُرسلت داخل الأجل ولم تؤخذ بعين الاعتبار."


def test_a_round_from_its_screening_to_its_end(window: Window, clock: Clock, axe: Callable[[Page], None]) -> None:
    story = Story(window, clock, axe)
    desk = story.desk(story.made.coordinator)
    is_screened(story, desk)
    stepped_back = is_read(story, desk)
    deliberates(story, desk)
    sees_no_trace(story, stepped_back)
    is_sealed(story)
    is_announced(story, desk)
    is_declined(story)
    complaint = is_complained_about(story)
    is_answered(story, complaint)
    seats_are_taken(story)
    is_finished(story)


def is_screened(story: Story, desk: Hand) -> None:
    """At the workbench one file is found eligible and one ineligible, which a second person confirms; all are told."""
    made = story.made
    with factory.unit_of_work():
        for application in [*made.applications[:LAST], made.applications[WOMEN]]:
            factory.review.screen(
                application, verdict=factory.Verdict.ELIGIBLE, reasons=[], note="", actor=made.desk, now=NOW
            )
    desk.go(f"/review/applications/{story.ids[LAST]}/screening")
    desk.tick(desk.words("Eligible"))
    desk.press("Save and go to the next")
    desk.go(f"/review/applications/{story.ids[OUT]}/screening")
    desk.page.locator("[name=verdict][value=ineligible]").check()
    desk.page.locator("[name=reasons][value=no_valid_receipt]").check()
    desk.press("Save and go to the next")
    second = story.desk(people.coordinator())
    second.go(f"/review/applications/{story.ids[OUT]}/screening")
    second.press("Confirm that it is ineligible")
    desk.go(f"/review/panels/{made.panel_id}/screening/announce")
    one, many = "Announce and send %(num)s letter", "Announce and send %(num)s letters"
    desk.press_words(desk.words_for(one, many, 7) % {"num": 7})
    desk.go(f"/review/panels/{made.panel_id}/readers/share")
    desk.press("Give these readings")
    desk.go(story.url)
    desk.press("Open scoring")


def is_read(story: Story, desk: Hand) -> Person:
    """One steps back from the fourth and is replaced; two lie apart on the first, and a third one is asked."""
    reading = story.readings(FOURTH)[0]
    out, number = reading.reader, reading.id
    reader = story.desk(out)
    reader.go(f"/review/readings/{number}/declare")
    reader.page.locator("[name=interest][value=conflict]").check()
    reader.page.locator("[name=reason]").fill("J’ai conseillé cette association.")
    reader.press("Declare")
    story.window.watch.expected.append("404")
    answer = reader.page.goto(f"/review/readings/{number}")
    assert answer is not None
    assert answer.status == 404
    desk.go(f"/review/applications/{story.ids[FOURTH]}/readers")
    desk.press("Name this reader")
    marks_are_given(story, FIRST, HALVES[FIRST])
    marks_are_given(story, FIRST, APART)
    assert len(story.readings(FIRST)) == 3, "the two lie apart: a third one is asked"
    marks_are_given(story, FIRST, THIRD)
    with factory.unit_of_work():
        for one in review.assignments_of(story.made.panel_id):
            if one.state is AssignmentState.ASSIGNED:
                factory.score(one, [HALVES[story.ids.index(one.application_id)]] * 3)
    return out


def marks_are_given(story: Story, place: int, halves: int) -> None:
    """The next reader of an application declares no conflict and submits its marks."""
    reading = next(one for one in story.readings(place) if one.state is AssignmentState.ASSIGNED)
    number, hand = reading.id, story.desk(reading.reader)
    hand.go(f"/review/readings/{number}/declare")
    hand.page.locator("[name=interest][value=none]").check()
    hand.press("Declare")
    for choice in hand.page.locator(f'main input[type=radio][value="{halves}"]').all():
        choice.check()
    hand.press("Submit my marks")


def deliberates(story: Story, desk: Hand) -> None:
    """Three of four open the sitting, one comes later; the disagreement is voted on, the ranking adopted."""
    entered, loser = story.numbers[WOMEN], story.numbers[story.loser]
    desk.go(story.url)
    desk.press("Open the deliberation")
    desk.says("by lot")
    desk.says("quota: %(group)s, instead of %(number)s", group=desk.words("Led by women"), number=loser)
    desk.says("quota: %(group)s, gave way to %(number)s", group=desk.words("Led by women"), number=entered)
    story.looked_at(desk)
    desk.follow("Sitting")
    desk.follow("Open the sitting")
    desk.fill("Place", "Errachidia")
    late = desk.page.locator("input[name=present]").last
    late.uncheck()
    desk.press("Open the sitting")
    desk.says("Not there")
    desk.press("Arrives")
    for words in ("Entered by a quota", "Set apart by lot", "The readers disagree"):
        desk.says(words)
    desk.page.locator("tbody tr").first.get_by_role("link").click()
    desk.press("Go through this point now")
    story.looked_at(desk)
    desk.page.locator("[name=kind]").select_option("settle")
    votes(desk, "Relecture faite en séance : les notes sont maintenues.")
    desk.says("carried")
    desk.follow("Back to the agenda")
    desk.follow("Adoption of the ranking")
    desk.press("Go through this point now")
    votes(desk, "Le classement découle des notes et du quota.")
    desk.follow("Back to the agenda")
    desk.press("Close the sitting")
    story.looked_at(desk)
    minutes = desk.page.request.get(f"{story.url}/minutes.pdf?in=fr").body()
    text = "".join(page.get_textpage().get_text_range() for page in PdfDocument(minutes))
    assert "Errachidia" in text
    assert "maintenues" in text


def votes(desk: Hand, reason: str) -> None:
    """Everybody in the room is for it."""
    for choice in desk.page.locator("main input[type=radio][value=for]").all():
        choice.check()
    desk.fill("Reason", reason)
    desk.press("Record the vote")


def sees_no_trace(story: Story, person: Person) -> None:
    """Who stepped back reads nothing of that application, on any page of the round."""
    hand, name = story.desk(person), story.made.associations[FOURTH].name.text("fr")
    for page in ("", "?all", "/sitting"):
        hand.go(f"{story.url}{page}")
        said = hand.page.locator("main").inner_text()
        assert story.numbers[FOURTH] not in said, page
        assert name not in said, page


def is_sealed(story: Story) -> None:
    """The coordinator signs, then the chair."""
    for person in (story.made.coordinator, story.made.chair):
        db.session.rollback()
        signer = story.desk(person)
        signer.go(story.url)
        signer.follow("Read and sign")
        story.looked_at(signer)
        signer.press("Sign")
    signer.says("Sealed")
    db.session.rollback()
    content = story.made.round.sealed_content or ""
    assert verify(content).sound
    kinds = {line["number"]: line["kind"] for line in json.loads(content)["outcome"]}
    expected = {FIRST: "select", story.winner: "select", story.loser: "reserve", WOMEN: "select"}
    assert {place: kinds[story.numbers[place]] for place in expected} == expected


def is_announced(story: Story, desk: Hand) -> None:
    """Nobody outside reads anything before the announcement; everybody afterwards."""
    visitor = story.phone()
    answer = visitor.page.goto(f"/results/{story.made.round_id}")
    assert answer is not None
    assert answer.status == 404
    desk.go(f"{story.url}/announce")
    story.looked_at(desk)
    one, many = "Announce and send %(num)s letter", "Announce and send %(num)s letters"
    desk.press_words(desk.words_for(one, many, 6) % {"num": 6})
    visitor.go(f"/results/{story.made.round_id}")
    visitor.reads(story.made.associations[WOMEN].name.text("ar"))
    story.looked_at(visitor)


def is_declined(story: Story) -> None:
    """The first gives its seat back; who lost the lot moves up at once, and is told."""
    phone = story.phone(FIRST)
    phone.go(f"/outcomes/{story.ids[FIRST]}")
    phone.follow("Decline")
    story.looked_at(phone)
    phone.press("Decline the seat")
    phone.says("You declined the seat")
    assert story.offer(story.loser) is OfferState.OFFERED
    risen = story.phone(story.loser)
    risen.go(f"/outcomes/{story.ids[story.loser]}")
    risen.says("A seat has become free: it is offered to you")


def is_complained_about(story: Story) -> int:
    """The fourth complains, with a document; the number of the complaint."""
    phone = story.phone(FOURTH)
    phone.go(f"/outcomes/{story.ids[FOURTH]}")
    phone.follow("How to complain")
    story.looked_at(phone)
    phone.press("Write a complaint")
    phone.page.get_by_label(phone.words("Your complaint")).fill(COMPLAINT)
    phone.page.locator("input[name=grounds]").first.check()
    phone.press("Continue to the documents")
    phone.is_awake()
    with phone.until_the_page_is_new():
        paper: Any = {"name": "اتفاقية.pdf", "mimeType": "application/pdf", "buffer": PDF}
        phone.page.locator("#d-files").set_input_files(paper)
    phone.page.get_by_role("button", name=phone.words("Remove")).wait_for()
    story.looked_at(phone)
    phone.page.locator("input[name=declared]").check()
    phone.press("File the complaint")
    phone.says("Your complaint has arrived")
    return phone.number()


def is_answered(story: Story, complaint: int) -> None:
    """Given to two who took no part; one proposes, the other reads what follows and confirms."""
    db.session.rollback()
    handler, second = people.coordinator("MA-02", language="fr"), people.administrator(language="fr")
    names = (handler.name, second.name)
    given = story.desk(story.made.coordinator)
    given.go(f"/desk/complaints/{complaint}")
    given.follow("Give it to somebody")
    given.says("Who took part, and cannot be chosen")
    for field, name in zip(("handler", "confirmer"), names, strict=True):
        option = given.page.locator(f"#{field} option", has_text=name).first.get_attribute("value")
        given.page.locator(f"#{field}").select_option(option)
    given.press("Give the complaint")
    examines = story.desk(handler)
    examines.go(f"/desk/complaints/{complaint}")
    examines.follow("Propose the answer")
    examines.page.locator("input[name=verdict][value=upheld]").check()
    examines.page.locator("input[name=reasons][value=document_was_there]").check()
    examines.page.locator("#reasoning").fill(ANSWER)
    examines.page.locator("#seat_due").check()
    examines.press("Propose the answer")
    phone = story.phone(FOURTH)
    phone.go(f"/complaints/{complaint}")
    expect(phone.page.get_by_text(phone.words("Upheld"), exact=True)).to_have_count(0)
    confirms = story.desk(second)
    confirms.go(f"/desk/complaints/{complaint}")
    confirms.follow("Read the answer and confirm it")
    confirms.says("No seat is free: the association gets the next one, before the reserve list.")
    confirms.says("If none becomes free before the round ends, a seat is added for it.")
    story.looked_at(confirms)
    confirms.press("Confirm and tell the association")
    phone.go(f"/complaints/{complaint}")
    phone.says("No seat is free now. The next one that becomes free is offered to you, before the reserve list.")
    story.looked_at(phone)


def seats_are_taken(story: Story) -> None:
    """Who moved up reads and signs the charter on a phone, and so do the two others."""
    phone = story.phone(story.loser)
    phone.go(f"/outcomes/{story.ids[story.loser]}")
    phone.follow("Accept the seat")
    story.looked_at(phone)
    story.window.watch.expected.append("422")  # without the tick it is refused
    phone.press("Sign the charter and accept the seat")
    phone.says("Tick the box to sign the charter.")
    signs_for_a_seat(phone)
    phone.follow("The charter that you signed")
    phone.reads("Fatima Zahra Ouali")
    story.looked_at(phone)
    for place in (story.winner, WOMEN):
        other = story.phone(place)
        other.go(f"/outcomes/{story.ids[place]}/accept")
        signs_for_a_seat(other)


def signs_for_a_seat(phone: Hand) -> None:
    """Names who answers for the delegates, and signs."""
    phone.fill("Name of the contact for your delegates", "يوسف العلوي")
    phone.fill("Telephone", "0661 23 45 67")
    selection.signs(phone)
    phone.says("Your seat is confirmed")


def is_finished(story: Story) -> None:
    """The round waits until nobody can complain any more; then the seat that was promised is added."""
    desk = story.desk(story.made.coordinator)
    desk.go(f"{story.url}/finish")
    desk.says("The round cannot be finished yet")
    story.looked_at(desk)
    story.clock.stop_at(NOW + timedelta(days=16))
    desk = story.desk(story.made.coordinator)
    desk.go(f"{story.url}/finish")
    desk.press_words(desk.words_for("Enrol %(num)s association", "Enrol %(num)s associations", 3) % {"num": 3})
    db.session.rollback()
    assert story.made.round.state is RoundState.FINAL
    assert queries.seats_taken(story.made.round_id) == 3
    assert story.offer(FOURTH) is OfferState.OFFERED
    phone = story.phone(FOURTH)
    phone.go(f"/outcomes/{story.ids[FOURTH]}")
    story.looked_at(phone)
    phone.follow("Accept the seat")
    visitor = story.phone()
    visitor.go(f"/results/{story.made.round_id}")
    visitor.page.get_by_text("أضيفت بعد تظلم").first.wait_for()
    story.looked_at(visitor)
