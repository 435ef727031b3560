"""Who may do what with sessions."""

from __future__ import annotations

from typing import Any

from capacity.core.access import Actor, Predicate, Role, has_role, in_region, is_signed_in, predicate

is_coordinator = has_role(Role.COORDINATOR)
may_list = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
may_plan = is_coordinator
may_edit = in_region(Role.COORDINATOR, lambda session: session.region_code)
may_keep_venues = is_coordinator
may_keep_modules = Predicate(
    lambda actor, _module: actor.has(Role.COORDINATOR) and actor.regions(Role.COORDINATOR) is None,
    "coordinates everywhere",
)
may_change_venue = in_region(Role.COORDINATOR, lambda venue: venue.province.region_code)
is_trainer = has_role(Role.TRAINER)


@predicate
def trains(actor: Actor, session: Any) -> bool:
    """The actor is a trainer of this session."""
    return actor.has(Role.TRAINER) and any(one.person_id == actor.id for one in session.trainers)


may_see = may_edit | has_role(Role.ADMINISTRATOR) | trains
may_close = may_edit | trains
may_read_needs = may_edit | trains


@predicate
def is_invited(actor: Actor, invitation: Any) -> bool:
    """The actor is a member of an association that was accepted for the session's phase and region."""
    if invitation is None:
        return actor.is_member
    return bool(actor.association_ids & invitation.association_ids)


@predicate
def speaks_for(actor: Actor, enrolment: Any) -> bool:
    """The actor is a member of the association that sends this delegate."""
    return enrolment.delegate.association_id in actor.association_ids


may_change_enrolment = speaks_for | Predicate(
    lambda actor, enrolment: may_edit(actor, enrolment.session), "coordinates"
)
may_confirm = Predicate(lambda actor, enrolment: may_edit(actor, enrolment.session), "coordinates")
may_have_feed = is_signed_in
