"""A coalition is formed: the lead asks, each association answers by its own representative, may leave, is let go.

The rule that makes it fair: to one call, an association applies once, alone or in one coalition. Confirming, leaving
and sending are done under one lock, so that two people at once cannot do both.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import sqlalchemy as sa

from capacity.admission.applications import notices, queries
from capacity.admission.applications.actions.drafting import hold, still_writable
from capacity.admission.applications.models import Application, Coalition, CoalitionMember, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import (
    CONFIRM,
    DECLINE,
    END,
    INVITE_AGAIN,
    LEAVE,
    MEMBERS_MAX,
    PRESENT,
    REMOVE,
    MembershipState,
)
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core import audit
from capacity.core.access import Actor
from capacity.core.asking import Asked, ahead
from capacity.core.contributions import collect
from capacity.core.db import db, is_sqlite
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.associations.models import Association
from capacity.rollout.phases.models import Phase

ONE_WAY = _l("To one call, an association applies once: alone, or in one coalition.")


def lock_entries(application: Application | queries.Written, *, then: Asked = ()) -> None:
    """One act that decides who applies with whom at a time, in a phase: sending, confirming, leaving.

    On SQLite the writing transaction itself is the lock. ``then`` is what is asked next.
    """
    if is_sqlite(db.session()):
        return
    asks = {"application": queries.row_id(application)}
    db.session.execute(_LOCK_PHASE_OF, asks, execution_options=ahead(then))


_LOCK_PHASE_OF = (
    sa.select(Phase.id)
    .join(Call, Call.phase_id == Phase.id)
    .join(Application, Application.call_id == Call.id)
    .where(Application.id == sa.bindparam("application"))
    .with_for_update(of=Phase)
)


def lock_phase(phase_id: int) -> None:
    """The same, for an act on many applications of a phase that are not there yet."""
    db.session.execute(sa.select(Phase.id).where(Phase.id == phase_id).with_for_update())


def lock_live_phases() -> None:
    """The same, for an act on whole associations: before the phases of every published call, in one order."""
    live = sa.select(Call.phase_id).where(Call.state == CallState.PUBLISHED)
    db.session.execute(sa.select(Phase.id).where(Phase.id.in_(live)).order_by(Phase.id).with_for_update())


def form_coalition(
    application: Application, *, name: str, province_codes: Sequence[str], actor: Actor, now: datetime
) -> Coalition:
    """Name the coalition and the provinces of the region in which it works."""
    still_writable(application)
    if not set(province_codes) <= set(queries.provinces_of(application.region_code)):
        raise RuleBroken(_l("Choose provinces of your region."), field="provinces")
    found = _coalition(application, now)
    found.name, found.province_codes = name, sorted(set(province_codes))
    db.session.flush()
    audit.record(actor=actor, action="coalitions.form", obj=found, now=now)
    return found


def _coalition(application: Application, now: datetime) -> Coalition:
    found = queries.coalition_of(application.id)
    if found is None:
        found = Coalition(application_id=application.id, name="", province_codes=[], created_at=now, members=[])
        db.session.add(found)
        db.session.flush()
    return found


def invite(application: Application, association: Association, *, actor: Actor, now: datetime) -> CoalitionMember:
    """Ask an association of the same region; asking again what is asked already changes nothing."""
    lock_entries(application)
    hold(application)
    db.session.refresh(association, ["merged_into_id"])  # a merge may have ended while this waited
    still_writable(application)
    if queries.are_one(application.association_id, association.id):
        raise RuleBroken(_l("Your own association leads the coalition."))
    if association.region_code != application.region_code or association.merged_into_id is not None:
        raise RuleBroken(_l("A coalition is made of associations that have their seat in one region."))
    found = _coalition(application, now)
    member = next((one for one in found.members if one.association_id == association.id), None)
    if member is not None and member.state in PRESENT:
        return member
    if sum(one.state in PRESENT for one in found.members) >= MEMBERS_MAX:
        raise RuleBroken(
            _l("A coalition has %(most)s associations at most, beside the one that leads.", most=MEMBERS_MAX)
        )
    if member is None:
        member = CoalitionMember(
            coalition_id=found.id,
            call_id=application.call_id,
            association=association,
            invited_at=now,
            invited_by_id=actor.id,
        )
        found.members.append(member)
        db.session.flush()
        audit.record(actor=actor, action="coalition_members.invite", obj=member, now=now)
    else:
        move(member, INVITE_AGAIN, actor=actor, now=now)
        member.invited_at, member.invited_by_id = now, actor.id
        member.answered_at = member.ended_at = None
        db.session.flush()
    notices.invited(member, application, now=now)
    return member


def remove_member(application: Application, member_id: int, *, actor: Actor, now: datetime) -> None:
    """Let a member go while the application is being written; one that has gone already stays so."""
    lock_entries(application)
    hold(application)
    still_writable(application)
    member = _member(member_id)
    if member.state not in PRESENT:
        return
    move(member, REMOVE, actor=actor, now=now)
    member.ended_at = now
    db.session.flush()
    notices.coalition_ended(member, application, now=now)


def _member(member_id: int) -> CoalitionMember:
    found = queries.membership(member_id)
    if found is None:
        raise LookupError("a member is never removed from the table")
    return found


def why_not_confirm(member: CoalitionMember, now: datetime) -> object | None:
    """Why this association cannot confirm now, in a sentence; None when it can."""
    application = member.coalition.application
    reason: object | None = None
    if application.state is not ApplicationState.DRAFT:
        reason = _l("The application was sent or withdrawn meanwhile: its coalition cannot change any more.")
    elif not application.accepts(now):
        off = application.call.state is CallState.CANCELLED
        reason = _l("This call was cancelled.") if off else _l("The call is closed.")
    elif queries.are_one(application.association_id, member.association_id):
        reason = _l("Your own association leads the coalition.")
    elif queries.sent_alone(member.call_id, member.association_id):
        reason = _l(
            "Your association has sent an application of its own to this call. Reopen it while the call is open, "
            "or withdraw it, before you confirm: to one call, an association applies once, alone or in one coalition."
        )
    elif queries.confirmed_in(member.call_id, [member.association_id]):
        reason = _l("Your association has confirmed another coalition of this call: leave that one first.")
    return reason


def confirm(member_id: int, *, signed_name: str, signed_role: str, actor: Actor, now: datetime) -> CoalitionMember:
    """The association carries the application; signed by its representative. Confirming again changes nothing."""
    lock_entries(_member(member_id).coalition.application)
    member = _member(member_id)
    if member.state is MembershipState.CONFIRMED:
        return member
    refusal = why_not_confirm(member, now) if member.state is MembershipState.INVITED else None
    if refusal is not None:
        raise RuleBroken(refusal)
    _only_asked(member)
    move(member, CONFIRM, actor=actor, now=now)
    member.answered_at, member.signed_by_id = now, actor.id
    member.signed_name, member.signed_role = signed_name, signed_role
    db.session.flush()
    notices.coalition_answered(member, member.coalition.application, now=now)
    return member


def _only_asked(member: CoalitionMember) -> None:
    if member.state is not MembershipState.INVITED:
        raise RuleBroken(_l("The invitation stands no more: ask the association that leads."))


def decline(member_id: int, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """The association does not join; the reason is optional."""
    lock_entries(_member(member_id).coalition.application)
    member = _member(member_id)
    if member.state is MembershipState.DECLINED:
        return
    _only_asked(member)
    move(member, DECLINE, actor=actor, now=now, reason=reason or None)
    member.answered_at = member.ended_at = now
    db.session.flush()
    notices.coalition_answered(member, member.coalition.application, now=now)


def leave(member_id: int, *, reason: str = "", actor: Actor, now: datetime) -> None:
    """The association leaves, at any time before enrolment: nobody is carried against its will."""
    lock_entries(_member(member_id).coalition.application)
    member = _member(member_id)
    if member.state is MembershipState.LEFT:
        return
    if member.state is not MembershipState.CONFIRMED:
        raise RuleBroken(_l("Your association is no member of this coalition any more."))
    application = member.coalition.application
    if any(collect("application.enrolled", application=application)):
        raise RuleBroken(_l("The coalition is enrolled already: write to the coordination to leave the programme."))
    move(member, LEAVE, actor=actor, now=now, reason=reason or None)
    member.ended_at = now
    db.session.flush()
    notices.coalition_answered(member, application, now=now)


def check_entry(application: Application, entry: queries.Entry, members: Sequence[CoalitionMember]) -> None:
    """Refuse to send what an association, with those it asked, cannot send now; under the lock of ``lock_entries``."""
    if entry.joined:
        raise RuleBroken(
            _l("Your association has confirmed a coalition of this call, and does not apply alone: leave it first.")
        )
    if entry.sent:
        name = application.association.name
        raise RuleBroken(_l("An application of this association exists already: %(name)s", name=name))
    if any(one.state is MembershipState.INVITED for one in members):
        raise RuleBroken(
            _l("Some associations of your coalition have not answered yet: wait for them, or let them go.")
        )


def tell_members(
    members: Sequence[CoalitionMember], application: Application, snapshot: Snapshot, *, now: datetime
) -> None:
    """The members of a coalition learn that the application was sent."""
    for member in members:
        notices.coalition_sent(member, application, snapshot, now=now)


def end_coalition(application: Application, *, actor: Actor, now: datetime) -> None:
    """With a withdrawn application its members are free again, and told so; ask under the lock of ``lock_entries``."""
    for member in queries.present_members(application.id):
        move(member, END, actor=actor, now=now)
        member.ended_at = now
        db.session.flush()
        notices.coalition_ended(member, application, now=now)
