"""What delegates need because of a disability: told if they wish, sealed, and gone when it cannot serve any more.

The audit log says that something was told or taken back, never what.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.core import audit, clock
from capacity.core.access import Actor
from capacity.core.db import db, insert_or_replace
from capacity.core.errors import RuleBroken
from capacity.core.keeping import write_over
from capacity.core.languages import lazy_gettext as _l
from capacity.core.vault import key_of_service, seal_text
from capacity.training.sessions.models import Enrolment, ToldNeeds
from capacity.training.sessions.queries import locked
from capacity.training.sessions.queries.needs import PURPOSE, place_of
from capacity.training.sessions.states import takes_needs
from capacity.training.sessions.states.needs import Needs


def tell_needs(enrolment: Enrolment, needs: Needs, *, service_secret: str, actor: Actor, now: datetime) -> Enrolment:
    """Tell what a delegate needs; told again, it stands in place of what was told before."""
    session = locked(enrolment.session_id)
    today = clock.local(now).date()
    if not takes_needs(enrolment=enrolment.state, session=session.state, last_day=session.last_day, today=today):
        raise RuleBroken(_l("Nothing can be arranged for this place any more. Call your coordinator."))
    sealed = seal_text(key_of_service(service_secret, PURPOSE), needs.written(), place_of(enrolment.id))
    row = {"enrolment_id": enrolment.id, "sealed": sealed, "told_at": now}
    insert_or_replace(db.session(), ToldNeeds, row, key=["enrolment_id"], replaces=["sealed", "told_at"])
    audit.record(actor=actor, action="enrolments.tell_needs", obj=enrolment, now=now)
    return enrolment


def forget_needs(enrolment: Enrolment, *, actor: Actor, now: datetime) -> Enrolment:
    """Take back what was told; taken back again, it changes nothing."""
    if db.session.scalar(sa.select(ToldNeeds.id).where(ToldNeeds.enrolment_id == enrolment.id)) is not None:
        drop_needs([enrolment.id])
        audit.record(actor=actor, action="enrolments.forget_needs", obj=enrolment, now=now)
    return enrolment


def drop_needs(enrolments: Sequence[int] | sa.Select[int]) -> None:
    """Erase what was told for places that are given up: it serves nobody any more."""
    write_over(sa.delete(ToldNeeds).where(ToldNeeds.enrolment_id.in_(enrolments)))
