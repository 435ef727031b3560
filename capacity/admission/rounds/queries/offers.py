"""Outcomes and offers: of one application, of a region, of a phase."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import contains_eager, joinedload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Call
from capacity.admission.calls.states.recourse import Remedy
from capacity.admission.rounds.models import Outcome, Round
from capacity.admission.rounds.queries.adding import numbers_seated, sealed_quotas, seats_taken
from capacity.admission.rounds.states import OfferState, OutcomeKind, promoted
from capacity.admission.rounds.states.adding import in_turn, turn
from capacity.core.db import db
from capacity.people.associations.models import Association

TAKEN_UP = (OfferState.ACCEPTED, OfferState.ENROLLED)


def outcome_of(application_id: int) -> Outcome | None:
    """What was announced to an application; None as long as nothing was."""
    return db.session.scalar(
        sa.select(Outcome)
        .where(Outcome.application_id == application_id)
        .options(
            joinedload(Outcome.round).options(joinedload(Round.call).joinedload(Call.phase), joinedload(Round.region)),
            joinedload(Outcome.application).joinedload(Application.association).joinedload(Association.province),
        )
    )


def outcome_now(application_id: int) -> Outcome | None:
    """The same, read anew; ask after taking the lock of its round."""
    statement = sa.select(Outcome).where(Outcome.application_id == application_id)
    return db.session.scalar(statement.execution_options(populate_existing=True))


def rising(round_: Round) -> list[Outcome]:
    """Those of the reserve whose applications still stand and who move up into the free seats, in its order: the
    quotas and groups are those that were sealed. Whoever got the next seat by a complaint goes before the reserve, and
    the quotas are kept with those who then hold a seat. The round must be locked."""
    free = round_.seats - seats_taken(round_.id)
    reserve = list(
        db.session.scalars(
            sa.select(Outcome)
            .join(Application, Application.id == Outcome.application_id)
            .where(
                Outcome.round_id == round_.id,
                Outcome.kind == OutcomeKind.RESERVE,
                Application.state != ApplicationState.WITHDRAWN,
            )
            .options(joinedload(Outcome.application))
            .order_by(Outcome.reserve_rank)
            .execution_options(populate_existing=True)
        )
    )
    reserve.sort(key=lambda one: turn(one.remedy, one.added_at, one.reserve_rank))
    claims = [one for one in reserve if one.remedy is Remedy.NEXT_SEAT]
    others = [one for one in reserve if one.remedy is not Remedy.NEXT_SEAT]
    claimed, left = in_turn(free, len(claims), len(others))
    if not left:
        return claims[:claimed]
    quotas, groups = sealed_quotas(round_)
    held = [groups.get(number, frozenset()) for number in numbers_seated(round_.id)]
    held += [groups.get(one.application.number or "", frozenset()) for one in claims[:claimed]]
    standing = [groups.get(one.application.number or "", frozenset()) for one in others]
    return [*claims[:claimed], *(others[place] for place in promoted(held, standing, left, quotas))]


def _narrowed(statement: Any, phase_id: int | None, region_code: str | None) -> Any:
    statement = statement.where(Outcome.state.in_(TAKEN_UP))
    if phase_id is not None:
        statement = statement.join(Call, Call.id == Application.call_id).where(Call.phase_id == phase_id)
    if region_code is not None:
        statement = statement.where(Application.region_code == region_code)
    return statement


def accepted_associations(phase_id: int | None = None, region_code: str | None = None) -> Any:
    """A select of the associations that accepted their seat (or are enrolled), in the order of their Arabic names."""
    statement = (
        sa.select(Association)
        .join(Application, Application.association_id == Association.id)
        .join(Outcome, Outcome.application_id == Application.id)
        .options(joinedload(Association.province))
        .order_by(Association.key_ar, Association.id)
    )
    return _narrowed(statement, phase_id, region_code)


def accepted_outcomes(phase_id: int | None = None, region_code: str | None = None) -> Any:
    """A select of their outcomes, with the contact that each association named."""
    statement = (
        sa.select(Outcome)
        .join(Application, Application.id == Outcome.application_id)
        .options(joinedload(Outcome.application).joinedload(Application.association).joinedload(Association.province))
        .order_by(Application.region_code, Application.number)
    )
    return _narrowed(statement, phase_id, region_code)


def has_accepted(association_id: int, phase_id: int) -> bool:
    """Whether this association has a seat in this phase."""
    inner = accepted_associations(phase_id).where(Association.id == association_id)
    return db.session.scalar(inner.with_only_columns(Association.id).order_by(None).limit(1)) is not None


def counts_by_region(call_id: int | None = None) -> list[tuple[str, OutcomeKind, OfferState | None, int]]:
    """(region, kind, state of the offer, how many) of what was announced."""
    statement = (
        sa.select(Application.region_code, Outcome.kind, Outcome.state, sa.func.count())
        .join(Application, Application.id == Outcome.application_id)
        .group_by(Application.region_code, Outcome.kind, Outcome.state)
        .order_by(Application.region_code)
    )
    if call_id is not None:
        statement = statement.where(Application.call_id == call_id)
    return list(db.session.execute(statement))


def counts_by_call(call_ids: Iterable[int]) -> list[tuple[int, str, OutcomeKind, OfferState | None, int]]:
    """(call, region, kind, state of the offer, how many) of these calls."""
    statement = (
        sa.select(Application.call_id, Application.region_code, Outcome.kind, Outcome.state, sa.func.count())
        .join(Application, Application.id == Outcome.application_id)
        .where(Application.call_id.in_(list(call_ids)))
        .group_by(Application.call_id, Application.region_code, Outcome.kind, Outcome.state)
    )
    return list(db.session.execute(statement))


def applications_by_number(call_id: int, numbers: Iterable[str]) -> dict[str, Application]:
    """The applications of these numbers, with their associations."""
    statement = (
        sa.select(Application)
        .where(Application.call_id == call_id, Application.number.in_(list(numbers)))
        .options(joinedload(Application.association), joinedload(Application.call))
    )
    return {item.number or "": item for item in db.session.scalars(statement)}


@dataclass(frozen=True, slots=True)
class OfferCounts:
    """How many outcomes of a round with a seat or a place on the reserve stand where."""

    states: Counter[OfferState | None]
    waiting: int
    """On the reserve list, of those who did not withdraw."""


def offer_counts(round_id: int) -> OfferCounts:
    """How the offers of a round stand; one statement."""
    number = sa.func.count()
    rows = db.session.execute(
        sa.select(Outcome.state, Outcome.kind, Application.state, number)
        .join(Application, Application.id == Outcome.application_id)
        .where(Outcome.round_id == round_id, Outcome.kind != OutcomeKind.NOT_SELECTED)
        .group_by(Outcome.state, Outcome.kind, Application.state)
    ).all()
    states: Counter[OfferState | None] = Counter()
    for state, _kind, _application, count in rows:
        states[state] += count
    reserve = [row for row in rows if row[1] is OutcomeKind.RESERVE and row[2] is not ApplicationState.WITHDRAWN]
    return OfferCounts(states, sum(row[3] for row in reserve))


def offers_of(round_id: int) -> sa.Select[Outcome]:
    """The outcomes of a round with a seat or a place on the reserve, with their associations; to be put in order."""
    return (
        sa.select(Outcome)
        .join(Outcome.application)
        .join(Application.association)
        .where(Outcome.round_id == round_id, Outcome.kind != OutcomeKind.NOT_SELECTED)
        .options(
            contains_eager(Outcome.application).contains_eager(Application.association).joinedload(Association.province)
        )
    )
