"""By which words the desk finds an application."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import Application, Snapshot
from capacity.admission.applications.queries.narrowing import facts_of_seat, facts_of_theme
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
class Findable:
    """An application's words, and what they were taken from: its last submission, and whether that was erased."""

    words: str
    source: tuple[int | None, bool]


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


def facts_of(application: Application) -> list[str]:
    """What a search is narrowed to."""
    association = application.association
    themes = facts_of_theme([line.theme for line in association.themes])
    return [*themes, *facts_of_seat(["rural" if association.rural else "urban"])]


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
    source = (snapshots[0][0] if snapshots else None, application.erased_at is not None)
    return Findable(search.indexed([*names_of(application), *texts], facts_of(application)), source)


def source_of_words(application_id: int) -> tuple[int | None, bool]:
    """The number of the newest submission, and whether what was sent was erased."""
    last = sa.select(sa.func.max(Snapshot.id)).where(Snapshot.application_id == application_id).scalar_subquery()
    found = db.session.execute(sa.select(last, Application.erased_at).where(Application.id == application_id)).first()
    return (None, True) if found is None else (found[0], found[1] is not None)


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
