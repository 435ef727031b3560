"""A coalition as others see it: frozen in what was sent, read by the desk, counted in lists."""

from __future__ import annotations

import json
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Application, Coalition, CoalitionMember, Snapshot
from capacity.admission.applications.queries.coalitions import carriers_of, coalition_of, province
from capacity.admission.applications.states.coalitions import MembershipState
from capacity.core.db import AnySelect, db
from capacity.core.keeping import NAMELESS
from capacity.core.languages import Localized


@dataclass(frozen=True)
class SeenMember:
    """A member as those see it who read the application; ``left_at`` when it has left since."""

    name: Localized
    province: Localized
    receipt_number: str
    signed_name: str
    signed_role: str
    confirmed_at: datetime | None
    left_at: datetime | None = None


@dataclass(frozen=True)
class SeenCoalition:
    """A coalition as those see it who read the application: what was sent, and who has left since."""

    name: str
    lead: Localized
    members: list[SeenMember]
    territory: list[Localized]


def _sent_last(application_id: int) -> str | None:
    latest = sa.select(Snapshot.content).where(Snapshot.application_id == application_id)
    return db.session.scalar(latest.order_by(Snapshot.id.desc()).limit(1))


def was_sent_together(snapshot: Snapshot | None) -> bool:
    """Whether what was sent is a coalition's."""
    return snapshot is not None and bool(json.loads(snapshot.content).get("coalition"))


def coalition_seen(
    application: Application,
    snapshot: Snapshot | None = None,
    carriers: Iterable[CoalitionMember] | None = None,
) -> SeenCoalition | None:
    """The coalition as it was sent; None when the association applied alone, or nothing was sent.

    ``snapshot`` is the latest one, ``carriers`` who carries it now and who left, where they were read already.
    """
    content = snapshot.content if snapshot is not None else _sent_last(application.id)
    sent = json.loads(content).get("coalition") if content else None
    if not sent:
        return None
    here = list(carriers_of(application.id) if carriers is None else carriers)
    left, nameless = _left(here), {one.association_id for one in here if one.signed_name == NAMELESS}
    return SeenCoalition(
        name=sent["name"],
        lead=application.association.name,
        members=[_seen(one, left, nameless) for one in sent["members"]],
        territory=[province(code) for code in sent["territory"]],
    )


def _seen(one: Mapping[str, Any], left: Mapping[int, datetime], nameless: Container[int]) -> SeenMember:
    signed = {"name": NAMELESS, "role": ""} if one["association"] in nameless else one["signed"]
    return SeenMember(
        name=Localized(ar=one["name_ar"], fr=one["name_fr"], en=one["name_fr"]),
        province=province(one["province"]),
        receipt_number=one["receipt_number"],
        signed_name=signed["name"],
        signed_role=signed["role"],
        confirmed_at=datetime.fromisoformat(one["confirmed_at"]) if one["confirmed_at"] else None,
        left_at=left.get(one["association"]),
    )


def _left(carriers: Iterable[CoalitionMember]) -> dict[int, datetime]:
    return {
        one.association_id: one.ended_at
        for one in carriers
        if one.state is MembershipState.LEFT and one.ended_at is not None
    }


def frozen_coalition(application: Application) -> dict[str, Any] | None:
    """What stands of a coalition in a snapshot: lead and members with their signatures, and the territory."""
    found = coalition_of(application.id)
    members = [one for one in found.members if one.state is MembershipState.CONFIRMED] if found is not None else []
    if found is None or not members:
        return None
    seats = {application.association.province_code, *(one.association.province_code for one in members)}
    return {
        "name": found.name,
        "territory": sorted(seats | set(found.province_codes)),
        "members": [
            {
                "association": one.association_id,
                "name_ar": one.association.name_ar,
                "name_fr": one.association.name_fr,
                "receipt_number": one.association.receipt_number,
                "province": one.association.province_code,
                "signed": {"name": one.signed_name, "role": one.signed_role},
                "confirmed_at": one.answered_at.isoformat() if one.answered_at else "",
            }
            for one in members
        ],
    }


def partners_column() -> Any:
    """How many associations confirmed that they carry an application beside its lead."""
    return (
        sa.select(sa.func.count())
        .select_from(CoalitionMember)
        .join(Coalition, Coalition.id == CoalitionMember.coalition_id)
        .where(Coalition.application_id == Application.id, CoalitionMember.state == MembershipState.CONFIRMED)
        .correlate(Application)
        .scalar_subquery()
    )


def led(statement: AnySelect) -> AnySelect:
    """Those of a statement that are carried by several associations, one after another as their coalitions stand."""
    confirmed = sa.select(CoalitionMember.id).where(
        CoalitionMember.coalition_id == Coalition.id, CoalitionMember.state == MembershipState.CONFIRMED
    )
    has_one = confirmed.correlate(Coalition).limit(1).scalar_subquery().is_not(None)
    # SQLite would rather ask each application for its coalition, through an index.
    joined = statement.join(Coalition, Coalition.application_id == Application.id)
    return joined.with_hint(Coalition, "NOT INDEXED", "sqlite").where(has_one)


def is_coalition() -> sa.ColumnElement[bool]:
    """Whether an application is carried by several associations, for lists and their filters."""
    return (
        sa.select(Coalition.id)
        .join(CoalitionMember, CoalitionMember.coalition_id == Coalition.id)
        .where(Coalition.application_id == Application.id, CoalitionMember.state == MembershipState.CONFIRMED)
        .exists()
    )
