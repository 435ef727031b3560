"""Who may do what with mentorships.

Coordination matches, begins and ends; it sees that milestones are met and that meetings were held, never what was
written. Whoever holds a desk role reads no draft, whatever else they may be.
"""

from __future__ import annotations

from capacity.core.access import Actor, Role, has_role, is_signed_in, predicate
from capacity.mentoring.mentorships.models import Mentorship, MentorshipParty, Milestone

is_desk = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)


def _mentorship(obj: Mentorship | MentorshipParty | Milestone) -> Mentorship:
    return obj if isinstance(obj, Mentorship) else obj.mentorship


@predicate
def covers(actor: Actor, obj: Mentorship | MentorshipParty | Milestone) -> bool:
    """The coordinator's regions touch those of the associations; an administrator covers all."""
    regions = {party.association.region_code for party in _mentorship(obj).parties}
    return actor.has(Role.ADMINISTRATOR) or any(actor.has_in(Role.COORDINATOR, region) for region in regions)


@predicate
def is_mentor(actor: Actor, obj: Mentorship | MentorshipParty | Milestone) -> bool:
    """The mentor matched, and still a mentor."""
    return actor.id is not None and _mentorship(obj).mentor_id == actor.id and actor.has(Role.MENTOR)


@predicate
def is_member(actor: Actor, obj: Mentorship | MentorshipParty | Milestone) -> bool:
    """A member of one of the associations."""
    return bool(_mentorship(obj).association_ids & actor.association_ids)


@predicate
def opens_to_mentor(_actor: Actor, obj: Mentorship | MentorshipParty | Milestone) -> bool:
    """Each association let the mentor in."""
    return _mentorship(obj).opens_to_mentor


@predicate
def is_of_party(actor: Actor, party: MentorshipParty) -> bool:
    """A member of this very association."""
    return party.association_id in actor.association_ids


@predicate
def has_association(actor: Actor, _obj: object) -> bool:
    """A member of some association."""
    return actor.is_member


may_list = is_desk
may_match = is_desk
may_manage = is_desk & covers
may_have_own = (has_association | has_role(Role.MENTOR)) & ~is_desk
is_inside = is_signed_in & (is_member | is_mentor) & ~is_desk
may_see = may_manage | is_inside
may_plan = may_manage | is_inside
may_admit = is_signed_in & is_of_party & ~is_desk
may_read_notes = is_signed_in & (is_member | (is_mentor & opens_to_mentor)) & ~is_desk
may_log_meeting = is_inside
may_share = may_read_notes
