"""By which words the desk finds an application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.queries.narrowing import SENT, facts_of_seat, facts_of_theme
from capacity.admission.applications.states import COMPLETE, ApplicationState
from capacity.admission.calls.models import Question, Subject
from capacity.admission.calls.states import TEXT_KINDS, QuestionKind
from capacity.core import search
from capacity.core.db import db
from capacity.people.associations.models import Association

FOR_WORDS = joinedload(Application.association).options(
    joinedload(Association.province), selectinload(Association.themes)
)
"""What is asked of an application before it is indexed."""


@dataclass(frozen=True)
class Source:
    """What an application's words were taken from: its newest submission, whether what was sent was erased, and what is
    so of it and its association."""

    submission: int | None
    erased: bool
    facts: list[str]


@dataclass(frozen=True)
class Findable:
    """An application's words, and what they were taken from."""

    words: str
    source: Source


def names_of(application: Application) -> list[str | None]:
    """Names, number, receipt of deposit and place: by these it is found from the beginning."""
    association = application.association
    province = association.province
    return [
        association.name_ar,
        association.name_fr,
        association.acronym,
        application.number,
        association.receipt_number,
        association.locality,
        province.name_ar,
        province.name_fr,
    ]


def facts_of(association: Association) -> list[str]:
    """What a search is narrowed to."""
    themes = facts_of_theme([line.theme for line in association.themes])
    return [*sorted(themes), *facts_of_seat(["rural" if association.rural else "urban"])]


def findable(application_id: int) -> Findable | None:
    """The names and every word that was sent, the newest first; nothing of what is only being written."""
    application = db.session.get(Application, application_id, options=[FOR_WORDS])
    if application is None:
        return None
    sent = (
        sa.select(Snapshot.id, Snapshot.content)
        .where(Snapshot.application_id == application_id)
        .order_by(Snapshot.id.desc())
    )
    snapshots = db.session.execute(sent).all()
    kinds = _kinds(application.call_id) if snapshots else {}
    texts = [text for _id, content in snapshots for text in _written(json.loads(content)["answers"], kinds)]
    facts = [*facts_of(application.association), *_sent(application.state, application.completeness)]
    source = Source(snapshots[0][0] if snapshots else None, application.erased_at is not None, facts)
    return Findable(search.indexed([*names_of(application), *texts], facts), source)


def source_of_words(application_id: int) -> Source:
    """What its words are to be taken from now."""
    last = sa.select(sa.func.max(Snapshot.id)).where(Snapshot.application_id == application_id).scalar_subquery()
    asked = sa.select(last, Application.erased_at, Application.state, Application.completeness, Association)
    found = db.session.execute(
        asked.join(Application.association)
        .where(Application.id == application_id)
        .options(selectinload(Association.themes))
        .execution_options(populate_existing=True)
    ).first()
    return (
        Source(submission=None, erased=True, facts=[])
        if found is None
        else Source(found[0], found[1] is not None, [*facts_of(found[4]), *_sent(found[2], found[3])])
    )


def _sent(state: ApplicationState, completeness: int) -> list[str]:
    return [SENT] if state is not ApplicationState.DRAFT and completeness == COMPLETE else []


def applications_after(number: int, *, limit: int) -> list[int]:
    """The next applications, by number."""
    statement = sa.select(Application.id).where(Application.id > number).order_by(Application.id).limit(limit)
    return list(db.session.scalars(statement))


def numbers_of(association_id: int) -> list[int]:
    """The numbers of everything that an association began or sent."""
    return list(db.session.scalars(sa.select(Application.id).where(Application.association_id == association_id)))


def _kinds(call_id: int) -> dict[str, QuestionKind]:
    """The questions of a call that are answered in words of one's own."""
    worded = sa.select(Question.key, Question.kind).join(Subject, Subject.id == Question.subject_id)
    asked = worded.where(Subject.call_id == call_id, Question.kind.in_([*TEXT_KINDS, QuestionKind.TABLE]))
    return {row.key: row.kind for row in db.session.execute(asked)}


def _written(answers: dict[str, Any], kinds: dict[str, QuestionKind]) -> Iterator[str]:
    for key, value in answers.items():
        if key not in kinds:
            continue
        if isinstance(value, str):
            yield value
        elif kinds[key] is QuestionKind.TABLE:
            yield from (cell for row in value or () for cell in row.values() if isinstance(cell, str))
