"""What a published call asks: read once, as nothing of it changes any more.

The questions and documents of a call are frozen at its publication (``calls.actions`` refuses every change after it),
and the seed drawn then tells one publication from every other. What is kept here belongs to no session and is only
read.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from capacity.admission.applications.states import Asked, asked_of
from capacity.admission.calls.models import Call, Question, RequiredDocument, Subject
from capacity.admission.calls.states import CallState, Rule, rule_of
from capacity.core.db import db

MOST = 32
"""How many calls are kept for each database; those that are open at one time are fewer."""


@dataclass(frozen=True)
class Form:
    """The pages of a call with their questions, and the documents, in order; ``asked`` and ``rules`` by question."""

    subjects: list[Subject]
    papers: list[RequiredDocument]
    questions: dict[int, Question]
    asked: dict[int, Asked]
    rules: dict[int, Rule]


_known: MutableMapping[Any, dict[tuple[Any, ...], Form]] = WeakKeyDictionary()


def form_of(call: Call) -> Form:
    """What the call asks: two or three statements, none once it was read after its publication."""
    return form_when(call.id, call.state, call.published_at, call.lottery_seed_sha256)


def form_when(call_id: int, state: CallState, published_at: datetime | None, seed: str) -> Form:
    """The same of a call of which no more was read than what tells one publication from another."""
    if state is CallState.DRAFT or published_at is None:
        return _read(db.session(), call_id)
    kept = _known.setdefault(db.engine, {})
    key = (call_id, published_at, seed)
    if key not in kept:
        with Session(db.session.connection()) as apart:
            form = _read(apart, call_id)
            apart.expunge_all()
        while len(kept) >= MOST:
            kept.pop(next(iter(kept)), None)
        kept[key] = form
    return kept[key]


def _read(session: Session, call_id: int) -> Form:
    subjects = list(session.scalars(_SUBJECTS, {"call": call_id}))
    questions = [question for subject in subjects for question in subject.questions]
    return Form(
        subjects,
        list(session.scalars(_PAPERS, {"call": call_id})),
        {question.id: question for question in questions},
        {question.id: asked_of(question) for question in questions},
        {question.id: rule_of(question) for question in questions},
    )


_CALL: Any = sa.bindparam("call")
_SUBJECTS = (
    sa.select(Subject)
    .where(Subject.call_id == _CALL)
    .options(selectinload(Subject.questions))
    .order_by(Subject.position)
)
_PAPERS = sa.select(RequiredDocument).where(RequiredDocument.call_id == _CALL).order_by(RequiredDocument.position)
