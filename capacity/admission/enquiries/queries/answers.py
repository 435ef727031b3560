"""What everybody reads: answered questions, without any trace of who asked."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import load_only

from capacity.admission.enquiries.models import Enquiry
from capacity.admission.enquiries.states import EnquiryState
from capacity.core import search
from capacity.core.db import db
from capacity.core.languages import Localized

KIND = "enquiry"


@dataclass(frozen=True)
class Answers:
    """The latest answers of a call, and how many there are in all."""

    latest: list[tuple[int, Localized, Localized]]
    count: int


def latest(call_id: int, most: int) -> Answers:
    """(id, question, answer) of the latest answers of a call, in one statement."""
    rows = db.session.execute(
        sa.select(Enquiry.id, Enquiry.question, Enquiry.answer, sa.func.count().over().label("all"))
        .where(Enquiry.call_id == call_id, Enquiry.state == EnquiryState.ANSWERED)
        .order_by(Enquiry.answered_at.desc(), Enquiry.id.desc())
        .limit(most)
    ).all()
    return Answers([(row.id, row.question, row.answer) for row in rows], rows[0].all if rows else 0)


def answered(call_id: int) -> sa.Select[Enquiry]:
    """The answered questions of a call, to be searched and paged; nothing of who asked is loaded."""
    public = (Enquiry.id, Enquiry.question, Enquiry.answer, Enquiry.answered_at)
    return (
        sa.select(Enquiry)
        .where(Enquiry.call_id == call_id, Enquiry.state == EnquiryState.ANSWERED)
        .options(load_only(*public, Enquiry.correction, Enquiry.corrected_at, raiseload=True))
    )


def searched(statement: sa.Select[Any], words: str) -> sa.Select[Any]:
    """Narrow a select of questions to those that these words find, in any language and spelling."""
    return statement.where(Enquiry.id.in_(search.matching(KIND, words)))


def answer(call_id: int, enquiry_id: int) -> Enquiry | None:
    """One answered question of a call."""
    return db.session.scalar(answered(call_id).where(Enquiry.id == enquiry_id))


def answered_between(call_id: int, start: datetime, end: datetime) -> Sequence[Enquiry]:
    """What was answered, or corrected, from ``start`` on and before ``end``."""
    told = sa.or_(
        sa.and_(Enquiry.answered_at >= start, Enquiry.answered_at < end),
        sa.and_(Enquiry.corrected_at >= start, Enquiry.corrected_at < end),
    )
    return db.session.scalars(answered(call_id).where(told).order_by(Enquiry.answered_at, Enquiry.id)).all()


def of_associations(call_id: int, association_ids: Iterable[int]) -> Sequence[Enquiry]:
    """What these associations asked about a call, latest first; twenty at most."""
    own = sa.select(Enquiry).where(Enquiry.call_id == call_id, Enquiry.association_id.in_(list(association_ids)))
    return db.session.scalars(own.order_by(Enquiry.id.desc()).limit(20)).all()
