"""Coalitions: their members and territory, whom one may ask, and who carries which application."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import aliased, contains_eager, joinedload, selectinload

from capacity.admission.applications.models import Application, Coalition, CoalitionMember
from capacity.admission.applications.states import ARRIVED
from capacity.admission.applications.states.coalitions import FOUND_MAX, PRESENT, MembershipState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states import CallState
from capacity.core import audit, facts
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association
from capacity.people.associations.queries import canonical, relatives_of, searched
from capacity.rollout.territory.models import Province

_MEMBERS = selectinload(Coalition.members).joinedload(CoalitionMember.association).joinedload(Association.province)
_CALL = joinedload(Application.call).options(joinedload(Call.phase), selectinload(Call.extensions))


def provinces_of(region_code: str) -> dict[str, Localized]:
    """The provinces of a region by their codes."""
    return {one.hcp: one.names for one in facts.provinces() if one.region_iso == region_code}


@cache
def _names() -> dict[str, Localized]:
    return {one.hcp: one.names for one in facts.provinces()}


def province(code: str) -> Localized:
    """The province of this code."""
    return _names()[code]


def territory_of(member: CoalitionMember) -> list[Localized]:
    """Where a coalition works as it stands: the provinces that the lead named, and those of everybody's seat."""
    found, lead = member.coalition, member.coalition.application.association
    inside = [lead, *(one.association for one in found.members if one.state in PRESENT)]
    return [province(code) for code in sorted({one.province_code for one in inside} | set(found.province_codes))]


def reasons_told(members: Collection[CoalitionMember]) -> dict[int, str]:
    """Why these declined or left, where they said it."""
    if not members:
        return {}
    left = {one.id: one.state.value for one in members}
    events = reversed(audit.history(db.session(), list(members)))
    return {one.object_id: one.reason for one in events if one.reason and one.after == left[one.object_id]}


def coalition_of(application_id: int) -> Coalition | None:
    """The coalition behind an application with its members, read anew."""
    return db.session.scalar(_COALITION, {"application": application_id})


_COALITION = (
    sa.select(Coalition)
    .where(Coalition.application_id == sa.bindparam("application"))
    .options(_MEMBERS)
    .execution_options(populate_existing=True)
)


def present_members(application_id: int) -> list[CoalitionMember]:
    """Those who are asked or have confirmed."""
    found = coalition_of(application_id)
    return [one for one in found.members if one.state in PRESENT] if found is not None else []


def carriers_of(application_id: int) -> list[CoalitionMember]:
    """Who confirmed that they carry an application with its lead, and who left since, with their associations, by
    their names; one statement."""
    return list(
        db.session.scalars(
            sa.select(CoalitionMember)
            .join(Coalition, Coalition.id == CoalitionMember.coalition_id)
            .join(CoalitionMember.association)
            .where(Coalition.application_id == application_id)
            .where(CoalitionMember.state.in_((MembershipState.CONFIRMED, MembershipState.LEFT)))
            .options(contains_eager(CoalitionMember.association))
            .order_by(Association.name_fr, Association.id)
        )
    )


def membership(member_id: int) -> CoalitionMember | None:
    """An association's place in a coalition, with the application and everybody else in it."""
    return db.session.scalar(
        sa.select(CoalitionMember)
        .where(CoalitionMember.id == member_id)
        .options(
            joinedload(CoalitionMember.association).joinedload(Association.province),
            joinedload(CoalitionMember.coalition).options(
                _MEMBERS,
                joinedload(Coalition.application).options(
                    _CALL,
                    joinedload(Application.association).joinedload(Association.province),
                    selectinload(Application.snapshots),
                ),
            ),
        )
        .execution_options(populate_existing=True)
    )


def member_in(application_id: int, member_id: int) -> tuple[Application, CoalitionMember] | None:
    """A member of an application's coalition, with the application."""
    row = db.session.execute(
        sa.select(Application, CoalitionMember)
        .join(Coalition, Coalition.application_id == Application.id)
        .join(CoalitionMember, CoalitionMember.coalition_id == Coalition.id)
        .where(Application.id == application_id, CoalitionMember.id == member_id)
        .options(joinedload(CoalitionMember.association))
    ).first()
    return None if row is None else (row[0], row[1])


