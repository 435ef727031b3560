"""A session that is held today, with thirty people on its register."""

from __future__ import annotations

from datetime import timedelta

import sqlalchemy as sa

from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.states import Gender
from capacity.rollout.territory.models import Province
from capacity.training.sessions.models import Delegate, Enrolment, Module, Session, SessionTrainer, Slot, Venue
from capacity.training.sessions.states import EnrolmentState, HalfDay, SessionState
from tests.benchmarks.loading import REGIONS, World, insert

DELEGATES = 30


def load_training(world: World) -> None:
    """A module's session of four half-days that began yesterday."""
    today, region = world.now.date(), REGIONS[0]
    province = db.session.scalar(sa.select(Province.code).where(Province.region_code == region).limit(1))
    name = Localized(ar="مركز التكوين", fr="Centre de formation", en="Training centre")
    [venue] = insert(world, Venue, [{"name": name, "province_code": province, "capacity": 60, "accessible": True}])
    module = db.session.scalar(sa.select(sa.func.min(Module.id)))
    [world.session_id] = insert(
        world,
        Session,
        [
            {
                "module_id": module, "phase_id": world.phase_id, "region_code": region, "venue_id": venue,
                "state": SessionState.SCHEDULED, "seats": 60, "first_day": today - timedelta(days=1), "last_day": today,
                "created_at": world.now, "released_at": world.now - timedelta(days=20),
            }
        ],
    )  # fmt: skip
    slots = []
    for days_ago in (1, 0):
        for half, hour in zip(HalfDay, (9, 14), strict=True):
            begin = world.now.replace(hour=hour, minute=0, second=0, microsecond=0) - timedelta(days=days_ago)
            day = today - timedelta(days=days_ago)
            slots.append({"session_id": world.session_id, "day": day, "half": half})
            slots[-1] |= {"starts_at": begin, "ends_at": begin + timedelta(hours=3)}
    world.slot_id = insert(world, Slot, slots)[0]
    insert(world, SessionTrainer, [{"session_id": world.session_id, "person_id": world.people["trainer"]}])
    delegates = insert(world, Delegate, [_delegate(world, number) for number in range(1, DELEGATES + 1)])
    world.enrolments = insert(
        world,
        Enrolment,
        [
            {"session_id": world.session_id, "delegate_id": delegate, "state": EnrolmentState.CONFIRMED}
            | {"nominated_at": world.now}
            for delegate in delegates
        ],
    )


def _delegate(world: World, number: int) -> dict[str, object]:
    who = world.associations[number]["one"].officers[1].name
    return {
        "association_id": number, "name": who.fr, "name_ar": who.ar, "birth_year": 1975 + number % 25,
        "gender": Gender.WOMAN if who.gender == "f" else Gender.MAN, "created_at": world.now,
    }  # fmt: skip
