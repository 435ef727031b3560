"""A region in the middle of its training: a coordinator, a trainer, associations, a session of two days."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pytest

from capacity.people.accounts.models import Person
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase
from tests.factories import people, training
from tests.factories.remembered import remembered


@dataclass
class Region:
    """Who is there; the clock stands at the time of planning."""

    phase: Phase
    coordinator: Person
    trainer: Person
    member: Person
    association: Association
    other: Association

    @property
    def coordinates(self) -> Any:
        """The coordinator as an actor."""
        return training.actor(self.coordinator)

    @property
    def teaches(self) -> Any:
        """The trainer as an actor."""
        return training.actor(self.trainer)

    @property
    def speaks(self) -> Any:
        """The member as an actor."""
        return training.actor(self.member)


@pytest.fixture
def region(db_session: Any, clock: Any) -> Region:
    """Drâa-Tafilalet with two accepted associations."""
    clock.stop_at(training.THEN)
    return _region()


@remembered
def _region() -> Region:
    phase, member = training.phase(), people.person(language="ar")
    return Region(
        phase=phase,
        coordinator=people.coordinator("MA-08"),
        trainer=training.trainer(name="Karim Lamrabet", name_ar="كريم المرابط"),
        member=member,
        association=training.accepted(phase, member, name_fr="Association Oasis", name_ar="جمعية الواحة"),
        other=training.accepted(phase, people.person(language="fr")),
    )
