"""Dates of the mechanisms' calendars as a coordinator entered them; invented, and said to be an example."""

from __future__ import annotations

import sqlalchemy as sa

from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.story import Story
from capacity.mentoring.mechanisms import actions
from capacity.mentoring.mechanisms.models import Mechanism
from capacity.mentoring.mechanisms.states import EventKind
from capacity.people.accounts.models import Person
from capacity.people.associations.queries import actor_of

ENTERED = -290
DATES = (
    ("CEDAW", EventKind.LIST_OF_ISSUES, -120),
    ("CEDAW", EventKind.SESSION, 160),
    ("CRC", EventKind.SESSION, -60),
    ("CRC", EventKind.NGO_DEADLINE, 75),
    ("CRPD", EventKind.LIST_OF_ISSUES, 130),
    ("CRPD", EventKind.SESSION, 320),
    ("CCPR", EventKind.SESSION, 210),
    ("CESCR", EventKind.STATE_REPORT, 40),
    ("UPR", EventKind.SESSION, 520),
)
NOTE = Localized(
    ar="تاريخ مثال خاص بالنسخة التجريبية",
    fr="Date donnée en exemple pour la démonstration",
    en="A date given as an example for the demo",
)
SOURCE = "exemple · مثال · example"


def tell(story: Story) -> None:
    """Enter the dates."""
    with story.at(ENTERED) as moment, unit_of_work():
        actions.load_facts(now=moment)
        known = {one.code: one for one in db.session.scalars(sa.select(Mechanism))}
        coordinator = actor_of(db.session.get_one(Person, story.people["coordinator"]))
        for code, kind, days in DATES:
            actions.add_event(
                known[code],
                kind=kind,
                on=story.day(days),
                note=NOTE,
                source=SOURCE,
                sourced_on=moment.date(),
                actor=coordinator,
                now=moment,
            )
    story.say(f"{len(known)} mechanisms, {len(DATES)} dates of their calendars")