def memberships_of(association_ids: Collection[int]) -> list[CoalitionMember]:
    """Where these associations are asked, or have confirmed, the newest first."""
    if not association_ids:
        return []
    return list(
        db.session.scalars(
            sa.select(CoalitionMember)
            .where(CoalitionMember.association_id.in_(association_ids), CoalitionMember.state.in_(PRESENT))
            .options(
                joinedload(CoalitionMember.association),
                joinedload(CoalitionMember.coalition)
                .joinedload(Coalition.application)
                .options(joinedload(Application.association), _CALL),
            )
            .order_by(CoalitionMember.invited_at.desc(), CoalitionMember.id.desc())
        )
    )


def confirmed_in(call_id: int, association_ids: Iterable[int]) -> dict[int, int]:
    """The coalition membership that each of these associations confirmed in the call, under whichever name it had."""
    rows = db.session.execute(_confirmed_by(), {"call": call_id, "associations": list(association_ids)})
    return {row[0]: row[1] for row in rows}


@cache
def _confirmed_by() -> Any:
    asked, kin = aliased(Association), aliased(Association)
    return (
        sa.select(asked.id, CoalitionMember.id)
        .join(kin, kin.id == CoalitionMember.association_id)
        .join(asked, sa.func.coalesce(asked.merged_into_id, asked.id) == sa.func.coalesce(kin.merged_into_id, kin.id))
        .where(CoalitionMember.call_id == sa.bindparam("call"), CoalitionMember.state == MembershipState.CONFIRMED)
        .where(asked.id.in_(sa.bindparam("associations", expanding=True)))
    )


def joined_where(call_id: Any, association_id: Any) -> Any:
    """The coalition membership that the association confirmed in the call, under whichever name."""
    return sa.select(CoalitionMember.id).where(
        CoalitionMember.association_id.in_(relatives_of(association_id)),
        CoalitionMember.call_id == call_id,
        CoalitionMember.state == MembershipState.CONFIRMED,
    )


def sent_alone(call_id: int, association_id: int) -> bool:
    """Whether this association, under whichever name, has sent an application that was not withdrawn or reopened."""
    return db.session.scalar(_sent_alone(), {"call": call_id, "association": association_id}) is not None


@cache
def _sent_alone() -> Any:
    return sent_alone_where(sa.bindparam("call"), sa.bindparam("association"))


def sent_alone_where(call_id: Any, association_id: Any) -> Any:
    """What the association has sent to the call, under whichever name."""
    return _sent_by(call_id, relatives_of(association_id))


def sent_by(call_id: int, association_ids: Any) -> bool:
    """Whether one of these (numbers, or a select of them) has an application in the call that was sent."""
    return db.session.scalar(_sent_by(call_id, association_ids)) is not None


def _sent_by(call_id: Any, association_ids: Any) -> Any:
    return (
        sa.select(Application.id)
        .where(Application.call_id == call_id, Application.association_id.in_(association_ids))
        .where(Application.state.in_(ARRIVED))
        .limit(1)
    )


def are_one(association_id: int, other_id: int) -> bool:
    """Whether the two are one association, by a merge or the same."""
    found = sa.select(Association.id).where(
        Association.id == other_id, Association.id.in_(relatives_of(association_id))
    )
    return db.session.scalar(found) is not None


def present_in_published(association_ids: Collection[int]) -> list[CoalitionMember]:
    """Where these are asked or have confirmed, in calls that go on; the confirmed first, then by their age."""
    found = db.session.scalars(
        sa.select(CoalitionMember)
        .join(Call, Call.id == CoalitionMember.call_id)
        .where(CoalitionMember.association_id.in_(association_ids), CoalitionMember.state.in_(PRESENT))
        .where(Call.state == CallState.PUBLISHED)
        .options(joinedload(CoalitionMember.coalition).joinedload(Coalition.application))
        .order_by(CoalitionMember.id)
    ).all()
    return sorted(found, key=lambda one: one.state is not MembershipState.CONFIRMED)


def askable_associations(application: Application, words: str, but: Collection[int]) -> list[Association]:
    """Associations of the lead's region that these words find, those in the coalition left out."""
    found = searched(canonical(), words).where(
        Province.region_code == application.region_code,
        Association.id.not_in(relatives_of(application.association_id)),
        Association.id.not_in(but),
    )
    return list(db.session.scalars(found.order_by(Association.name_fr, Association.id).limit(FOUND_MAX)))


def association_in_region(association_id: int, region_code: str) -> Association | None:
    """The association of this number, if it has its seat in the region."""
    return db.session.scalar(canonical().where(Association.id == association_id, Province.region_code == region_code))
