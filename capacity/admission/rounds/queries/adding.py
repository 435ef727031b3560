"""What a decision added after the announcement has to know."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Application
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.states.recourse import Recourse, Remedy
from capacity.admission.calls.states.rules import FOUND_RIGHT, Promotion, Quota, Rules, read_quotas
from capacity.admission.rounds.models import AddedDecision, Outcome, Round
from capacity.admission.rounds.states import HOLDS_SEAT, OfferState, OutcomeKind, RoundState, promoted
from capacity.admission.rounds.states.remedies import Given, Room, gives
from capacity.core.asking import Asked
from capacity.core.db import db
from capacity.people.associations.queries import family_of


def added_by(source: str) -> AddedDecision | None:
    """The decision that this source added."""
    return db.session.scalar(sa.select(AddedDecision).where(AddedDecision.source == source))


def found_right(outcome_id: int) -> bool:
    """Whether a decision was added that could give no seat any more."""
    owed = sa.exists().where(AddedDecision.outcome_id == outcome_id, AddedDecision.given == Given.PRIORITY)
    return bool(db.session.scalar(sa.select(owed)))


def owed_first(round_: Round) -> AddedDecision | None:
    """By which the first of those was found right for whom no seat of the round was left, and who have none since."""
    return db.session.scalar(
        sa.select(AddedDecision)
        .join(Outcome, Outcome.id == AddedDecision.outcome_id)
        .join(Application, Application.id == Outcome.application_id)
        .where(
            Outcome.round_id == round_.id,
            AddedDecision.given == Given.PRIORITY,
            Outcome.kind != OutcomeKind.SELECTED,
            Application.state != ApplicationState.WITHDRAWN,
        )
        .options(joinedload(AddedDecision.outcome).joinedload(Outcome.application))
        .order_by(AddedDecision.decided_at, AddedDecision.id)
        .limit(1)
        .execution_options(populate_existing=True)
    )


def added_to(outcome_ids: Iterable[int]) -> list[AddedDecision]:
    """The decisions added to these outcomes, in their order."""
    statement = sa.select(AddedDecision).where(AddedDecision.outcome_id.in_(list(outcome_ids)))
    return list(db.session.scalars(statement.order_by(AddedDecision.id)))


def given_now(round_: Round, application: Application) -> Given:
    """What the rule of the call gives this application where a seat is due now; the results must be out."""
    recourse, is_final = Recourse.read(round_.call.recourse), round_.state is RoundState.FINAL
    if recourse.remedy is Remedy.EXTRA_SEAT:
        return gives(recourse, is_final=is_final, room=Room())
    free = round_.seats - seats_taken(round_.id)
    claims = [] if free < 1 else _claims(round_.id, application.id)
    return gives(recourse, is_final=is_final, room=Room(free, len(claims), _rises(round_, application, claims, free)))


def _rises(round_: Round, application: Application, claims: Sequence[str], free: int) -> bool:
    """Whether it would take a free seat if it stood on the reserve list after these, and only then the others."""
    by_hand = Rules.read(round_.call.rules).promotion is Promotion.BY_HAND
    if free < 1 or (by_hand and round_.state is not RoundState.FINAL):
        return False
    quotas, groups = sealed_quotas(round_)
    held = [groups.get(number, frozenset()) for number in numbers_seated(round_.id)]
    first = [groups.get(number, frozenset()) for number in (*claims, application.number or "")]
    return len(first) - 1 in promoted(held, first, free, quotas)


def _claims(round_id: int, but: int) -> list[str]:
    """The numbers of those who wait for a seat by a decision added before, in its order."""
    found = db.session.scalars(
        sa.select(Application.number)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(
            Outcome.round_id == round_id,
            Outcome.kind == OutcomeKind.RESERVE,
            Outcome.remedy.is_not(None),
            Application.state != ApplicationState.WITHDRAWN,
            Application.id != but,
        )
        .order_by(Outcome.added_at)
    )
    return [number or "" for number in found]


def seats_taken(round_id: int) -> int:
    """How many of the region's seats are offered, accepted or enrolled; one added after a complaint is none of them."""
    statement = sa.select(sa.func.count()).where(
        Outcome.round_id == round_id,
        Outcome.state.in_(HOLDS_SEAT),
        sa.or_(Outcome.remedy.is_(None), Outcome.remedy != Remedy.EXTRA_SEAT),
    )
    return db.session.scalar(statement) or 0


def precedence_of(*, association_id: int, call_id: int, region_code: str) -> list[str]:
    """The group of an application whose association was found right in an earlier round of the region that had no seat
    left, and has taken none since."""
    ((statement, asks),) = precedence_asked(association_id=association_id, call_id=call_id, region_code=region_code)
    return [FOUND_RIGHT] if db.session.scalar(statement, asks) else []


def precedence_asked(*, association_id: int, call_id: int, region_code: str) -> Asked:
    """What ``precedence_of`` asks."""
    return [(_precedence(), {"association": association_id, "call": call_id, "region": region_code})]


@cache
def _precedence() -> Any:
    """Asked of every application that is sent: put together once."""
    association: Any = sa.bindparam("association")
    its = sa.and_(
        Application.association_id.in_(family_of(association)), Application.region_code == sa.bindparam("region")
    )
    owed = (
        sa.select(sa.func.max(AddedDecision.decided_at))
        .join(Outcome, Outcome.id == AddedDecision.outcome_id)
        .join(Application, Application.id == Outcome.application_id)
        .where(AddedDecision.given == Given.PRIORITY, its, Application.call_id != sa.bindparam("call"))
        .scalar_subquery()
    )
    taken = (
        sa.select(Outcome.id)
        .join(Application, Application.id == Outcome.application_id)
        .where(its, Outcome.state.in_([OfferState.ACCEPTED, OfferState.ENROLLED]), Outcome.answered_at > owed)
        .exists()
    )
    return sa.select(sa.and_(owed.is_not(None), ~taken))


def sealed_quotas(round_: Round) -> tuple[tuple[Quota, ...], dict[str, frozenset[str]]]:
    """The quotas in the sealed file, and the groups of each application by its number."""
    document = json.loads(round_.sealed_content or "{}")
    groups = {item["number"]: frozenset(item.get("groups", ())) for item in document.get("applications", ())}
    return read_quotas(document.get("quotas")), groups


def numbers_seated(round_id: int) -> list[str]:
    """The numbers of the applications that hold a seat."""
    found = db.session.scalars(
        sa.select(Application.number)
        .join(Outcome, Outcome.application_id == Application.id)
        .where(Outcome.round_id == round_id, Outcome.state.in_(HOLDS_SEAT))
    )
    return [number or "" for number in found]
