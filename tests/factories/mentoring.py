"""Mentors, mentorships and reports made through the rooms' own actions, with keys that open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

import sqlalchemy as sa

from capacity.core import vault
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.mentoring.mechanisms import actions as mechanisms
from capacity.mentoring.mechanisms.models import CalendarEvent, Mechanism
from capacity.mentoring.mechanisms.states import EventKind
from capacity.mentoring.mentorships import actions as mentorships
from capacity.mentoring.mentorships import queries as mentorship_queries
from capacity.mentoring.mentorships.models import Mentorship
from capacity.mentoring.shadow_reports import actions as reports
from capacity.mentoring.shadow_reports import queries as report_queries
from capacity.mentoring.shadow_reports.models import ShadowReport
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from tests.factories import people, training
from tests.factories.remembered import remembered

NOW = datetime(2027, 5, 3, 9, tzinfo=UTC)
CHEAP = vault.Cost(memory_kib=8, passes=1)
PHRASE = "a phrase for tests only"
_numbers = count(1)


def with_key(person: Person) -> vault.PrivateKey:
    """Give the person a new pair (as a first password or a reset does) and answer its private half."""
    person.keys = vault.new_keys(PHRASE, cost=CHEAP)
    db.session.commit()
    return vault.unlock(person.keys, PHRASE)


def writer(**values: Any) -> tuple[Person, vault.PrivateKey]:
    """Somebody with a pair."""
    made = people.person(**values)
    return made, with_key(made)


def mentor(**values: Any) -> tuple[Person, vault.PrivateKey]:
    """Somebody with the role of mentor and a pair."""
    return writer(roles=(Role.MENTOR,), **values)


def mechanism(code: str = "CEDAW") -> Mechanism:
    """One of the shipped mechanisms."""
    with unit_of_work():
        mechanisms.load_facts(now=NOW)
    return db.session.scalars(sa.select(Mechanism).where(Mechanism.code == code)).one()


def event(on: date, code: str = "CEDAW", kind: EventKind = EventKind.SESSION) -> CalendarEvent:
    """A date of a calendar."""
    made = CalendarEvent(
        mechanism_id=mechanism(code).id, kind=kind, on=on, note=Localized(), source="A/1", created_at=NOW
    )
    db.session.add(made)
    db.session.commit()
    return made


def mentorship(
    guide: Person, associations: Sequence[Association], *, coalition: str = "", desk: Actor | None = None, **values: Any
) -> Mentorship:
    """A mentor proposed to associations that accepted their place."""
    with unit_of_work():
        made = mentorships.match(
            mentor=guide,
            associations=list(associations),
            coalition=coalition,
            starts_on=values.pop("starts_on", NOW.date()),
            actor=desk or actor_of(people.coordinator()),
            now=NOW,
            **values,
        )
        number = made.id
    found = mentorship_queries.mentorship(number)
    assert found is not None
    return found


@dataclass
class Circle:
    """An association with a member and a mentor let in, their keys, and a report of theirs."""

    member: Person
    member_key: vault.PrivateKey
    mentor: Person
    mentor_key: vault.PrivateKey
    association: Association
    mentorship_id: int
    report_id: int
    code: str

    @property
    def writing(self) -> Actor:
        """The member as the rules see them."""
        return actor_of(self.member)

    @property
    def guiding(self) -> Actor:
        """The mentor as the rules see them."""
        return actor_of(self.mentor)

    def report(self) -> ShadowReport:
        """The report as it stands."""
        found = report_queries.report(self.report_id)
        assert found is not None
        return found

    def mentorship(self) -> Mentorship:
        """The mentorship as it stands."""
        found = mentorship_queries.mentorship(self.mentorship_id)
        assert found is not None
        return found

    def save(self, text: str, section: str = "issues", base: int = 0) -> int:
        """The member saves a section."""
        with unit_of_work():
            report = self.report()
            return reports.save_section(
                report,
                section,
                text=text,
                base=base,
                opened_ring=report_queries.opened_ring(report, self.member.id, self.member_key),
                actor=self.writing,
                now=NOW,
            )

    def reads(self, person: Person, private: vault.PrivateKey | None, section: str = "issues") -> str | None:
        """What this person reads of a section; None when their key does not open the report."""
        ring = report_queries.opened_ring(self.report(), person.id, private)
        if ring is None:
            return None
        found = report_queries.latest(self.report_id, ring).get(section)
        return found.text if found is not None else ""


def begun(member: Person, private: vault.PrivateKey, *, title: str = "Titre", code: str = "CEDAW") -> tuple[int, str]:
    """A report of the member's associations; its number and recovery code."""
    actor = actor_of(member)
    against = mechanism(code)
    printed = vault.recovery_code_of(title * 12, code)
    with unit_of_work():
        offered = mentorship_queries.of_association(min(actor.association_ids))
        report = reports.start(
            mechanism=db.session.merge(against),
            association_ids=offered[0].association_ids if offered else actor.association_ids,
            mentorship=offered[0] if offered else None,
            event=None,
            language="fr",
            title=title,
            request_id=f"{next(_numbers):032x}",
            code=printed,
            actor=actor,
            now=NOW,
        )
        return report.id, printed


@remembered
def circle(*, admitted: bool = True, title: str = "Titre") -> Circle:
    """An association of Drâa-Tafilalet with everything around its report."""
    member, member_key = writer()
    guide, guide_key = mentor()
    association = training.accepted(training.phase(), member)
    found = mentorship(guide, [association])
    if admitted:
        with unit_of_work():
            party = mentorship_queries.party(found.parties[0].id)
            assert party is not None
            mentorships.admit(party, private=member_key, actor=actor_of(member), now=NOW)
    report_id, code = begun(member, member_key, title=title)
    return Circle(member, member_key, guide, guide_key, association, found.id, report_id, code)
