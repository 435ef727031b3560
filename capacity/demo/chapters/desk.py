"""The coordination's own marks: words on applications, views kept of the list, and an association registered twice."""

from __future__ import annotations

from dataclasses import replace

import sqlalchemy as sa

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls import queries as calls
from capacity.core import kept_views
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.demo.story import Story
from capacity.people.accounts import actions as accounts
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import Gender
from capacity.people.associations import actions as associations
from capacity.people.associations import queries as association_queries
from capacity.people.associations.models import Association
from capacity.people.associations.states import Details, OfficerLine

LIST = "applications.desk"
TAGS = (("À vérifier sur place", 3), ("Récépissé illisible", 2), ("ملف نموذجي", 2))
VIEWS = (
    ("Brouillons à relancer", "state=draft&completeness=part&sort=sent&columns=province&columns=completeness"),
    ("Zones prioritaires reçues", "priority=yes&state=submitted&sort=province"),
    ("ائتلافات في انتظار الدراسة", "coalition=yes&state=submitted&sort=sent"),
)


def tell(story: Story) -> None:
    """Tags, views, and a twin."""
    _register_twice(story)
    coordinator = association_queries.actor_of(db.session.get_one(Person, story.people["coordinator"]))
    with story.at(-1, 15) as moment, unit_of_work():
        call = story.calls[2018]
        arrived = db.session.scalars(
            sa.select(Application)
            .where(Application.call_id == call, Application.state == ApplicationState.SUBMITTED)
            .order_by(Application.id)
        ).all()
        place = 0
        for words, count in TAGS:
            actions.tag(arrived[place : place + count], words, actor=coordinator, now=moment)
            place += count
        for name, query in VIEWS:
            kept_views.keep(LIST, name=name, query=query, is_shared=True, actor=coordinator, now=moment)


def _register_twice(story: Story) -> None:
    """The secretary did not know that the president had registered the association, and began another application."""
    with story.at(-2, 20, 40) as moment, unit_of_work():
        first = db.session.scalars(
            sa.select(Association)
            .join(Application, Application.association_id == Association.id)
            .where(Application.call_id == story.calls[2018], Application.state == ApplicationState.SUBMITTED)
            .order_by(Application.id)
            .limit(1)
        ).one()
        secretary = first.officers[1]
        person = accounts.create_person(
            actor=SYSTEM,
            now=moment,
            name=secretary.name,
            name_ar=secretary.name_ar,
            email=f"secretariat.{first.id}@demo.example",
            phone=secretary.phone,
            language="fr",
            gender=Gender.UNSTATED,
        )
        twin = associations.register(
            details=replace(
                _details(first),
                name_fr=f"{first.name_fr.removeprefix('Association ')} ({first.acronym or 'ONG'})",
                receipt_number=f"{first.receipt_number} bis",
            ),
            themes=[row.theme for row in first.themes],
            officers=[OfficerLine(name=one.name, name_ar=one.name_ar, office=one.office) for one in first.officers[:2]],
            representative=person,
            actor=SYSTEM,
            now=moment,
            is_another=True,
        )
        call = calls.call(story.calls[2018])
        if call is not None:
            here = frozenset({twin.id})
            actor = Actor(id=person.id, language="fr", association_ids=here, represents=here)
            actions.begin(call, twin, language="fr", actor=actor, now=moment)


def _details(of: Association) -> Details:
    return Details(
        name_ar=of.name_ar,
        name_fr=of.name_fr,
        province_code=of.province_code,
        receipt_number=of.receipt_number,
        locality=of.locality,
        rural=of.rural,
        address=of.address,
        phone=of.phone,
        email=of.email,
        founded_year=of.founded_year,
    )
