"""A small world in which every address leads somewhere: one person per role, one object per kind of address.

The objects belong to the association ``own`` in the region ``HERE``; what others see of them is what the matrix shows.
It is told through the rooms' own actions (``world_admission``, ``world_after``), so that states, letters and the audit
log are those of the real thing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from flask import Flask

from capacity.core import clock, vault
from capacity.core.access import Actor, Role
from capacity.core.db import Base, db
from capacity.core.files import store
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import passwords
from capacity.people.administration import actions as administration
from capacity.people.associations import actions as associations
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from capacity.rollout.phases.models import Phase
from capacity.rollout.territory.models import Province
from tests.factories import people

HERE, ELSEWHERE = "MA-02", "MA-08"

# Role of the matrix → (role given, region it reaches); None: no role is given, or all regions are reached.
# ``other_…`` holds the same role and has nothing to do with the objects of this world; ``colleague`` is a member of the
# association who does not represent it; ``national`` coordinates every region.
ROLES: dict[str, tuple[Role | None, str | None]] = {
    "visitor": (None, None),
    "member": (None, None),
    "colleague": (None, None),
    "other_member": (None, None),
    "coordinator": (Role.COORDINATOR, HERE),
    "other_coordinator": (Role.COORDINATOR, ELSEWHERE),
    "national": (Role.COORDINATOR, None),
    "chair": (Role.COMMITTEE, None),
    "committee": (Role.COMMITTEE, None),
    "other_committee": (Role.COMMITTEE, None),
    "trainer": (Role.TRAINER, None),
    "other_trainer": (Role.TRAINER, None),
    "mentor": (Role.MENTOR, None),
    "other_mentor": (Role.MENTOR, None),
    "partner": (Role.PARTNER, None),
    "other_partner": (Role.PARTNER, None),
    "administrator": (Role.ADMINISTRATOR, None),
}
KEYED = frozenset({"member", "colleague", "other_member", "mentor", "other_mentor"})
"""Those who write or read drafts: they have a password, and with it a pair of keys."""


@dataclass
class World:
    """The people by role, what stands for each argument of an address, and ids of objects by name."""

    people: dict[str, int] = field(default_factory=dict)
    keys: dict[str, vault.PrivateKey] = field(default_factory=dict)
    arguments: dict[str, Any] = field(default_factory=dict)
    exceptions: dict[str, dict[str, Any]] = field(default_factory=dict)
    ids: dict[str, int] = field(default_factory=dict)
    today: datetime = field(default_factory=clock.now)

    def arguments_of(self, app: Flask, endpoint: str) -> dict[str, Any]:
        """What fills the endpoint's address; an endpoint may differ from the others by ``exceptions``."""
        names = {name for rule in app.url_map.iter_rules(endpoint) for name in rule.arguments}
        room = endpoint.partition(".")[0]
        known = {**self.arguments, **self.exceptions.get(room, {}), **self.exceptions.get(endpoint, {})}
        missing = sorted(names - set(known))
        assert not missing, f"{endpoint}: the world has nothing for {missing}"
        return {name: known[name] for name in names}

    def person(self, role: str) -> Person | None:
        """The person of a role; None for a visitor."""
        return db.session.get(Person, self.people[role]) if role in self.people else None

    def actor(self, role: str) -> Actor:
        """The person of a role, as the rules see them."""
        return actor_of(db.session.get_one(Person, self.people[role]))

    def the(self, model: type[Any], name: str) -> Any:
        """An object that the telling remembered under a name."""
        return db.session.get_one(model, self.ids[name])

    def remember(self, **objects: Base) -> None:
        """Keep the ids of objects under names."""
        self.ids |= {name: one.id for name, one in objects.items()}  # type: ignore[attr-defined]

    @contextmanager
    def at(self, days: float) -> Iterator[datetime]:
        """A unit of work so many days after today, by the service's clock."""
        moment = self.today + timedelta(days=days)
        clock.set_now(moment)
        try:
            with unit_of_work():
                yield moment
        finally:
            clock.set_now(None)


def populate(world: World) -> None:
    """The people, two associations here and one elsewhere."""
    for name, (role, region) in ROLES.items():
        if name == "visitor":
            continue
        person = people.person(
            email=f"{name}@example.org",
            name=f"Nadia {name.replace('_', ' ').title()}",
            roles=(role,) if role else (),
            regions=(region,) if region else (),
            password=people.PASSWORD if name in KEYED else None,
        )
        world.people[name] = person.id
        if person.keys is not None:
            world.keys[name] = vault.unlock(person.keys, passwords.typed(people.PASSWORD))
    world.people["reader"] = people.person(email="reader@example.org", name="Nadia Reader", roles=(Role.COMMITTEE,)).id
    here = sa.select(Province.code).where(Province.region_code == HERE).order_by(Province.code)
    own, other, third = (
        people.association(*members, province_code=db.session.scalar(here), name_fr=name, name_ar=name_ar)
        for name, name_ar, members in (
            ("Association Own", "جمعية الواحة", (world.person("member"), world.person("colleague"))),
            ("Association Other", "جمعية الأطلس", (world.person("other_member"),)),
            ("Association Third", "جمعية الريف", (people.person(email="third@example.org"),)),
        )
    )
    world.remember(own=own, other=other, third=third)
    world.ids |= {f"phase{one.year}": one.id for one in db.session.scalars(sa.select(Phase))}
    world.arguments |= {"association_id": own.id, "person_id": world.people["member"], "code": HERE}
    world.arguments |= {"phase_id": world.ids["phase2018"]}
    assert db.session.get_one(Association, own.id).region_code == HERE
    world.arguments |= {"lasting_id": _paper(world, own), "hold_id": _hold(world, third), "kind_key": "letters"}
    world.exceptions["administration.erasing"] = {"act": "begin"}
    for endpoint in ("erase", "keep", "copy_of"):  # of somebody who cannot sign in
        world.exceptions[f"administration.{endpoint}"] = {"person_id": world.people["other_trainer"]}


def _hold(world: World, third: Association) -> int:
    """An association of which nothing may be erased."""
    with world.at(0) as now:
        actor = world.actor("administrator")
        return administration.place_hold(association_id=third.id, actor=actor, now=now, reason="A court asked").id


def _paper(world: World, own: Association) -> int:
    """A paper of the association's own folder that expires in three weeks."""
    with world.at(0) as now:
        stored = store().put(
            db.session(), b"%PDF-", filename="a.pdf", media_type="application/pdf", uploader_id=None, now=now
        )
        paper = associations.keep_paper(
            own.id,
            stored,
            kind="board_list",
            label=Localized(ar="لائحة أعضاء المكتب", fr="Liste des membres du bureau", en="List of the board"),
            expires_on=now.date() + timedelta(days=21),
            actor=world.actor("member"),
            now=now,
        )
        return paper.id
