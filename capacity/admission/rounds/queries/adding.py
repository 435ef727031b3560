"""What a decision added after the announcement has to know."""

from __future__ import annotations

import json
from collections.abc import Iterable

import sqlalchemy as sa

from capacity.admission.applications.models import Application
from capacity.admission.calls.states.rules import Quota, read_quotas
from capacity.admission.rounds.models import AddedDecision, Outcome, Round
from capacity.admission.rounds.states import HOLDS_SEAT
from capacity.core.db import db


def added_by(source: str) -> AddedDecision | None:
    """The decision that this source added."""
    return db.session.scalar(sa.select(AddedDecision).where(AddedDecision.source == source))


def added_to(outcome_ids: Iterable[int]) -> list[AddedDecision]:
    """The decisions added to these outcomes, in their order."""
    statement = sa.select(AddedDecision).where(AddedDecision.outcome_id.in_(list(outcome_ids)))
    return list(db.session.scalars(statement.order_by(AddedDecision.id)))


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
