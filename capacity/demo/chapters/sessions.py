"""Training in the three regions of 2017: four sessions held, one to come, one that takes place today."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import sqlalchemy as sa

from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo import cast
from capacity.demo.story import PHASE_2017, PHASE_2018, Story
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender
from capacity.people.associations.queries import actor_of
from capacity.rollout.territory.models import Province
from capacity.training.sessions import actions, queries
from capacity.training.sessions.models import Session, Venue
from capacity.training.sessions.states import (
    Half,
    HalfDay,
    NewDelegate,
    Outline,
    VenueDetails,
    public_holidays,
)
from capacity.training.sessions.states.needs import Need, Needs

GENDERS = {"f": Gender.WOMAN, "m": Gender.MAN}
ONE_DAY, TWO_DAYS = 1, 2
SUNDAY = 6
UPCOMING = 12
TODAYS_REGION = "MA-08"
LEADERS = {"MA-02": (1, 2), "MA-08": (0, 1), "MA-04": (2, 3)}
"""Places in the cast: who leads in which region, by turns; the first of them all holds the demo's account."""


@dataclass(frozen=True)
class Occasion:
    """A session of the story: when it was planned and held, in days from today."""

    module: str
    day: int
    days: int
    planned: int


NEEDS = (
    Needs((Need.STEP_FREE, Need.COMPANION), "كرسي متحرك كهربائي، وأحتاج إلى مكان لشحنه."),
    Needs((Need.SIGN_LANGUAGE,), ""),
)
"""What two delegates to the session of today told."""

HELD = (
    Occasion("treaty_bodies", -300, TWO_DAYS, -325),
    Occasion("upr", -240, ONE_DAY, -265),
    Occasion("documenting", -180, TWO_DAYS, -205),
    Occasion("special_procedures", -60, ONE_DAY, -85),
)
COMING = Occasion("follow_up", UPCOMING, ONE_DAY, -6)
TODAY = Occasion("advocacy", 0, TWO_DAYS, -20)


def tell(story: Story) -> None:
    """Note the venues, schedule the sessions, name and confirm the delegates."""
    _venues(story)
    modules = {module.key: module.id for module in queries.modules()}
    for region in PHASE_2017:
        for turn, occasion in enumerate((*HELD, COMING)):
            _schedule(story, region, occasion, turn, modules)
    _schedule(story, TODAYS_REGION, TODAY, 0, modules)
    story.say(f"{db.session.scalar(sa.select(sa.func.count(Session.id)))} sessions")


def actor(story: Story, key: str) -> Actor:
    """A person of the cast as an actor."""
    return actor_of(db.session.get_one(Person, story.people[key]))


def _venues(story: Story) -> None:
    by_iso = {province.iso: province.code for province in db.session.scalars(sa.select(Province))}
    with story.at(-335) as moment, unit_of_work():
        coordinator = actor(story, cast.coordinators[0].key)
        for region in (*PHASE_2017, *PHASE_2018):
            for venue in cast.venues(region):
                details = VenueDetails(
                    name=venue.name,
                    address=venue.address,
                    province_code=by_iso[venue.province_iso],
                    capacity=venue.capacity,
                    accessible=venue.accessible,
                    access_note=venue.access_note,
                )
                actions.add_venue(details, actor=coordinator, now=moment)


def _schedule(story: Story, region: str, occasion: Occasion, turn: int, modules: dict[str, int]) -> None:
    place = list(PHASE_2017).index(region)
    first = story.day(occasion.day)
    days = [first + timedelta(days=n) for n in range(occasion.days)]
    if occasion is not TODAY:
        days = _working(first + timedelta(days=2 * place), occasion.days)
    with story.at(occasion.planned, hour=9 + place) as moment, unit_of_work():
        coordinator = actor(story, cast.coordinators[0].key)
        session = actions.draft_session(
            _outline(story, region, occasion, turn, days, modules), actor=coordinator, now=moment
        )
        actions.schedule(session, confirm_soft=True, actor=coordinator, now=moment)
        _name_delegates(story, session, region, occasion)


def _working(first: date, count: int) -> list[date]:
    """So many days in a row from then on, without a Sunday or a public holiday."""
    while True:
        days = [first + timedelta(days=n) for n in range(count)]
        if not public_holidays(days) and all(day.weekday() != SUNDAY for day in days):
            return days
        first += timedelta(days=1)


def _outline(
    story: Story, region: str, occasion: Occasion, turn: int, days: Sequence[date], modules: dict[str, int]
) -> Outline:
    halls = list(
        db.session.scalars(
            sa.select(Venue).join(Venue.province).where(Province.region_code == region).order_by(Venue.id)
        )
    )
    hall = halls[turn % len(halls)]
    seats = min(hall.capacity, PHASE_2017[region] + 2)
    leader = cast.trainers[LEADERS[region][0 if occasion is TODAY else turn % 2]]
    return Outline(
        module_id=modules[occasion.module],
        phase_id=story.phases[2017],
        region_code=region,
        venue_id=hall.id,
        language="ar" if turn % 2 == 0 else "fr",
        seats=seats,
        delegates_per_association=1,
        nominations_due_on=days[0] - timedelta(days=5),
        halves=[Half(day, half) for day in days for half in HalfDay],
        trainer_ids=[story.people[leader.key]],
    )


def _name_delegates(story: Story, session: Session, region: str, occasion: Occasion) -> None:
    """Three days after the invitation the associations answer; for what is to come, a third of them so far."""
    invited = db.session.scalars(queries.accepted_ids(session.phase_id, region).order_by(sa.text("1"))).all()
    named = []
    moment = story.moment(occasion.planned + 3, hour=11)
    for number in invited:
        if occasion is COMING and story.rng.random() > 1 / 3:
            continue
        known = story.associations.get(number)
        if known is None:
            continue
        member = story.representatives.get(number)
        speaker = Actor(id=member, association_ids=frozenset({number}))
        given = _delegate(story, number)
        named.append(actions.nominate(session, number, given, actor=speaker, now=moment))
    if occasion is TODAY:
        for enrolment, needs in zip(named, NEEDS, strict=False):
            speaker = Actor(id=story.representatives.get(enrolment.delegate.association_id))
            actions.tell_needs(enrolment, needs, service_secret=story.service_secret, actor=speaker, now=moment)
    if occasion is not COMING:
        coordinator = actor(story, cast.coordinators[0].key)
        actions.confirm_many(
            session, [one for one in named if one.state.value == "nominated"], actor=coordinator, now=moment
        )


def _delegate(story: Story, association_id: int) -> NewDelegate:
    found = cast.delegate(story.rng, story.associations[association_id])
    return NewDelegate(
        name=found.name.fr,
        name_ar=found.name.ar,
        gender=GENDERS[found.name.gender],
        birth_year=found.birth_year,
        phone=found.phone,
        email=found.email,
    )


__all__ = ["actor", "tell"]
