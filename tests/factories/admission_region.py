"""A region of a call with its applications and those who will read them, made at once for tests."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call, CallRegion, Criterion
from capacity.admission.calls.states import CallState
from capacity.admission.calls.states.rules import groups_of
from capacity.admission.review import queries as review_queries
from capacity.admission.review.models import Panel
from capacity.admission.rounds import queries as rounds_queries
from capacity.admission.rounds.models import Outcome, Round
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.people.associations.queries import actor_of
from capacity.rollout.phases.models import Phase
from tests.factories import people

REGION, PROVINCE = "MA-08", "08.587"
OPENED = datetime(2017, 10, 1, 9, tzinfo=UTC)
CLOSED = datetime(2017, 10, 31, 16, 30, tzinfo=UTC)
NOW = CLOSED + timedelta(days=1)
SEED = "0123456789abcdef" * 4
WEIGHTS = (("relevance", 50), ("record", 30), ("network", 20))
_numbers = count(1)


@dataclass
class Region:
    """What a test of a region needs; people as persons, ``actor(person)`` as the rules see them."""

    call: Call
    applications: list[Application]
    associations: list[Association]
    members: list[Person]
    coordinator: Person
    chair: Person
    committee: list[Person]
    panel_id: int = 0
    round_id: int = 0

    @property
    def panel(self) -> Panel:
        """The panel, as it stands."""
        found = review_queries.panel(self.panel_id)
        assert found is not None
        return found

    @property
    def round(self) -> Round:
        """The round, as it stands."""
        found = rounds_queries.round_of(self.round_id)
        assert found is not None
        return found

    @property
    def desk(self) -> Actor:
        """The coordinator, acting."""
        return actor_of(self.coordinator)

    @property
    def outcomes(self) -> list[Outcome]:
        """What was announced of each, in the order of the ranking."""
        return rounds_queries.outcomes_of(self.round_id)

    def member_of(self, application_id: int) -> Person:
        """The representative of the association whose application this is."""
        return next(m for m, a in zip(self.members, self.applications, strict=True) if a.id == application_id)


def actor(person: Person) -> Actor:
    """A person as the rules see them."""
    return actor_of(person)


def call_of(seats: int = 2, region: str = REGION, *, closes_at: datetime = CLOSED) -> Call:
    """A published call of one region with three criteria."""
    number = next(_numbers)
    phase = Phase(year=2100 + number)
    call = Call(
        reference=f"AMI-{number}",
        phase=phase,
        state=CallState.PUBLISHED,
        title=Localized(ar="طلب إبداء الاهتمام", fr="Appel à manifestation d’intérêt", en="Call for interest"),
        opens_at=OPENED,
        closes_at=closes_at,
        lottery_seed=SEED,
        lottery_seed_sha256=hashlib.sha256(SEED.encode()).hexdigest(),
        created_at=OPENED,
        published_at=OPENED,
        regions=[CallRegion(region_code=region, seats=seats)],
        criteria=[
            Criterion(
                key=key, position=place, weight=weight, name=Localized(ar=f"معيار {key}", fr=f"Critère {key}", en=key)
            )
            for place, (key, weight) in enumerate(WEIGHTS)
        ],
    )
    db.session.add(call)
    db.session.commit()
    return call


def application_of(call: Call, association: Association, region: str = REGION, **values: Any) -> Application:
    """A submitted application with its receipt."""
    number = next(_numbers)
    made = Application(
        **{
            "call_id": call.id,
            "association": association,
            "region_code": region,
            "number": f"2017-{number:04}",
            "state": ApplicationState.SUBMITTED,
            "language": "fr",
            "created_at": OPENED,
            "submitted_at": CLOSED - timedelta(days=2),
            **values,
        }
    )
    content = f'{{"number":"{made.number}"}}'
    made.snapshots.append(
        Snapshot(
            submission_id=f"submission-{number}",
            received_at=CLOSED - timedelta(days=2),
            content=content,
            sha256=hashlib.sha256(content.encode()).hexdigest(),
            groups=groups_of(province=association.province_code, women_led=association.women_led),
            signed_name="Salma Alaoui",
            signed_role="president",
        )
    )
    db.session.add(made)
    db.session.commit()
    return made


def region(
    applications: int = 4, *, seats: int = 2, committee: int = 4, languages: Sequence[str] = ("fr", "ar")
) -> Region:
    """A closed call with so many applications, each of an association with a representative, and a committee."""
    call = call_of(seats)
    members = [people.person(language=languages[n % len(languages)]) for n in range(applications)]
    associations = [people.association(member, province_code=PROVINCE) for member in members]
    made = [application_of(call, association) for association in associations]
    readers = [people.person(roles=(Role.COMMITTEE,)) for _ in range(committee)]
    return Region(call, made, associations, members, people.coordinator(REGION), readers[0], readers)
