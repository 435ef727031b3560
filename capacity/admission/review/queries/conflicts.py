"""Likely conflicts of a panel: what its members declared and what is known of people, beside what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Coalition, CoalitionMember, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Interests, Panel
from capacity.admission.review.states.conflicts import File, Likely, Member, likely
from capacity.core.db import db
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Officer
from capacity.people.associations.models import Member as Acting

PHONE_DIGITS = 9
"""What stands after the country's code, or after the 0."""


def interests_of(person_ids: Iterable[int]) -> dict[int, Interests]:
    """The latest declaration of each of these people who made one."""
    later = aliased(Interests)
    rows = db.session.scalars(
        sa.select(Interests).where(
            Interests.person_id.in_(list(person_ids)),
            ~sa.exists().where(later.person_id == Interests.person_id, later.id > Interests.id),
        )
    )
    return {row.person_id: row for row in rows}


def likely_conflicts(panel: Panel, application_ids: Iterable[int] | None = None) -> list[Likely]:
    """Every likely conflict between the members of a panel and its eligible applications, or those named: six
    statements whatever their number."""
    files = _files(panel, None if application_ids is None else list(application_ids))
    rules = ReadingRules.read(panel.call.reading)
    return likely(_members(panel), files, same_province=rules.same_province)


def by_pair(found: Iterable[Likely]) -> dict[tuple[int, int], list[Likely]]:
    """The same by application and reader."""
    pairs: dict[tuple[int, int], list[Likely]] = defaultdict(list)
    for one in found:
        pairs[one.application, one.reader].append(one)
    return dict(pairs)


def _members(panel: Panel) -> list[Member]:
    people = {member.person_id: member.person for member in panel.members}
    said = interests_of(people)
    acts: dict[int, set[int]] = defaultdict(set)
    for person_id, association_id in db.session.execute(
        sa.select(Acting.person_id, Acting.association_id).where(Acting.person_id.in_(people))
    ):
        acts[person_id].add(association_id)
    return [_member(person, said.get(number), frozenset(acts[number])) for number, person in people.items()]


def _member(person: Person, said: Interests | None, acts_for: frozenset[int]) -> Member:
    return Member(
        person.id,
        names=frozenset(name for name in (person.name, person.name_ar) if name),
        contacts=contacts(person.email, person.phone),
        acts_for=acts_for,
        associations=tuple(said.associations) if said else (),
        people=tuple(said.people) if said else (),
        regions=frozenset(said.region_codes) if said else frozenset(),
        province=said.province_code if said else None,
    )


def contacts(*found: str | None) -> frozenset[str]:
    """E-mail addresses in small letters and the digits of telephones, so that two spellings of one are the same."""
    said = set()
    for one in found:
        if one and "@" in one:
            said.add(one.strip().casefold())
        elif one and len(digits := "".join(sign for sign in one if sign.isdigit())) >= PHONE_DIGITS:
            said.add(digits[-PHONE_DIGITS:])
    return frozenset(said)


def _files(panel: Panel, only: Sequence[int] | None) -> list[File]:
    where = [Application.call_id == panel.call_id, Application.region_code == panel.region_code]
    where.append(Application.state == ApplicationState.ELIGIBLE if only is None else Application.id.in_(only))
    behind = _behind(where)
    names, lines = _people(behind)
    signed = dict(_signatories(where))
    found: dict[int, list[Association]] = defaultdict(list)
    for number, one in db.session.execute(
        sa.select(behind.c.application, Association)
        .join(Association, Association.id == behind.c.association)
        .order_by(behind.c.application, Association.id)
    ):
        found[number].append(one)
    return [
        File(
            number,
            frozenset(one.id for one in own),
            tuple(name for one in own for name in (one.name_fr, one.name_ar, one.acronym) if name),
            tuple(name for one in own for name in names[one.id]) + signed.get(number, ()),
            contacts(*(line for one in own for line in (one.email, one.phone, *lines[one.id]))),
            frozenset(one.province_code for one in own),
            panel.region_code,
        )
        for number, own in found.items()
    ]


def _behind(where: Sequence[sa.ColumnElement[bool]]) -> sa.Subquery:
    """The associations behind each application: its own, and those that confirmed its coalition."""
    alone = sa.select(Application.id.label("application"), Application.association_id.label("association"))
    together = (
        sa.select(Coalition.application_id, CoalitionMember.association_id)
        .join(CoalitionMember, CoalitionMember.coalition_id == Coalition.id)
        .join(Application, Application.id == Coalition.application_id)
        .where(*where, CoalitionMember.state == MembershipState.CONFIRMED)
    )
    return alone.where(*where).union(together).subquery()


def _people(behind: sa.Subquery) -> tuple[Mapping[int, list[str]], Mapping[int, list[str]]]:
    """The names, and the addresses and telephones, of who acts for each association and of its bureau."""
    names: dict[int, list[str]] = defaultdict(list)
    lines: dict[int, list[str]] = defaultdict(list)
    wanted = sa.select(behind.c.association)
    acting = (
        sa.select(Acting.association_id, Person.name, Person.name_ar, Person.phone, Person.email)
        .join(Person, Person.id == Acting.person_id)
        .where(Acting.association_id.in_(wanted))
        .order_by(Acting.id)
    )
    bureau = (
        sa.select(Officer.association_id, Officer.name, Officer.name_ar, Officer.phone, sa.literal(""))
        .where(Officer.association_id.in_(wanted))
        .order_by(Officer.id)
    )
    for statement in (acting, bureau):
        for association, name, name_ar, phone, email in db.session.execute(statement):
            names[association] += [one for one in (name, name_ar) if one]
            lines[association] += [one for one in (phone, email) if one]
    return names, lines


def _signatories(where: Sequence[sa.ColumnElement[bool]]) -> list[tuple[int, tuple[str, ...]]]:
    later = aliased(Snapshot)
    rows = db.session.execute(
        sa.select(Snapshot.application_id, Snapshot.signed_name)
        .join(Application, Application.id == Snapshot.application_id)
        .where(*where, ~sa.exists().where(later.application_id == Snapshot.application_id, later.id > Snapshot.id))
    )
    return [(number, (name,)) for number, name in rows if name]
