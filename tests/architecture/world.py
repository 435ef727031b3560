"""A small world in which every address leads somewhere: one person per role, one object per kind of address.

The objects belong to the association ``own`` in the region ``HERE``; what others see of them is what the matrix shows.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from flask import Flask

from capacity.core import clock
from capacity.core.access import Role
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing
from capacity.rollout.territory.models import Province, Region
from capacity.rollout.territory.states import ProvinceKind

HERE, ELSEWHERE = "MA-02", "MA-08"

# Role of the matrix → (role given, region it reaches); None: no role is given, or all regions are reached.
ROLES: dict[str, tuple[Role | None, str | None]] = {
    "visitor": (None, None),
    "member": (None, None),
    "other_member": (None, None),
    "coordinator": (Role.COORDINATOR, HERE),
    "other_coordinator": (Role.COORDINATOR, ELSEWHERE),
    "chair": (Role.COMMITTEE, None),
    "committee": (Role.COMMITTEE, None),
    "trainer": (Role.TRAINER, None),
    "mentor": (Role.MENTOR, None),
    "partner": (Role.PARTNER, None),
    "administrator": (Role.ADMINISTRATOR, None),
}


@dataclass
class World:
    """The people by role, and what stands for each argument of an address."""

    people: dict[str, Person] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    exceptions: dict[str, dict[str, Any]] = field(default_factory=dict)

    def arguments_of(self, app: Flask, endpoint: str) -> dict[str, Any]:
        """What fills the endpoint's address; an endpoint may differ from the others by ``exceptions``."""
        names = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
        known = {**self.arguments, **self.exceptions.get(endpoint, {})}
        missing = sorted(names - set(known))
        assert not missing, f"{endpoint}: the world has nothing for {missing}"
        return {name: known[name] for name in names}


def build(session: Any) -> World:
    """Put the world into the database."""
    world = World()
    _territory(session)
    for name, (role, region) in ROLES.items():
        if name != "visitor":
            world.people[name] = _person(session, name, role, region)
    own = _association(session, "own", world.people["member"])
    _association(session, "other", world.people["other_member"])
    session.commit()
    world.arguments |= {"association_id": own.id, "person_id": world.people["member"].id, "code": HERE}
    return world


def _territory(session: Any) -> None:
    if session.get(Region, HERE) is not None:
        return
    for number, code in enumerate((HERE, ELSEWHERE)):
        session.add(Region(code=code, name={"ar": code, "fr": code, "en": code}, population=1_000_000))
        session.add(
            Province(
                code=f"0{number}1",
                iso=None,
                name_fr=code,
                name_ar=code,
                kind=ProvinceKind.PROVINCE,
                region_code=code,
            )
        )
    session.flush()


def _person(session: Any, name: str, role: Role | None, region: str | None) -> Person:
    now = clock.now()
    person = Person(
        email=f"{name}@example.org",
        name=name.replace("_", " ").title(),
        language="fr",
        created_at=now,
        confirmed_at=now,
    )
    session.add(person)
    session.flush()
    if role is not None:
        session.add(RoleGrant(person_id=person.id, role=role, region_code=region, granted_at=now))
    return person


def _association(session: Any, name: str, member: Person) -> Association:
    now = clock.now()
    province = session.query(Province).filter_by(region_code=HERE).first()
    association = Association(
        name_ar=name,
        name_fr=name,
        key_ar=name,
        key_fr=name,
        province_code=province.code,
        receipt_number=name,
        receipt_key=name,
        created_at=now,
    )
    session.add(association)
    session.flush()
    session.add(
        Member(association_id=association.id, person_id=member.id, standing=Standing.REPRESENTATIVE, joined_at=now)
    )
    return association
