"""Fills a database with a call of forty questions, its applications and what surrounds them, quickly, always alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any

import sqlalchemy as sa

from capacity.core import clock, contributions
from capacity.core.access import Role
from capacity.core.config import Settings
from capacity.core.db import Base, db
from capacity.core.languages import Localized
from capacity.core.unit_of_work import unit_of_work
from capacity.core.vault import Cost, new_keys
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.accounts.states import Gender, passwords
from capacity.rollout.phases.models import Phase, PhaseRegion, Programme
from capacity.rollout.phases.states import PhaseState

SEED = 2018
JOURNEYS = 240
"""Associations with a draft to the open call, each for one submit journey."""
REGIONS = ("MA-05", "MA-07", "MA-10")
PASSWORD = "une phrase que l'on retient sans peine"


@dataclass
class World:
    """What was loaded, as far as the pages measured need to name it."""

    size: int
    now: datetime
    journeys: int = JOURNEYS
    rng: Random = field(default_factory=lambda: Random(SEED))
    people: dict[str, int] = field(default_factory=dict)
    readers: list[int] = field(default_factory=list)
    phase_id: int = 0
    closed_call: int = 0
    open_call: int = 0
    open_reference: str = ""
    subjects: list[int] = field(default_factory=list)
    questions: list[dict[str, Any]] = field(default_factory=list)
    criteria: list[int] = field(default_factory=list)
    associations: list[dict[str, Any]] = field(default_factory=list)
    applicants: list[int] = field(default_factory=list)
    drafts: list[int] = field(default_factory=list)
    application_id: int = 0
    session_id: int = 0
    slot_id: int = 0
    enrolments: list[int] = field(default_factory=list)
    written: dict[str, int] = field(default_factory=dict)


def insert(world: World, model: type[Base], rows: Iterable[Mapping[str, Any]]) -> list[int]:
    """Insert rows under numbers that follow one another; the numbers."""
    name = model.__tablename__
    numbered = [{"id": number, **row} for number, row in enumerate(rows, start=world.written.get(name, 0) + 1)]
    for start in range(0, len(numbered), 5_000):
        db.session.execute(sa.insert(model), numbered[start : start + 5_000])
    world.written[name] = world.written.get(name, 0) + len(numbered)
    return [row["id"] for row in numbered]


def make_tables() -> None:
    """The tables, with the facts that every installation starts from."""
    db.create_all()
    with unit_of_work():
        list(contributions.collect("facts.store", now=clock.now()))


def load_programme(world: World) -> None:
    """The programme and the phase of this year with its three regions."""
    if db.session.scalar(sa.select(Programme.id)) is None:
        words = Localized(
            ar="برنامج تقوية قدرات الجمعيات", fr="Programme de renforcement des capacités des associations"
        )
        db.session.execute(sa.insert(Programme).values(name=words, ministry=words, launched_on=world.now.date()))
    year = world.now.year
    db.session.execute(sa.delete(PhaseRegion))
    db.session.execute(sa.delete(Phase))
    [world.phase_id] = insert(
        world, Phase, [{"year": year, "state": PhaseState.ACTIVE, "activated_at": world.now - timedelta(days=90)}]
    )
    places = [{"phase_id": world.phase_id, "region_code": code, "position": n} for n, code in enumerate(REGIONS)]
    insert(world, PhaseRegion, places)


def load_people(world: World, settings: Settings) -> None:
    """Those who run the programme; the coordinator has a password, as one of the journeys signs in."""
    staff = [
        ("coordinator", Role.COORDINATOR, "منسقة البرنامج"),
        *[(f"reader{n}", Role.COMMITTEE, "عضو اللجنة") for n in range(1, 7)],
        ("trainer", Role.TRAINER, "المكونة"),
    ]
    rows = [person_row(world, key, name_ar) for key, _role, name_ar in staff]
    rows[0] |= account(settings)
    numbers = insert(world, Person, rows)
    world.people = {key: number for (key, _role, _name), number in zip(staff, numbers, strict=True)}
    world.readers = [number for key, number in world.people.items() if key.startswith("reader")]
    grants = [{"person_id": world.people[key], "role": role, "granted_at": world.now} for key, role, _name in staff]
    insert(world, RoleGrant, grants)


def person_row(world: World, key: str, name_ar: str, name: str = "") -> dict[str, Any]:
    """The columns of a person whose address is ``key@bench.example``."""
    return {
        "email": f"{key}@bench.example",
        "name": name or key.title(),
        "name_ar": name_ar,
        "language": "fr",
        "gender": Gender.WOMAN,
        "created_at": world.now,
        "confirmed_at": world.now,
        "password_hash": None,
        "public_key": None,
        "wrapped_key": None,
    }


def account(settings: Settings) -> dict[str, Any]:
    """The columns of a person who can sign in with PASSWORD."""
    cost = Cost(memory_kib=settings.argon2_memory_kib, passes=settings.argon2_time)
    owner = Person()
    owner.keys = new_keys(passwords.typed(PASSWORD), cost=cost)
    return {
        "password_hash": passwords.hashed(PASSWORD, cost),
        "public_key": owner.public_key,
        "wrapped_key": owner.wrapped_key,
    }


def let_numbers_follow(world: World) -> None:
    """PostgreSQL counts on from the numbers we gave."""
    if db.engine.dialect.name == "postgresql":
        for name in world.written:
            db.session.execute(
                sa.text(f"SELECT setval(pg_get_serial_sequence('{name}', 'id'), (SELECT max(id) FROM {name}))")
            )
    db.session.execute(sa.text("ANALYZE"))
    db.session.commit()
