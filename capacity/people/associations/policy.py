"""Who may do what with associations."""

from __future__ import annotations

from capacity.core.access import Predicate, Role, has_role, in_region, is_signed_in
from capacity.people.associations.models import Association

runs_programme = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)
coordinates = in_region(Role.COORDINATOR, lambda association: association.region_code)
administers = has_role(Role.ADMINISTRATOR)

is_member = Predicate(
    lambda actor, obj: bool(actor.association_ids) if obj is None else obj.id in actor.association_ids, "is_member"
)
represents = Predicate(
    lambda actor, obj: bool(actor.represents) if obj is None else obj.id in actor.represents, "represents"
)

may_list = runs_programme
may_see_record = Predicate(
    lambda actor, obj: runs_programme(actor) if obj is None else (coordinates | administers)(actor, obj),
    "may_see_record",
)
may_see_own = is_member
may_register = is_signed_in & ~runs_programme
may_register_for = has_role(Role.COORDINATOR)
may_edit = Predicate(
    lambda actor, obj: not actor.is_visitor if obj is None else (is_member | coordinates)(actor, obj), "may_edit"
)
may_manage_members = represents
is_member_row = Predicate(
    lambda actor, member: not actor.is_visitor if member is None else member.association_id in actor.represents,
    "represents_the_association_of_the_member",
)
may_keep_papers = is_member
owns_paper = Predicate(
    lambda actor, paper: (
        bool(actor.association_ids) if paper is None else paper.association_id in actor.association_ids
    ),
    "owns_paper",
)
may_change_representative = Predicate(
    lambda actor, obj: actor.has(Role.COORDINATOR) if obj is None else coordinates(actor, obj),
    "may_change_representative",
)
may_claim = Predicate(
    lambda actor, obj: (
        not actor.is_visitor and not runs_programme(actor) and (obj is None or obj.id not in actor.association_ids)
    ),
    "may_claim",
)


def _region(claim: object) -> Association:
    return claim.association  # type: ignore[attr-defined, no-any-return]


may_decide_claim = Predicate(
    lambda actor, claim: (
        not actor.is_visitor
        if claim is None
        else coordinates(actor, _region(claim)) or (claim.kind == "join" and represents(actor, _region(claim)))
    ),
    "may_decide_claim",
)
may_answer_invitation = is_signed_in
