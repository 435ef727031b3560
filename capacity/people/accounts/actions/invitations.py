"""Invitations to roles, by letter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor, Role
from capacity.core.addresses import normal_email
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.people.accounts import notices, queries
from capacity.people.accounts.actions.passwords import Prepared, set_first_password
from capacity.people.accounts.actions.registration import create_person
from capacity.people.accounts.actions.roles import give_role
from capacity.people.accounts.actions.signing_in import acting_as
from capacity.people.accounts.models import Invitation, Person
from capacity.people.accounts.states import INVITATION_FOR, is_live


def invite(
    *,
    actor: Actor,
    email: str,
    name: str,
    role: Role,
    regions: Iterable[str] | None,
    language: str,
    now: datetime,
) -> Invitation:
    """Offer a role by letter, for these regions or (None) for all."""
    address = normal_email(email)
    if address is None:
        raise RuleBroken(_l("This is not an e-mail address."), field="email")
    invitation = Invitation(
        email=address,
        name=name,
        language=language,
        role=role,
        regions=None if regions is None else sorted(regions),
        invited_by_id=actor.id,
        created_at=now,
        expires_at=now + INVITATION_FOR,
    )
    db.session.add(invitation)
    db.session.flush()
    known = queries.by_email(address)
    names = [dict(name) for name in queries.regions_of(invitation)]
    notices.invitation(invitation, names=names, person_id=known.id if known else None, now=now)
    audit.record(actor=actor, action="invitations.invite", obj=invitation, now=now, after=role)
    return invitation


def accept_invitation(
    *,
    invitation: Invitation,
    now: datetime,
    name: str = "",
    name_ar: str = "",
    prepared: Prepared | None = None,
) -> Person:
    """Take the role; who has no account yet gives names and a prepared password."""
    if invitation.accepted_at or not is_live(expires_at=invitation.expires_at, ended_at=invitation.revoked_at, now=now):
        raise RuleBroken(_l("This invitation was answered already, or is too old. Ask for a new one."))
    person = queries.by_email(invitation.email)
    if person is not None and person.disabled_at is not None:
        raise RuleBroken(_l("This account is closed. Ask the person who invited you."))
    if person is None:
        person = create_person(
            actor=Actor(), now=now, name=name, name_ar=name_ar, email=invitation.email, language=invitation.language
        )
    if not person.has_account:
        if prepared is None:
            raise RuleBroken(_l("Choose a password."), field="password")
        person.name, person.name_ar = name, name_ar
        set_first_password(person=person, prepared=prepared, actor=acting_as(person), now=now)
    inviter = Actor(id=invitation.invited_by_id)
    give_role(person=person, role=invitation.role, regions=invitation.regions, actor=inviter, now=now)
    invitation.accepted_at = now
    audit.record(actor=acting_as(person), action="invitations.accept", obj=invitation, now=now)
    return person


def revoke_invitation(*, invitation: Invitation, actor: Actor, now: datetime) -> None:
    """Take an invitation back that nobody has accepted."""
    if invitation.accepted_at or invitation.revoked_at:
        raise RuleBroken(_l("This invitation was answered already, or is too old. Ask for a new one."))
    invitation.revoked_at = now
    invitation.token_hash = None
    audit.record(actor=actor, action="invitations.revoke", obj=invitation, now=now)
