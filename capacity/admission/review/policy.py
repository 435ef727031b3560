"""Who appoints, screens, reads, scores and settles."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications import policy as applying
from capacity.admission.applications.models import Application
from capacity.admission.calls.models import Call
from capacity.admission.review.models import Assignment, Panel, Screening
from capacity.admission.review.states import COUNTED, AssignmentState
from capacity.core.access import Actor, Predicate, Role, has_role, in_region, of_staff, predicate


def region_of(obj: Any) -> str | None:
    """The region in which a panel, an application, a screening or an assignment lies."""
    if isinstance(obj, Assignment):
        return obj.panel.region_code
    if isinstance(obj, Screening):
        return obj.application.region_code
    return None if obj is None else str(obj.region_code)


def _panel(obj: Any) -> Panel | None:
    return obj if isinstance(obj, Panel) else getattr(obj, "panel", None)


@of_staff
def sits(actor: Actor, obj: Any) -> bool:
    """A member of this panel, still in the committee."""
    panel = _panel(obj)
    return panel is not None and actor.has(Role.COMMITTEE) and panel.seats_person(actor.id)


@of_staff
def chairs(actor: Actor, obj: Any) -> bool:
    """The chair of this panel."""
    panel = _panel(obj)
    chair = panel.chair if panel is not None else None
    return chair is not None and actor.has(Role.COMMITTEE) and chair.id == actor.id


@of_staff
def administers_an_absent_chair(actor: Actor, obj: Any) -> bool:
    """An administrator, where the account of the chair is closed: nobody else can hand over for them."""
    panel = _panel(obj)
    chair = panel.chair if panel is not None else None
    return actor.has(Role.ADMINISTRATOR) and chair is not None and chair.disabled_at is not None


@of_staff
def deputises(actor: Actor, obj: Any) -> bool:
    """The deputy chair of this panel."""
    panel = _panel(obj)
    deputy = panel.deputy if panel is not None else None
    return deputy is not None and actor.has(Role.COMMITTEE) and deputy.id == actor.id


@of_staff
def is_reader(actor: Actor, obj: Any) -> bool:
    """The reader of this assignment, as long as it is theirs: who stepped back sees no trace of the file."""
    return (
        isinstance(obj, Assignment)
        and actor.id is not None
        and obj.reader_id == actor.id
        and actor.has(Role.COMMITTEE)
        and obj.state not in {AssignmentState.RECUSED, AssignmentState.RELEASED}
    )


@predicate
def has_declared(_actor: Actor, obj: Any) -> bool:
    """The reader said that no conflict of interest stands in the way."""
    return isinstance(obj, Assignment) and obj.state in COUNTED | {AssignmentState.DECLARED}


@predicate
def is_announced(_actor: Actor, obj: Any) -> bool:
    """An application whose screening was shown to its association."""
    return isinstance(obj, Application) and obj.eligibility_shown_at is not None


coordinates: Predicate = in_region(Role.COORDINATOR, region_of)
administers: Predicate = has_role(Role.ADMINISTRATOR)


@predicate
def may_announce_in(actor: Actor, obj: Any) -> bool:
    """Who coordinates at least one region of this call."""
    return isinstance(obj, Call) and any(actor.has_in(Role.COORDINATOR, code) for code in obj.region_codes)


may_list: Predicate = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_see: Predicate = coordinates | administers
may_run: Predicate = coordinates
may_see_progress: Predicate = coordinates | administers | chairs | deputises
may_arbitrate: Predicate = coordinates | chairs | deputises
may_see_interests: Predicate = coordinates | chairs | deputises
may_screen: Predicate = coordinates
may_read_result: Predicate = applying.owns & is_announced


@predicate
def is_second(actor: Actor, obj: Any) -> bool:
    """Somebody other than who gave the verdict."""
    return isinstance(obj, Screening) and actor.id is not None and actor.id != obj.decided_by_id


may_confirm: Predicate = coordinates & is_second

may_read_queue: Predicate = has_role(Role.COMMITTEE)
may_declare_interests: Predicate = has_role(Role.COMMITTEE)
may_declare: Predicate = is_reader
may_score: Predicate = is_reader & has_declared
