"""People, roles and associations for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from capacity.core.access import Role
from capacity.core.db import db
from capacity.core.spelling import name_key
from capacity.core.vault import Cost, new_keys
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.accounts.states import passwords
from capacity.people.associations.models import Association, Member
from capacity.people.associations.states import Standing, receipt_key

THEN = datetime(2018, 1, 15, 10, tzinfo=UTC)
PASSWORD = "une phrase qu'on retient"
CHEAP = Cost(memory_kib=64, passes=1)
_numbers = count(1)


def person(
    *, roles: tuple[Role, ...] = (), regions: tuple[str, ...] = (), password: str | None = None, **values: Any
) -> Person:
    """A person; ``roles`` in ``regions`` (none given: everywhere), and an account when ``password`` is given."""
    number = next(_numbers)
    made = Person(
        **{
            "email": f"person{number}@example.org",
            "name": f"Person Number {number}",
            "name_ar": "شخص",
            "language": "fr",
            "created_at": THEN,
            "confirmed_at": THEN,
            **values,
        }
    )
    if password is not None:
        made.password_hash = passwords.hashed(password, CHEAP)
        made.keys = new_keys(passwords.typed(password), cost=CHEAP)
    for role in roles:
        for region in regions or (None,):
            made.grants.append(RoleGrant(role=role, region_code=region, granted_at=THEN))
    db.session.add(made)
    db.session.commit()
    return made


def administrator(**values: Any) -> Person:
    """Somebody who administers."""
    return person(roles=(Role.ADMINISTRATOR,), **values)


def coordinator(*regions: str, **values: Any) -> Person:
    """Somebody who coordinates these regions, or all."""
    return person(roles=(Role.COORDINATOR,), regions=regions, **values)


def association(*members: Person, **values: Any) -> Association:
    """An association; the first of ``members`` represents it."""
    number = next(_numbers)
    name_fr = values.pop("name_fr", f"Association Amal {number}")
    name_ar = values.pop("name_ar", f"جمعية الأمل {number}")
    receipt = values.pop("receipt_number", f"{number}/2015")
    made = Association(
        **{
            "name_fr": name_fr,
            "name_ar": name_ar,
            "key_fr": name_key(name_fr),
            "key_ar": name_key(name_ar),
            "province_code": "08.587",
            "receipt_number": receipt,
            "receipt_key": receipt_key(values.get("province_code", "08.587"), receipt),
            "receipt_date": date(2015, 4, 2),
            "created_at": THEN,
            **values,
        }
    )
    for place, member in enumerate(members):
        standing = Standing.MEMBER if place else Standing.REPRESENTATIVE
        made.members.append(Member(person=member, standing=standing, joined_at=THEN))
    db.session.add(made)
    db.session.commit()
    return made
