"""Every read about agreements."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.community.partnerships.models import (
    Activity,
    Agreement,
    AgreementAccess,
    AgreementParty,
    Commitment,
)
from capacity.community.partnerships.states import CommitmentState
from capacity.core import search
from capacity.core.access import Actor, Role
from capacity.core.db import db
from capacity.people.accounts.models import Person, RoleGrant
from capacity.rollout.territory.models import PriorityPlace


def visible_to(actor: Actor) -> sa.ColumnElement[bool]:
    """The agreements this person may read."""
    if actor.has(Role.COORDINATOR, Role.ADMINISTRATOR):
        return sa.true()
    given = sa.select(AgreementAccess.agreement_id).where(AgreementAccess.person_id == actor.id)
    return Agreement.id.in_(given) if actor.has(Role.PARTNER) else sa.false()


def agreements(actor: Actor) -> Sequence[Agreement]:
    """Those that the person may read, with parties and commitments, in their order."""
    return db.session.scalars(agreement_rows(actor).order_by(Agreement.position, Agreement.id)).all()


def agreement_rows(actor: Actor) -> sa.Select[Agreement]:
    """The same, to be narrowed, sorted and paged."""
    return (
        sa.select(Agreement)
        .where(visible_to(actor))
        .options(selectinload(Agreement.parties), selectinload(Agreement.commitments))
    )


def named(statement: sa.Select[Any], words: str) -> sa.Select[Any]:
    """Of these agreements, those whose title or one of whose parties bears these words."""
    parties = sa.select(AgreementParty.agreement_id).where(search.holds(words, AgreementParty.name))
    return statement.where(sa.or_(search.holds(words, Agreement.title), Agreement.id.in_(parties)))


def owing(statement: sa.Select[Any], states: Sequence[str]) -> sa.Select[Any]:
    """Of these agreements, those with a commitment in one of these states."""
    wanted = [CommitmentState(state) for state in states]
    return statement.where(Agreement.id.in_(sa.select(Commitment.agreement_id).where(Commitment.state.in_(wanted))))


def agreement(agreement_id: int) -> Agreement | None:
    """One agreement with everything that its page shows."""
    return db.session.scalar(
        sa.select(Agreement)
        .where(Agreement.id == agreement_id)
        .options(
            selectinload(Agreement.parties),
            selectinload(Agreement.commitments),
            selectinload(Agreement.scopes),
            selectinload(Agreement.places).joinedload(PriorityPlace.province),
            selectinload(Agreement.activities).joinedload(Activity.commitment),
            selectinload(Agreement.accesses).joinedload(AgreementAccess.person),
        )
    )


def commitment(commitment_id: int) -> Commitment | None:
    """One commitment with its agreement and party."""
    whole = joinedload(Commitment.agreement).selectinload(Agreement.parties)
    statement = sa.select(Commitment).where(Commitment.id == commitment_id)
    return db.session.scalar(statement.options(whole, joinedload(Commitment.party)))


def activity(activity_id: int) -> Activity | None:
    """One activity."""
    return db.session.get(Activity, activity_id)


def partners() -> Sequence[Person]:
    """People who hold the partner's role."""
    held = sa.select(RoleGrant.person_id).where(RoleGrant.role == Role.PARTNER, RoleGrant.ended_at.is_(None))
    return db.session.scalars(
        sa.select(Person).where(Person.id.in_(held), Person.disabled_at.is_(None)).order_by(Person.name)
    ).all()


@dataclass(frozen=True, slots=True)
class Count:
    """How many commitments of one state."""

    state: CommitmentState
    number: int


def commitments_by_state() -> list[Count]:
    """Over all agreements; for the dashboard."""
    rows = db.session.execute(sa.select(Commitment.state, sa.func.count()).group_by(Commitment.state))
    return [Count(state, number) for state, number in rows]
