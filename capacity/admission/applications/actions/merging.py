"""Two associations become one: of two applications to one call, the one that was chosen goes on."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from capacity.admission.applications import notices, queries
from capacity.admission.applications.actions.returning import withdraw
from capacity.admission.applications.states.coalitions import END, LEAVE, PRESENT, MembershipState
from capacity.core.access import Actor
from capacity.core.contributions import collect
from capacity.core.db import db
from capacity.core.errors import RuleBroken
from capacity.core.languages import lazy_gettext as _l
from capacity.core.workflow import move
from capacity.people.associations.models import Association


def settle_merge(
    *, kept: Association, gone: Association, choices: Mapping[int, int], actor: Actor, now: datetime
) -> None:
    """Withdraw those that were not chosen. Raises RuleBroken when nobody said which goes on, or one is enrolled.

    Nobody sends, confirms or leaves meanwhile: the merge holds the lock of those acts (``lock_live_phases``), and they
    find the association merged when they go on.
    """
    family = [kept.id, gone.id, *(one.id for one in queries.sisters((kept.id, gone.id)))]
    for call, applications in queries.clashes(family, now):
        chosen = choices.get(call.id)
        if chosen not in {one.id for one in applications}:
            raise RuleBroken(
                _l(
                    "Both have an application to the call %(reference)s: say which one goes on.",
                    reference=call.reference,
                )
            )
        for application in applications:
            if application.id != chosen:
                withdraw(application, reason="", actor=actor, now=now)
    _settle_coalitions(family, actor=actor, now=now)


def _settle_coalitions(family: list[int], *, actor: Actor, now: datetime) -> None:
    """In each call at most one coalition goes on, and none where an application was sent; nobody joins its own."""
    taken: set[int] = set()
    for member in queries.present_in_published(family):
        lead = member.coalition.application
        confirmed = member.state is MembershipState.CONFIRMED
        own = lead.association_id in family
        twice = any(
            one.id != member.id and one.association_id in family and one.state in PRESENT
            for one in member.coalition.members
        )
        clashes = confirmed and (member.call_id in taken or queries.sent_by(member.call_id, family))
        if confirmed and not own and not clashes:
            taken.add(member.call_id)
            continue
        if not own and not twice and not clashes:
            continue
        if any(collect("application.enrolled", application=lead)):
            raise RuleBroken(_l("The coalition is enrolled already: write to the coordination to leave the programme."))
        move(member, END if own or twice else LEAVE, actor=actor, now=now)
        member.ended_at = now
        db.session.flush()
        if not own and not twice:
            notices.coalition_answered(member, lead, now=now)
