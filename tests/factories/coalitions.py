"""Coalitions for tests, made through the room's own actions; they commit."""

from __future__ import annotations

from datetime import datetime

from capacity.admission.applications import actions
from capacity.admission.applications.models import Application, CoalitionMember
from capacity.core.unit_of_work import unit_of_work
from capacity.people.associations.models import Association
from tests.factories import admission


def invited(lead: Application, *others: Association, now: datetime = admission.DURING) -> list[int]:
    """The memberships of associations that are asked."""
    with unit_of_work():
        actor = admission.actor_of(lead.association)
        return [actions.invite(lead, one, actor=actor, now=now).id for one in others]


def confirm(member_id: int, by: Association, *, now: datetime = admission.DURING) -> CoalitionMember:
    """The representative confirms."""
    with unit_of_work():
        actor = admission.actor_of(by)
        return actions.confirm(member_id, signed_name="Omar", signed_role="président", actor=actor, now=now)


def carried(lead: Application, *others: Association) -> list[int]:
    """A coalition that everybody has confirmed."""
    ids = invited(lead, *others)
    for number, one in zip(ids, others, strict=True):
        confirm(number, one)
    return ids
