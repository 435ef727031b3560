"""Who may do what with applications."""

from __future__ import annotations

from typing import Any

from capacity.admission.applications.states.coalitions import PRESENT
from capacity.core.access import Actor, Predicate, Role, has_role, in_region


def _owns(actor: Actor, application: Any) -> bool:
    if application is None:
        return actor.is_member
    return application.association_id in actor.association_ids


def of_draft(question: Predicate) -> Predicate:
    """The same question, asked of a draft."""
    return Predicate(lambda actor, draft: question(actor, draft and draft.application), f"{question.name} of a draft")


def of_page(question: Predicate) -> Predicate:
    """The same question, asked of a draft with one page of its form."""
    return Predicate(
        lambda actor, opened: question(actor, opened and opened[0].application), f"{question.name} of page"
    )


def of_joined(question: Predicate) -> Predicate:
    """The same question, asked of an application with one of its files."""
    return Predicate(lambda actor, found: question(actor, found and found[0]), f"{question.name} of a file")


def _represents(actor: Actor, application: Any) -> bool:
    return application is not None and application.association_id in actor.represents


is_member = Predicate(lambda actor, _obj: actor.is_member, "is_member")
owns = Predicate(_owns, "owns")
represents = Predicate(_represents, "represents")

may_write = owns
may_submit = owns & represents
may_withdraw = owns & represents

may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_read = has_role(Role.ADMINISTRATOR) | in_region(
    Role.COORDINATOR, lambda application: None if application is None else application.region_code
)


def of_member(question: Predicate) -> Predicate:
    """The same question, asked of an application with one of its coalition's members."""
    return Predicate(lambda actor, found: question(actor, found and found[0]), f"{question.name} of a member")


is_asked = Predicate(
    lambda actor, member: actor.is_member if member is None else member.association_id in actor.association_ids,
    "is_asked",
)
may_join = is_asked & Predicate(
    lambda actor, member: member is None or member.association_id in actor.represents, "represents_who_is_asked"
)
may_read_carried = is_asked & Predicate(
    lambda _actor, member: member is None or member.state in PRESENT, "is_asked_or_has_confirmed"
)
"""Who is asked to carry an application, or carries it, reads what it says; who is in it no more does not."""
may_clarify = in_region(Role.COORDINATOR, lambda application: None if application is None else application.region_code)
coordinates = in_region(Role.COORDINATOR, lambda application: application.region_code)
may_act = Predicate(
    lambda actor, obj: actor.has(Role.COORDINATOR) if obj is None else coordinates(actor, obj), "may_act"
)
"""To act on what the desk lists; administrators read it only."""
may_act_at_all = Predicate(lambda actor, _act: actor.has(Role.COORDINATOR), "may_act_at_all")
"""To open the page of an act; which applications it touches is asked of each."""
may_import = Predicate(
    lambda actor, call: (
        actor.has(Role.COORDINATOR)
        and (
            call is None
            or (reach := actor.regions(Role.COORDINATOR)) is None
            or bool(reach & frozenset(call.region_codes))
        )
    ),
    "may_import",
)
"""To take in paper applications: a coordinator of some region of the call; each row is judged by its own region."""
