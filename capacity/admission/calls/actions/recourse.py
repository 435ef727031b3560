"""How complaints are taken is declared with the call, and frozen with it."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.calls.actions.drafting import changed, still_draft
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import DAYS_MAX, DAYS_MIN, Recourse
from capacity.core.access import Actor
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l


def set_recourse(call: Call, *, recourse: Recourse, actor: Actor, now: datetime) -> None:
    """Declare the window of complaints, and the rule where a seat is due."""
    still_draft(call)
    if not DAYS_MIN <= recourse.days <= DAYS_MAX:
        raise RuleBroken(_l("Give between %(least)s and %(most)s days.", least=DAYS_MIN, most=DAYS_MAX), field="days")
    call.recourse = recourse.stored()
    changed(call, "set_recourse", actor=actor, now=now, what=f"{recourse.days} {recourse.remedy} {recourse.instead}")
