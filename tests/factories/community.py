"""Agreements for tests: the seven shipped ones are there from the start."""

from __future__ import annotations

from datetime import UTC, datetime

import sqlalchemy as sa

from capacity.community.partnerships import actions, queries
from capacity.community.partnerships.models import Agreement
from capacity.core.access import SYSTEM, Role
from capacity.core.db import db
from capacity.core.unit_of_work import unit_of_work
from capacity.people.accounts.models import Person
from tests.factories import people

THEN = datetime(2025, 3, 3, 10, tzinfo=UTC)


def agreement(key: str = "didh-un-women") -> Agreement:
    """The shipped agreement of this key, whole."""
    number = db.session.scalars(sa.select(Agreement.id).where(Agreement.key == key)).one()
    found = queries.agreement(number)
    assert found is not None
    return found


def partner(*keys: str) -> Person:
    """A partner who reads these agreements."""
    person = people.person(roles=(Role.PARTNER,))
    number = person.id
    for key in keys:
        with unit_of_work():
            actions.give_access(agreement(key), person_id=number, actor=SYSTEM, now=THEN)
    return person
