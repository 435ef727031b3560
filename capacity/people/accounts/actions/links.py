"""One-time links, made when a letter leaves; only their hash is kept."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any

from capacity.core import audit
from capacity.core.access import SYSTEM
from capacity.core.db import db
from capacity.core.outbox import Letter
from capacity.people.accounts.models import Invitation, OneTimeLink, Person
from capacity.people.accounts.notices import CONFIRM, INVITATION, RESET
from capacity.people.accounts.states import CONFIRM_FOR, RESET_FOR, LinkPurpose, passwords

_PURPOSES = {CONFIRM: (LinkPurpose.CONFIRM, CONFIRM_FOR), RESET: (LinkPurpose.RESET, RESET_FOR)}


def secrets_for(*, letter: Letter, now: datetime) -> dict[str, Any]:
    """The token for a letter of this room that carries a link; nothing for the others."""
    if letter.template == INVITATION:
        return _for_invitation(letter, now)
    if letter.template not in _PURPOSES or letter.person_id is None:
        return {}
    person = db.session.get(Person, letter.person_id)
    if person is None:
        return {}
    purpose, lasts = _PURPOSES[letter.template]
    token = secrets.token_urlsafe(32)
    db.session.add(
        OneTimeLink(
            person_id=person.id,
            purpose=purpose,
            token_hash=passwords.token_hash(token),
            created_at=now,
            expires_at=now + lasts,
        )
    )
    audit.record(actor=SYSTEM, action="accounts.send_link", obj=person, now=now, after=purpose)
    return {"token": token}


def _for_invitation(letter: Letter, now: datetime) -> dict[str, Any]:
    invitation = db.session.get(Invitation, letter.about_id)
    if invitation is None or invitation.accepted_at or invitation.revoked_at:
        return {}
    token = secrets.token_urlsafe(32)
    invitation.token_hash = passwords.token_hash(token)
    audit.record(actor=SYSTEM, action="accounts.send_link", obj=invitation, now=now)
    return {"token": token}
