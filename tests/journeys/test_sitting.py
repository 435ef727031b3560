"""A panel sits in a browser: a tie decided by lot, a quota that displaces, a vote, a seal by two people."""

from __future__ import annotations

import json
from typing import Any

import pytest

from capacity.admission.rounds.states import verify
from capacity.admission.rounds.states.ranking import draw
from capacity.core.db import db
from tests.factories import admission_review as factory
from tests.factories.admission_review import NOW
from tests.journeys.hand import Hand
from tests.journeys.stages import selection
from tests.support.applications import Clock
from tests.support.browsing import Window

pytestmark = pytest.mark.browser
HALVES = (9, 7, 7, 5, 3)


def deliberated() -> factory.Region:
    """Five applications and three seats: the second and the third are equal, the last one is led by women."""
    made = factory.scoring(len(HALVES), seats=3, committee=3)
    made.call.regions[0].quotas = [{"group": "women_led", "at_least": 1, "at_most": None}]
    made.applications[-1].snapshots[-1].groups = ["women_led"]
    places = {application.id: place for place, application in enumerate(made.applications)}
    db.session.commit()
    factory.read(made, lambda application, _criterion: HALVES[places[application.id]])
    with factory.unit_of_work():
        factory.rounds.open_deliberation(made.round, actor=made.desk, now=NOW)
    return made


@pytest.mark.parametrize("language", ["ar", "fr"])
def test_a_sitting_with_a_tie_and_a_quota_ends_in_a_seal(language: str, window: Window, clock: Clock) -> None:
    clock.stop_at(NOW)
    made = deliberated()
    equal, entered = made.applications[1:3], made.applications[-1]
    lots = draw(factory.SEED, [application.snapshots[-1].sha256 for application in made.applications])
    winner, loser = sorted((one.number or "" for one in equal), key=lambda n: lots[receipt_of(made, n)])
    desk = Hand(window(language=language, person=made.coordinator), language)
    desk.go(f"/selection/{made.round_id}")
    desk.says("by lot")
    desk.says("quota: %(group)s, instead of %(number)s", group=desk.words("Led by women"), number=loser)
    desk.says("quota: %(group)s, gave way to %(number)s", group=desk.words("Led by women"), number=entered.number)
    desk.fits()
    selection.sits(desk)
    desk.says("Entered by a quota")
    desk.says("Set apart by lot")
    desk.fits()
    signers, number = (made.coordinator, made.chair), entered.number
    for person in signers:
        db.session.rollback()
        signer = Hand(window(language=language, person=person), language)
        signer.go(f"/selection/{made.round_id}")
        signer.follow("Read and sign")
        signer.press("Sign")
    signer.says("Sealed")
    db.session.rollback()
    content = made.round.sealed_content or ""
    assert verify(content).sound
    kinds = {line["number"]: line["kind"] for line in json.loads(content)["outcome"]}
    assert (kinds[winner], kinds[loser], kinds[number]) == ("select", "reserve", "select")


def receipt_of(made: factory.Region, number: str) -> Any:
    """The hash on the receipt of an application."""
    return next(one.snapshots[-1].sha256 for one in made.applications if one.number == number)
