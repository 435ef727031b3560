"""A region with hundreds of applications, each read by three readers, put into the database in a few statements."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from datetime import timedelta
from itertools import count
from random import Random
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import CallRegion
from capacity.admission.calls.states.rules import FLAGS, PROVINCE, Quota, groups_of, provinces_of, stored_quotas
from capacity.admission.review.models import Assignment, Score, Screening
from capacity.admission.review.states import AssignmentState, Verdict
from capacity.admission.rounds import actions as rounds
from capacity.core.db import Base, db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing
from tests.factories import admission_review as factory
from tests.factories.admission_region import CLOSED, NOW, OPENED, REGION, Region

READERS, CRITERIA = 3, 3
SHARES = (0.2, 0.3, 0.08, 0.25, 0.15)
QUOTAS = (
    Quota("priority", 6),
    Quota("rural", 8, 14),
    Quota("coalition", 2),
    Quota("women_led", 9),
    Quota("youth_led", 4, 9),
    Quota(PROVINCE + "08.587", 5, 12),
    Quota(PROVINCE + "08.201", 5),
)
"""Of all kinds that an association declares of itself, a few of them above a group's share of the seats."""
_numbers = count(1)


def crowded(size: int, *, seats: int = 30, quotas: Iterable[Quota] = QUOTAS) -> Region:
    """A region in deliberation with so many applications and three submitted readings of each, no two readers of one
    file far apart."""
    made = factory.scoring(1, seats=seats, committee=6)
    factory.read(made)
    made.panel.readers_per_application = READERS
    place = db.session.scalars(sa.select(CallRegion).where(CallRegion.call_id == made.call.id)).one()
    place.quotas = stored_quotas(quotas)
    db.session.commit()
    ids = _applications(made, size - 1)
    _readings(made, ids)
    db.session.commit()
    with unit_of_work():
        rounds.open_deliberation(made.round, actor=made.desk, now=NOW)
    return made


def _insert(model: type[Base], rows: Iterable[Mapping[str, Any]]) -> list[int]:
    statement = sa.insert(model).returning(model.id, sort_by_parameter_order=True)  # type: ignore[attr-defined]
    given = list(rows)
    return list(db.session.scalars(statement, given)) if given else []


def _applications(made: Region, size: int) -> list[int]:
    rng, turn, provinces = Random(size), next(_numbers), provinces_of(REGION)
    names = [f"{turn}-{place:04}" for place in range(size)]
    where = [rng.choice(provinces) for _ in names]
    people = _insert(
        Person,
        (
            {
                "email": f"crowd{name}@example.org",
                "name": f"Person {name}",
                "name_ar": "شخص",
                "language": "ar" if place % 2 else "fr",
                "created_at": OPENED,
                "confirmed_at": OPENED,
            }
            for place, name in enumerate(names)
        ),
    )
    associations = _insert(
        Association,
        (
            {
                "name_fr": f"Association {name}",
                "name_ar": f"جمعية {name}",
                "key_fr": f"crowd{name}",
                "key_ar": f"جمعية{name}",
                "province_code": province,
                "receipt_number": f"{name}/2015",
                "receipt_key": f"crowd{name}",
                "receipt_date": OPENED.date(),
                "created_at": OPENED,
            }
            for name, province in zip(names, where, strict=True)
        ),
    )
    _insert(
        Member,
        (
            {"association_id": ours, "person_id": person, "standing": Standing.REPRESENTATIVE, "joined_at": OPENED}
            for ours, person in zip(associations, people, strict=True)
        ),
    )
    ids = _insert(
        Application,
        (
            {
                "call_id": made.call.id,
                "association_id": ours,
                "region_code": REGION,
                "number": f"2017-{name}",
                "state": ApplicationState.ELIGIBLE,
                "language": "fr",
                "created_at": OPENED,
                "submitted_at": CLOSED - timedelta(days=2),
            }
            for name, ours in zip(names, associations, strict=True)
        ),
    )
    _insert(
        Snapshot,
        (
            {
                "application_id": number,
                "submission_id": f"crowd-{name}",
                "received_at": CLOSED - timedelta(days=2),
                "content": f'{{"number":"2017-{name}"}}',
                "sha256": hashlib.sha256(name.encode()).hexdigest(),
                "groups": groups_of(
                    province=province,
                    **{flag: rng.random() < share for flag, share in zip(FLAGS, SHARES, strict=True)},
                ),
                "signed_name": "Salma Alaoui",
                "signed_role": "president",
            }
            for number, name, province in zip(ids, names, where, strict=True)
        ),
    )
    _insert(
        Screening,
        (
            {
                "application_id": number,
                "verdict": Verdict.ELIGIBLE,
                "decided_by_id": made.coordinator.id,
                "decided_at": NOW,
            }
            for number in ids
        ),
    )
    return ids


def _readings(made: Region, applications: list[int]) -> None:
    """Marks that differ from file to file, and among the readers of one by no more than a point."""
    rng, readers = Random(len(applications)), [person.id for person in made.committee]
    rows = [
        {
            "panel_id": made.panel_id,
            "application_id": number,
            "reader_id": reader,
            "state": AssignmentState.SUBMITTED,
            "assigned_at": NOW,
            "declared_at": NOW,
            "submitted_at": NOW,
        }
        for number in applications
        for reader in rng.sample(readers, READERS)
    ]
    criteria = [criterion.id for criterion in made.call.criteria]
    level = {(number, criterion): rng.randrange(1, 10) for number in applications for criterion in criteria}
    _insert(
        Score,
        (
            {
                "assignment_id": assignment,
                "criterion_id": criterion,
                "halves": level[row["application_id"], criterion] + rng.randrange(2),
            }
            for assignment, row in zip(_insert(Assignment, rows), rows, strict=True)
            for criterion in criteria
        ),
    )
