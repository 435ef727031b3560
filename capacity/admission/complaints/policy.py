"""Who complains, who gives a complaint to whom, who examines it and who confirms the answer."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications import policy as applications
from capacity.admission.complaints.models import Complaint
from capacity.admission.complaints.states import BEING_HANDLED, ComplaintState
from capacity.core.access import Actor, Predicate, Role, has_role, in_region, of_staff, predicate

STAFF = (Role.COORDINATOR, Role.ADMINISTRATOR, Role.COMMITTEE)


def of_standing(question: Predicate) -> Predicate:
    """A question about an application, asked of where its association stands with complaints."""
    return Predicate(
        lambda actor, found: question(actor, found and found.application),
        f"{question.name} of standing",
        needs_role=question.needs_role,
    )


def of_file(question: Predicate) -> Predicate:
    """A question about a complaint, asked of one with one of its documents."""
    return Predicate(
        lambda actor, found: question(actor, found and found[0]),
        f"{question.name} of a document",
        needs_role=question.needs_role,
    )


@predicate
def belongs(actor: Actor, obj: Any) -> bool:
    """A complaint of an association for which this person acts."""
    return isinstance(obj, Complaint) and obj.application.association_id in actor.association_ids


@predicate
def represents(actor: Actor, obj: Any) -> bool:
    """A complaint of an association that this person represents."""
    return isinstance(obj, Complaint) and obj.application.association_id in actor.represents


@predicate
def is_filed(_actor: Actor, obj: Any) -> bool:
    """What was never filed is the association's own."""
    return isinstance(obj, Complaint) and obj.filed_at is not None


@of_staff
def examines(actor: Actor, obj: Any) -> bool:
    """The handler, still of the staff."""
    return isinstance(obj, Complaint) and obj.handler_id == actor.id is not None and actor.has(*STAFF)


@of_staff
def confirms(actor: Actor, obj: Any) -> bool:
    """Who was named to confirm the answer, still of the staff."""
    return isinstance(obj, Complaint) and obj.confirmer_id == actor.id is not None and actor.has(*STAFF)


def _state(*states: ComplaintState) -> Predicate:
    return Predicate(
        lambda _actor, obj: isinstance(obj, Complaint) and obj.state in states, "is " + " or ".join(states)
    )


is_draft = _state(ComplaintState.DRAFT)
awaits_answer = _state(ComplaintState.ASKED)
is_being_handled = _state(*BEING_HANDLED)
is_examined = _state(ComplaintState.HANDLING)
may_be_answered = _state(ComplaintState.HANDLING, ComplaintState.ASKED)
is_proposed = _state(ComplaintState.PROPOSED)
may_be_given = _state(ComplaintState.FILED, *BEING_HANDLED)
is_not_ended = _state(ComplaintState.DRAFT, ComplaintState.FILED, *BEING_HANDLED)

coordinates: Predicate = in_region(
    Role.COORDINATOR, lambda obj: None if obj is None else getattr(obj, "application", obj).region_code
)

may_complain: Predicate = of_standing(applications.owns)
may_see: Predicate = belongs
may_write: Predicate = belongs & is_draft
may_file: Predicate = belongs & represents & is_draft
may_withdraw: Predicate = represents & is_not_ended
may_reply: Predicate = belongs & awaits_answer
may_join: Predicate = belongs & (is_draft | awaits_answer)

may_list: Predicate = has_role(*STAFF)
may_read: Predicate = is_filed & (coordinates | has_role(Role.ADMINISTRATOR) | examines | confirms)
may_give: Predicate = is_filed & coordinates & may_be_given
may_ask: Predicate = examines & is_examined
may_propose: Predicate = examines & may_be_answered
may_confirm: Predicate = confirms & is_proposed
may_give_time: Predicate = of_standing(coordinates)
