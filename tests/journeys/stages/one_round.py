"""A round of one region in browsers: who acts, each with a screen of their own, and what they act on.

Six applications and three seats, and a seventh that is found ineligible. The second and third are equal; the sixth is
led by women, and a quota brings it in.
"""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import Page

from capacity.admission.calls.states.recourse import Instead, Recourse, Remedy
from capacity.admission.review import queries as review
from capacity.admission.review.models import Assignment
from capacity.admission.rounds import queries
from capacity.admission.rounds.states import OfferState
from capacity.admission.rounds.states.ranking import draw
from capacity.core.db import db
from capacity.people.accounts.models import Person
from tests.factories import admission_review as factory
from tests.factories.admission_region import NOW, SEED
from tests.journeys.hand import Hand
from tests.support.applications import Clock
from tests.support.browsing import Window

HALVES = (9, 7, 7, 5, 4, 3)
FIRST, FOURTH, LAST, WOMEN, OUT = 0, 3, 4, 5, 6
"""Places of applications; the seventh is found ineligible."""


class Story:
    """Who acts, each with a screen of their own, and what they act on."""

    def __init__(self, window: Window, clock: Clock, axe: Callable[[Page], None]) -> None:
        self.window, self.clock, self.axe = window, clock, axe
        clock.stop_at(NOW)
        self.made = made = factory.appointed(len(HALVES) + 1, seats=3, committee=4, languages=("ar",))
        made.call.reading = {"readers": 2, "spread": 20}
        made.call.recourse = Recourse(15, Remedy.NEXT_SEAT, Instead.EXTRA_SEAT).stored()
        made.call.regions[0].quotas = [{"group": "women_led", "at_least": 1, "at_most": None}]
        made.applications[WOMEN].snapshots[-1].groups = ["women_led"]
        self.numbers = [one.number or "" for one in made.applications]
        self.ids = [one.id for one in made.applications]
        self.url = f"/selection/{made.round_id}"
        lots = draw(SEED, [one.snapshots[-1].sha256 for one in made.applications[:OUT]])
        tied = sorted(made.applications[1:3], key=lambda one: lots[one.snapshots[-1].sha256])
        self.winner, self.loser = (self.ids.index(one.id) for one in tied)
        db.session.commit()

    def desk(self, person: Person) -> Hand:
        """Somebody of the staff: the committee reads Arabic, the others French."""
        language = "ar" if person in self.made.committee else "fr"
        return Hand(self.window(language=language, person=person), language)

    def phone(self, place: int | None = None) -> Hand:
        """The representative of an application, or a visitor, in Arabic; one association reads French."""
        person = None if place is None else self.made.members[place]
        language = "fr" if place == FIRST else "ar"
        return Hand(self.window(language=language, width=360, person=person), language)

    def looked_at(self, hand: Hand) -> None:
        """The page fits its screen, and axe finds nothing."""
        hand.fits()
        self.axe(hand.page)

    def readings(self, place: int) -> list[Assignment]:
        """Those of one application, as they stand."""
        db.session.rollback()
        return [one for one in review.assignments_of(self.made.panel_id) if one.application_id == self.ids[place]]

    def offer(self, place: int) -> OfferState | None:
        """How the offer to one application stands."""
        db.session.rollback()
        found = queries.outcome_of(self.ids[place])
        return found.state if found is not None else None
