"""What waits for somebody here, and what an association has been through."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from capacity.admission.applications.models import Application, Coalition, CoalitionMember
from capacity.admission.applications.states import ApplicationState
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.admission.calls.models import Call, CallRegion, Extension
from capacity.admission.calls.states import CallState
from capacity.core.access import Actor
from capacity.core.agenda import waiting
from capacity.core.db import Utc
from capacity.core.languages import language
from capacity.people.associations.models import Association
from capacity.people.associations.queries import name_column
from capacity.rollout.territory.models import Province


def closing(association: Any) -> sa.ColumnElement[Any]:
    """The call's closing for this association: the latest of the closing and its extensions."""
    latest = (
        sa.select(sa.func.max(Extension.closes_at))
        .where(Extension.call_id == Call.id)
        .where(sa.or_(Extension.association_id.is_(None), Extension.association_id == association))
        .scalar_subquery()
    )
    return sa.type_coerce(sa.case((latest > Call.closes_at, latest), else_=Call.closes_at), Utc())


def waiting_for(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """For members: drafts to be sent before the closing, questions to answer, open calls without an answer.

    A draft is left in peace once its association confirmed a coalition of the call: it does not apply alone.
    """
    if not actor.is_member:
        return []
    kin = aliased(Association)
    is_kin = sa.or_(kin.id == Association.id, kin.merged_into_id == Association.id)
    joined = sa.exists().where(
        CoalitionMember.call_id == Call.id,
        CoalitionMember.association_id == kin.id,
        is_kin,
        CoalitionMember.state == MembershipState.CONFIRMED,
    )
    drafts = (
        waiting(
            "application.draft",
            object_id=Application.id,
            label=Call.title,
            detail=name_column(),
            due_at=closing(Application.association_id),
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .join(Association, Association.id == Application.association_id)
        .where(Application.association_id.in_(actor.association_ids), Application.state == ApplicationState.DRAFT)
        .where(Call.state == CallState.PUBLISHED, closing(Application.association_id) > now, ~joined)
    )
    applied = sa.exists().where(
        Application.call_id == Call.id,
        Application.association_id == kin.id,
        is_kin,
        sa.or_(kin.id == Association.id, Application.state != ApplicationState.WITHDRAWN),
    )
    open_calls = (
        waiting(
            "application.begin",
            object_id=Call.id,
            label=Call.title,
            detail=name_column(),
            due_at=closing(Association.id),
        )
        .select_from(Call)
        .join(CallRegion, CallRegion.call_id == Call.id)
        .join(Province, Province.region_code == CallRegion.region_code)
        .join(Association, Association.province_code == Province.code)
        .where(Association.id.in_(actor.association_ids), Association.merged_into_id.is_(None))
        .where(
            Call.state == CallState.PUBLISHED, Call.opens_at <= now, closing(Association.id) > now, ~applied, ~joined
        )
    )
    asked = (
        waiting(
            "application.clarification",
            object_id=Application.id,
            label=Call.title,
            detail=name_column(),
            due_at=Application.clarification_due_at,
        )
        .select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .join(Association, Association.id == Application.association_id)
        .where(Application.association_id.in_(actor.association_ids), Application.clarification_due_at > now)
        .where(Application.state == ApplicationState.CLARIFICATION_REQUESTED, Call.state != CallState.CANCELLED)
    )
    return [drafts, asked, *_invitations(actor, now), open_calls]


def _invitations(actor: Actor, now: datetime) -> list[sa.Select[Any]]:
    """For representatives: invitations into coalitions, while their applications are being written."""
    if not actor.represents:
        return []
    lead = aliased(Association)
    return [
        waiting(
            "application.coalition",
            object_id=CoalitionMember.id,
            label=lead.name_ar if language() == "ar" else lead.name_fr,
            detail=name_column(),
            due_at=closing(Application.association_id),
        )
        .select_from(CoalitionMember)
        .join(Coalition, Coalition.id == CoalitionMember.coalition_id)
        .join(Application, Application.id == Coalition.application_id)
        .join(Call, Call.id == Application.call_id)
        .join(lead, lead.id == Application.association_id)
        .join(Association, Association.id == CoalitionMember.association_id)
        .where(CoalitionMember.association_id.in_(actor.represents), CoalitionMember.state == MembershipState.INVITED)
        .where(Application.state == ApplicationState.DRAFT, Call.state == CallState.PUBLISHED)
        .where(closing(Application.association_id) > now)
    ]


def history_of(association_ids: Iterable[int]) -> list[sa.Select[Any]]:
    """When these associations applied, and to which call."""
    sent = waiting(
        "application.submitted",
        object_id=Application.id,
        label=Call.title,
        detail=Application.number,
        due_at=Application.submitted_at,
    )
    return [
        sent.select_from(Application)
        .join(Call, Call.id == Application.call_id)
        .where(Application.association_id.in_(list(association_ids)), Application.submitted_at.is_not(None))
    ]
