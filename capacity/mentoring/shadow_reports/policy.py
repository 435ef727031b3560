"""Who may do what with reports: the members write, the mentor they let in reads and comments, nobody else opens them.

Whoever holds a desk role reads no draft, whatever else they may be; the desk has a list of states and dates.
"""

from __future__ import annotations

from capacity.core.access import Actor, Role, has_role, is_signed_in, predicate
from capacity.mentoring.shadow_reports.models import ReportFile, ReportParty, ShadowReport

is_desk = has_role(Role.COORDINATOR, Role.ADMINISTRATOR)


def _report(obj: ShadowReport | ReportParty | ReportFile) -> ShadowReport:
    return obj if isinstance(obj, ShadowReport) else obj.report


@predicate
def is_member(actor: Actor, obj: ShadowReport | ReportParty | ReportFile) -> bool:
    """A member of one of the associations that write it."""
    return bool(_report(obj).association_ids & actor.association_ids)


@predicate
def is_mentor(actor: Actor, obj: ShadowReport | ReportParty | ReportFile) -> bool:
    """The mentor whom every association of the report let in."""
    mentor = _report(obj).mentor
    return mentor is not None and mentor.id == actor.id and actor.has(Role.MENTOR)


@predicate
def represents(actor: Actor, obj: ShadowReport | ReportParty | ReportFile) -> bool:
    """The representative of one of the associations."""
    return bool(_report(obj).association_ids & actor.represents)


@predicate
def represents_party(actor: Actor, party: ReportParty) -> bool:
    """The representative of this very association."""
    return party.association_id in actor.represents


@predicate
def has_association(actor: Actor, _obj: object) -> bool:
    """A member of some association."""
    return actor.is_member


may_follow = is_desk
may_have_own = (has_association | has_role(Role.MENTOR)) & ~is_desk
may_start = has_association & ~is_desk
may_read = is_signed_in & (is_member | is_mentor) & ~is_desk
may_comment = may_read
may_return = may_read
may_share = may_read
may_write = is_signed_in & is_member & ~is_desk
may_sign_off = is_signed_in & represents_party & ~is_desk
may_submit = is_signed_in & represents & ~is_desk
