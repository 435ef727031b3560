"""Letters that did not arrive."""

from __future__ import annotations

from datetime import datetime

from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.outbox import Letter
from capacity.people.administration import queries
from capacity.people.administration.models import ToldByPhone


def tell_by_phone(*, letter: Letter, note: str, actor: Actor, now: datetime) -> ToldByPhone:
    """Note that somebody was told on the telephone what the letter says."""
    if actor.id is None:
        raise RuleBroken(_l("Sign in first."))
    if queries.told(letter.id) is not None:
        raise RuleBroken(_l("This was noted already."))
    told = ToldByPhone(letter_id=letter.id, told_by_id=actor.id, told_at=now, note=note)
    db.session.add(told)
    db.session.flush()
    audit.record(actor=actor, action="letters.tell_by_phone", obj=letter, now=now, reason=note)
    return told
