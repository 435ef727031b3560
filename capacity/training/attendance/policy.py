"""Who may do what with attendance."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, has_role, in_region, predicate
from capacity.training.sessions import policy as sessions

may_open = sessions.may_see & Predicate(lambda _actor, session: session.released_at is not None, "released")
may_take = sessions.may_close
may_report = sessions.may_close
may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)


@predicate
def may_tick(actor: Actor, tick: Any) -> bool:
    """A trainer of the session, or a coordinator of its region, notes who is there."""
    if actor.has(Role.TRAINER) and actor.id in tick.trainer_ids:
        return True
    return actor.has_in(Role.COORDINATOR, tick.region_code)


may_decide = in_region(Role.COORDINATOR, lambda correction: correction.enrolment.session.region_code)


@predicate
def is_second_person(actor: Actor, correction: Any) -> bool:
    """Whoever asked for a correction does not decide it."""
    return bool(actor.id != correction.asked_by_id)


may_admit = Predicate(lambda actor, enrolment: sessions.may_close(actor, enrolment.session), "may_admit")
