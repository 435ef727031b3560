"""The rows of an export, read in plain columns and in pieces, so that its memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.states import ARRIVED
from capacity.admission.calls.models import Call, Question, Subject
from capacity.admission.calls.states import CHOICE_KINDS, QuestionKind
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association
from capacity.rollout.territory.models import Province, Region

PIECE = 250


@dataclass(frozen=True)
class ExportColumn:
    """One question's column, shared by the calls that ask it under the same key."""

    key: str
    label: str
    kind: QuestionKind


@dataclass(frozen=True)
class _Asked:
    key: str
    kind: QuestionKind
    words: Mapping[str, str]


def export_columns(call_ids: Sequence[int], language: str) -> tuple[list[ExportColumn], dict[int, _Asked]]:
    """The columns of these calls' questions, named by the newest call, and how each question's answers are said."""
    columns: dict[str, ExportColumn] = {}
    asked: dict[int, _Asked] = {}
    rows = db.session.execute(
        sa.select(Question.id, Question.key, Question.kind, Question.label, Question.choices)
        .join(Subject, Subject.id == Question.subject_id)
        .join(Call, Call.id == Subject.call_id)
        .where(Call.id.in_(list(call_ids)))
        .order_by(Call.opens_at.desc(), Call.id, Subject.position, Question.position)
    )
    for number, key, kind, label, choices in rows:
        words = (
            {one["key"]: Localized(one["label"]).text(language) for one in choices or ()}
            if kind in CHOICE_KINDS
            else {}
        )
        columns.setdefault(key, ExportColumn(f"q:{key}", label.text(language), kind))
        asked[number] = _Asked(f"q:{key}", kind, words)
    return list(columns.values()), asked


def export_rows(
    ids: Sequence[int], asked: Mapping[int, _Asked], *, language: str, yes: str, no: str, states: Mapping[Any, str]
) -> Iterator[dict[str, object]]:
    """The rows of these applications, in this order; answers of what was never sent are left out."""
    for start in range(0, len(ids), PIECE):
        piece = list(ids[start : start + PIECE])
        answers = _answers(piece, asked, yes, no)
        known = {row.id: row for row in db.session.execute(_facts(piece))}
        for number in piece:
            row = known.get(number)
            if row is None:
                continue
            line: dict[str, object] = {
                "number": row.number,
                "call": row.reference,
                "name_ar": row.name_ar,
                "name_fr": row.name_fr,
                "region": row.region.text(language),
                "province": row.province_ar if language == "ar" else row.province_fr,
                "priority": yes if row.priority_place_id is not None else no,
                "state": states[row.state],
                "language": row.language,
                "submitted_at": row.submitted_at,
                "receipt_number": row.receipt_number,
                "email": row.email,
                "phone": row.phone,
            }
            if row.state in ARRIVED:
                line.update(answers.get(number, {}))
            yield line


def _facts(piece: list[int]) -> Any:
    return (
        sa.select(
            Application.id,
            Application.number,
            Application.state,
            Application.language,
            Application.submitted_at,
            Call.reference,
            Association.name_ar,
            Association.name_fr,
            Association.priority_place_id,
            Association.receipt_number,
            Association.email,
            Association.phone,
            Province.name_ar.label("province_ar"),
            Province.name_fr.label("province_fr"),
            Region.name.label("region"),
        )
        .join(Call, Call.id == Application.call_id)
        .join(Association, Association.id == Application.association_id)
        .join(Province, Province.code == Association.province_code)
        .join(Region, Region.code == Application.region_code)
        .where(Application.id.in_(piece))
    )


def _answers(piece: list[int], asked: Mapping[int, _Asked], yes: str, no: str) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    rows = db.session.execute(
        sa.select(Answer.application_id, Answer.question_id, Answer.value).where(Answer.application_id.in_(piece))
    )
    for application_id, question_id, value in rows:
        question = asked.get(question_id)
        if question is not None:
            found.setdefault(application_id, {})[question.key] = _said(question, value, yes, no)
    return found


def _said(question: _Asked, value: Any, yes: str, no: str) -> object:
    if isinstance(value, bool):
        return yes if value else no
    if question.words:
        chosen = value if isinstance(value, list) else [value]
        return " | ".join(question.words.get(str(key), str(key)) for key in chosen if key)
    return value
