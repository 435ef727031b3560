"""Invitations to act for an association, by letter."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from capacity.core import audit
from capacity.core.access import SYSTEM, Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.people.accounts import queries as accounts
from capacity.people.accounts.models import Person
from capacity.people.accounts.states import is_live, passwords
from capacity.people.associations import notices, queries
from capacity.people.associations.actions.members import join
from capacity.people.associations.models import Association, Member, MemberInvitation
from capacity.people.associations.states import INVITATION_FOR, Standing


def invite_member(*, association: Association, email: str, actor: Actor, now: datetime) -> MemberInvitation:
    """Ask somebody by letter to write with the association."""
    if actor.id is None:
        raise RuleBroken(_l("Sign in first."))
    known = accounts.by_email(email)
    member = queries.membership(association.id, known.id) if known is not None else None
    if member is not None and member.ended_at is None:
        raise RuleBroken(_l("This person acts for the association already."), field="email")
    offered = MemberInvitation(
        association=association,
        email=email,
        standing=Standing.MEMBER,
        invited_by_id=actor.id,
        created_at=now,
        expires_at=now + INVITATION_FOR,
    )
    db.session.add(offered)
    db.session.flush()
    notices.invitation(offered, now=now)
    audit.record(actor=actor, action="member_invitations.invite", obj=offered, now=now)
    return offered


def accept_invitation(*, invitation: MemberInvitation, person: Person, actor: Actor, now: datetime) -> Member:
    """Take it up; only the account with the address it was written to can."""
    if not is_live(expires_at=invitation.expires_at, ended_at=invitation.accepted_at, now=now):
        raise RuleBroken(_l("This invitation was answered already, or is too old. Ask for a new one."))
    if person.email != invitation.email:
        raise RuleBroken(_l("This invitation was written to another address."))
    invitation.accepted_at = now
    audit.record(actor=actor, action="member_invitations.accept", obj=invitation, now=now)
    known = queries.membership(invitation.association_id, invitation.invited_by_id)
    # The word of somebody who was put there from outside, or has left, is no member's word.
    is_placed = known is None or known.ended_at is not None or known.placed_at is not None
    before = queries.membership(invitation.association_id, person.id)
    was_known = before is not None and before.ended_at is None and before.placed_at is None
    member = join(association=invitation.association, person=person, standing=invitation.standing, actor=actor, now=now)
    if is_placed and not was_known:
        member.placed_at = member.placed_at or now
    return member


def secrets_for(*, letter: Letter, now: datetime) -> dict[str, Any]:
    """The token for the letter of an invitation, made at delivery; only its hash is kept."""
    if letter.template != notices.INVITATION:
        return {}
    invitation = db.session.get(MemberInvitation, letter.about_id)
    if invitation is None or invitation.accepted_at is not None:
        return {}
    token = secrets.token_urlsafe(32)
    invitation.token_hash = passwords.token_hash(token)
    audit.record(actor=SYSTEM, action="member_invitations.send_link", obj=invitation, now=now)
    return {"token": token}
