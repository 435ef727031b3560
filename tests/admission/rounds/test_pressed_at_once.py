"""The last seat, the seal, the announcement and the promotion pressed at once by several people: exactly one effect."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from capacity.admission.calls.states.rules import Promotion
from capacity.admission.rounds import queries
from capacity.admission.rounds.models import Outcome
from capacity.admission.rounds.states import OfferState, RoundState
from capacity.core import audit
from capacity.core.db import db
from capacity.core.outbox import Letter
from tests.factories import admission_review as factory
from tests.factories import people
from tests.factories.admission_region import NOW, REGION, Region
from tests.support.at_once import press_at_once, ready

MANY = 40


@pytest.fixture(autouse=True)
def _moment(db_session: Any, clock: Any) -> None:
    clock.stop_at(NOW)


def letters(about: str) -> int:
    """How many letters of this kind were written, by what their keys begin with."""
    statement = sa.select(sa.func.count()).where(Letter.key.startswith(f"{about}:"))
    return db.session.scalar(statement) or 0


def promoted(made: Region) -> list[Outcome]:
    return [one for one in queries.outcomes_of(made.round_id) if one.promoted_at is not None]


def first_offer(made: Region, sign_in: Any) -> tuple[Any, str]:
    """Who represents the first of the selected, signed in, and where the outcome is."""
    number = queries.outcomes_of(made.round_id)[0].application_id
    member = made.member_of(number)
    return sign_in(member), f"/outcomes/{number}"


def entries(made: Region, action: str) -> int:
    """How often the log says that this was done with the round."""
    return sum(event.action == action for event in audit.history(db.session(), [made.round]))


def test_forty_identical_refusals_of_a_seat_promote_one_reserve(app: Flask, sign_in: Any) -> None:
    made = factory.announced(5, seats=2)
    member, url = first_offer(made, sign_in)
    press_at_once(app, [ready(member, f"{url}/decline", {"reason": "Nous fusionnons"})] * MANY)
    assert queries.seats_taken(made.round_id) == 2
    assert len(promoted(made)) == letters("offer:promoted") == letters("offer:declined") == 1


def test_forty_identical_acceptances_take_one_seat(app: Flask, sign_in: Any) -> None:
    made = factory.announced(3, seats=1)
    member, url = first_offer(made, sign_in)
    answer = {
        "contact_name": "Salma Alaoui", "contact_phone": "06 11 22 33 44", "signed_name": "Salma Alaoui",
        "signed_role": "Présidente", "agreed": "y",
    }  # fmt: skip
    press_at_once(app, [ready(member, f"{url}/accept", answer)] * MANY)
    states = [one.state for one in queries.outcomes_of(made.round_id) if one.state is not None]
    assert states == [OfferState.ACCEPTED]
    assert letters("offer:accepted") == 1


def test_two_coordinators_give_the_last_seat_to_one_reserve(app: Flask, sign_in: Any) -> None:
    made = factory.announced(5, seats=2)
    made.call.rules = {**(made.call.rules or {}), "promotion": Promotion.BY_HAND.value}
    db.session.commit()
    member, url = first_offer(made, sign_in)
    member.submit_form(f"{url}/decline", {"reason": "Nous fusionnons"})
    assert queries.seats_taken(made.round_id) == 1
    desks = [sign_in(made.coordinator), sign_in(people.coordinator(REGION))]
    presses = [ready(desk, f"/selection/{made.round_id}/offers", form="offers/next") for desk in desks]
    press_at_once(app, presses * (MANY // 2))
    assert queries.seats_taken(made.round_id) == 2
    assert len(promoted(made)) == letters("offer:promoted") == 1


def test_two_coordinators_announce_once(app: Flask, sign_in: Any) -> None:
    made = factory.sealed(5, seats=2)
    desks = [sign_in(made.coordinator), sign_in(people.coordinator(REGION))]
    url = f"/selection/{made.round_id}/announce"
    press_at_once(app, [ready(desk, url, form="announce") for desk in desks] * (MANY // 2))
    assert made.round.state is RoundState.ANNOUNCED
    assert entries(made, "rounds.announce") == 1
    assert len(queries.outcomes_of(made.round_id)) == 5
    assert letters("outcome") == 5


def test_two_coordinators_and_the_chair_twice_seal_once(app: Flask, sign_in: Any) -> None:
    made = factory.adopted(factory.deliberated(4, seats=2))
    url = f"/selection/{made.round_id}/seal"
    signers = [
        (made.coordinator, "coordinator"),
        (made.chair, "chair"),
        (people.coordinator(REGION), "coordinator"),
        (made.chair, "chair"),
    ]
    presses = [ready(sign_in(person), url, {"capacity": capacity}) for person, capacity in signers]
    press_at_once(app, presses * (MANY // 4))
    assert made.round.state is RoundState.SEALED
    assert sorted(one.capacity for one in made.round.signatures) == ["chair", "coordinator"]
    assert entries(made, "rounds.sign") == 2
    assert entries(made, "rounds.seal") == 1
