"""Roles with their scope, given and ended; people disabled and enabled again."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit
from capacity.core.access import Actor, Role
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import queries
from capacity.people.accounts.actions.signing_in import end_all_sessions
from capacity.people.accounts.models import Person, RoleGrant
from capacity.people.accounts.states import excludes


def give_role(
    *, person: Person, role: Role, regions: Iterable[str] | None, actor: Actor, now: datetime
) -> list[RoleGrant]:
    """Give a role for these regions, or (None) for all; what the person holds already is left alone.

    Raises RuleBroken when the role cannot go together with another one: who runs the programme can never also mentor
    or act for an association.
    """
    held = _held(person)
    if any(excludes(role, grant.role) for grant in held):
        raise RuleBroken(_l("Who coordinates or administers the programme cannot also be a mentor."), field="role")
    for sentence in collect("role.conflicts", person_id=person.id, role=role):
        raise RuleBroken(sentence, field="role")
    wanted: list[str | None] = [None] if regions is None else [*sorted(regions)]
    known = {(grant.role, grant.region_code) for grant in held}
    given = []
    for region in wanted:
        if (role, region) in known:
            continue
        grant = RoleGrant(role=role, region_code=region, granted_by_id=actor.id, granted_at=now)
        person.grants.append(grant)
        db.session.flush()
        audit.record(actor=actor, action="role_grants.give", obj=grant, now=now, after=role)
        given.append(grant)
    return given


def _held(person: Person) -> list[RoleGrant]:
    """What the person holds, waiting for whoever is giving them a role at this moment: none is given twice."""
    db.session.execute(sa.select(Person.id).where(Person.id == person.id).with_for_update())
    db.session.refresh(person, ["grants"])
    return [grant for grant in person.grants if grant.ended_at is None]


def end_role(*, grant: RoleGrant, actor: Actor, now: datetime, reason: str) -> None:
    """Take a role back; the row stays. Who administers no longer has offered no role to anybody."""
    if grant.ended_at is not None:
        return
    if grant.role is Role.ADMINISTRATOR and grant.person_id == actor.id:
        raise RuleBroken(_l("You cannot take the administration from yourself; ask another administrator."))
    grant.ended_at = now
    audit.record(actor=actor, action="role_grants.end", obj=grant, now=now, before=grant.role, reason=reason)
    if grant.role is Role.ADMINISTRATOR:
        _take_offers_back(grant.person, actor=actor, now=now)


def disable(*, person: Person, actor: Actor, now: datetime, reason: str) -> None:
    """Close an account: no sign-in any more, every session ends at once, and no role it offered can be taken."""
    if person.id == actor.id:
        raise RuleBroken(_l("You cannot close your own account here."))
    if person.disabled_at is not None:
        raise RuleBroken(_l("This account is closed already."))
    person.disabled_at = now
    audit.record(actor=actor, action="accounts.disable", obj=person, now=now, reason=reason)
    end_all_sessions(person=person, actor=actor, now=now)
    _take_offers_back(person, actor=actor, now=now)


def _take_offers_back(person: Person, *, actor: Actor, now: datetime) -> None:
    for offered in queries.invitations_by(person.id, now=now):
        offered.revoked_at, offered.token_hash = now, None
        audit.record(actor=actor, action="invitations.revoke", obj=offered, now=now)


def enable(*, person: Person, actor: Actor, now: datetime) -> None:
    """Open a closed account again."""
    if person.disabled_at is None:
        raise RuleBroken(_l("This account is open already."))
    person.disabled_at = None
    audit.record(actor=actor, action="accounts.enable", obj=person, now=now)
