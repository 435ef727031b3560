"""Likely conflicts of a panel: what its members declared and what is known of people, beside what was sent."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Coalition, CoalitionMember, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls.states.reading import ReadingRules
from capacity.admission.review.models import Assignment, Interests, Panel
from capacity.admission.review.states import AssignmentState
from capacity.admission.review.states.conflicts import File, Likely, Member, likely
from capacity.core.db import db
from capacity.core.languages import Localized
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
    """Every likely conflict between the members of a panel and its eligible applications, or those named: four
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


@dataclass(frozen=True, slots=True)
class Concerned:
    """An eligible application that is likely to be in conflict with a member, with the reasons."""

    number: str
    name: Localized
    ties: Sequence[Likely]


def concerning(person: Person, panels: Sequence[Panel]) -> dict[int, list[Concerned]]:
    """The applications that are likely to be in conflict with a member, by panel, but for those from which the member
    stepped back: five statements whatever the number of panels."""
    if not panels:
        return {}
    acts = frozenset(db.session.scalars(sa.select(Acting.association_id).where(Acting.person_id == person.id)))
    member = _member(person, interests_of([person.id]).get(person.id), acts)
    places = [sa.and_(Application.call_id == one.call_id, Application.region_code == one.region_code) for one in panels]
    files = _gathered([sa.or_(*places), Application.state == ApplicationState.ELIGIBLE])
    found: dict[int, list[Concerned]] = {}
    shown = _shown(person.id, [file.id for file in files])
    for panel in panels:
        own = [file for file in files if file.id in shown and shown[file.id][:2] == (panel.call_id, panel.region_code)]
        rules = ReadingRules.read(panel.call.reading)
        pairs = by_pair(one for one in likely([member], own, same_province=rules.same_province) if one.bars)
        if pairs:
            found[panel.id] = [Concerned(*shown[number][2:], ties) for (number, _reader), ties in pairs.items()]
    return found


def _shown(person_id: int, application_ids: Sequence[int]) -> dict[int, tuple[int, str, str, Localized]]:
    """(call, region, number, name) of applications from which somebody did not step back."""
    stepped_back = sa.exists().where(
        Assignment.application_id == Application.id,
        Assignment.reader_id == person_id,
        Assignment.state == AssignmentState.RECUSED,
    )
    rows = db.session.execute(
        sa.select(
            Application.id, Application.call_id, Application.region_code, Application.number,
            Association.name_ar, Association.name_fr,
        )
        .join(Association, Association.id == Application.association_id)
        .where(Application.id.in_(application_ids), ~stepped_back)
    )  # fmt: skip
    return {row[0]: (row[1], row[2], row[3] or "", Localized(ar=row[4], fr=row[5], en=row[5])) for row in rows}


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
    return _gathered(where)


def _gathered(where: Sequence[sa.ColumnElement[bool]]) -> list[File]:
    behind = _behind(where)
    names, lines = _people(behind)
    found: dict[int, list[sa.Row[Any]]] = defaultdict(list)
    for row in db.session.execute(
        sa.select(
            behind.c.application, behind.c.region, Association.id, Association.name_fr, Association.name_ar,
            Association.acronym, Association.email, Association.phone, Association.province_code,
            _signatory(behind).label("signed"),
        )
        .join(Association, Association.id == behind.c.association)
        .order_by(behind.c.application, Association.id)
    ):  # fmt: skip
        found[row.application].append(row)
    return [
        File(
            number,
            frozenset(one.id for one in own),
            tuple(name for one in own for name in (one.name_fr, one.name_ar, one.acronym) if name),
            tuple(dict.fromkeys(name for one in own for name in (*names[one.id], one.signed) if name)),
            contacts(*(line for one in own for line in (one.email, one.phone, *lines[one.id]))),
            frozenset(one.province_code for one in own),
            own[0].region,
        )
        for number, own in found.items()
    ]


def _behind(where: Sequence[sa.ColumnElement[bool]]) -> sa.Subquery:
    """The associations behind each application: its own, and those that confirmed its coalition."""
    alone = sa.select(
        Application.id.label("application"),
        Application.association_id.label("association"),
        Application.region_code.label("region"),
    )
    together = (
        sa.select(Coalition.application_id, CoalitionMember.association_id, Application.region_code)
        .join(CoalitionMember, CoalitionMember.coalition_id == Coalition.id)
        .join(Application, Application.id == Coalition.application_id)
        .where(*where, CoalitionMember.state == MembershipState.CONFIRMED)
    )
    return alone.where(*where).union(together).subquery()


def _signatory(behind: sa.Subquery) -> sa.ScalarSelect[str]:
    """Who signed the application when it was last sent."""
    return (
        sa.select(Snapshot.signed_name)
        .where(Snapshot.application_id == behind.c.application)
        .order_by(Snapshot.id.desc())
        .limit(1)
        .scalar_subquery()
    )


def _people(behind: sa.Subquery) -> tuple[Mapping[int, list[str]], Mapping[int, list[str]]]:
    """The names, and the addresses and telephones, of who acts for each association and of its bureau."""
    names: dict[int, list[str]] = defaultdict(list)
    lines: dict[int, list[str]] = defaultdict(list)
    wanted = sa.select(behind.c.association)
    acting = (
        sa.select(Acting.association_id, Person.name, Person.name_ar, Person.phone, Person.email)
        .join(Person, Person.id == Acting.person_id)
        .where(Acting.association_id.in_(wanted))
    )
    bureau = sa.select(Officer.association_id, Officer.name, Officer.name_ar, Officer.phone, sa.literal("")).where(
        Officer.association_id.in_(wanted)
    )
    found = sa.union_all(acting, bureau).subquery()
    for association, *words in db.session.execute(sa.select(found).order_by(*found.c)):
        names[association] += [one for one in words[:2] if one]
        lines[association] += [one for one in words[2:] if one]
    return names, lines
