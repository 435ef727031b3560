"""A seat is accepted on a phone: the contact is named, the charter read and signed, and kept as it was signed."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from playwright.sync_api import Page

from capacity.admission.rounds import queries
from capacity.admission.rounds.states import OfferState
from capacity.core.db import db
from tests.factories import admission_review as factory
from tests.factories.admission_review import NOW
from tests.journeys.hand import Hand
from tests.journeys.stages import selection
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser


def test_a_seat_is_accepted_with_the_charter_on_a_phone_in_arabic(
    window: Window, clock: Clock, axe: Callable[[Page], None]
) -> None:
    clock.stop_at(NOW + timedelta(hours=1))
    made = factory.announced(2, seats=1, languages=("ar",))
    mine = queries.outcomes_of(made.round_id)[0]
    number = mine.application_id
    member = next(m for m, a in zip(made.members, made.applications, strict=True) if a.id == number)
    charter = queries.charter_in_force()
    db.session.rollback()
    hand = Hand(window(language="ar", width=360, person=member), "ar")
    hand.go(f"/outcomes/{number}")
    hand.fits()
    hand.follow("Accept the seat")
    hand.fits()
    axe(hand.page)
    for line in charter.text["ar"].splitlines():
        if line.strip():
            hand.reads(line.lstrip("#- "))
    window.watch.expected.append("422")  # without the tick it is refused
    hand.press("Sign the charter and accept the seat")
    hand.says("Tick the box to sign the charter.")
    hand.fill("Name of the contact for your delegates", "يوسف العلوي")
    hand.fill("Telephone", "0661 23 45 67")
    selection.signs(hand)
    hand.says("Your seat is confirmed")
    hand.follow("The charter that you signed")
    hand.fits()
    axe(hand.page)
    hand.reads("Fatima Zahra Ouali")
    db.session.rollback()
    taken = queries.outcome_of(number)
    assert taken is not None
    assert (taken.state, taken.contact_name) == (OfferState.ACCEPTED, "يوسف العلوي")
    signature = queries.signature_of(taken.id)
    assert signature is not None
    assert (signature.language, signature.text) == ("ar", charter.text["ar"])
    hand.reads(signature.sha256)
