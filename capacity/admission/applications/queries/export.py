"""The rows of an export, read in plain columns and in pieces, so that its memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application
from capacity.admission.applications.queries.listing import DeskLine, desk_lines, line_of
from capacity.admission.applications.states import ARRIVED
from capacity.admission.calls.models import Call, Question, Subject
from capacity.admission.calls.states import CHOICE_KINDS, QuestionKind
from capacity.core.db import db
from capacity.core.languages import Localized
from capacity.people.associations.models import Association

PIECE = 250
BETWEEN = " | "


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


@dataclass(frozen=True)
class Words:
    """How what is not a text is said in the language of the export."""

    language: str
    yes: str
    no: str
    rural: str
    urban: str
    states: Mapping[Any, str]
    themes: Mapping[str, str]
    regions: Mapping[str, str]
    languages: Mapping[str, str]


def export_rows(ids: Sequence[int], asked: Mapping[int, _Asked], words: Words) -> Iterator[dict[str, object]]:
    """The rows of these applications, in this order; answers of what was never sent are left out."""
    for start in range(0, len(ids), PIECE):
        piece = list(ids[start : start + PIECE])
        answers = _answers(piece, asked, words)
        known = {row[0]: row for row in db.session.execute(_facts(piece))}
        for number in piece:
            row = known.get(number)
            if row is None:
                continue
            *facts, receipt_number, email, phone = row
            shown = line_of(facts)
            line = _line(shown, words) | {"receipt_number": receipt_number, "email": email, "phone": phone}
            if shown.state in ARRIVED:
                line.update(answers.get(number, {}))
            yield line


def _facts(piece: list[int]) -> Any:
    """What the list shows of these applications, and how their associations are reached."""
    return (
        desk_lines(None)
        .add_columns(Association.receipt_number, Association.email, Association.phone)
        .where(Application.id.in_(piece))
    )


def _line(row: DeskLine, words: Words) -> dict[str, object]:
    return {
        "number": row.number,
        "call": row.reference,
        "name_ar": row.name_ar,
        "name_fr": row.name_fr,
        "region": words.regions[row.region_code],
        "province": row.province_ar if words.language == "ar" else row.province_fr,
        "place": row.place.text(words.language) if row.place else "",
        "seat": words.rural if row.is_rural else words.urban,
        "themes": BETWEEN.join(words.themes.get(code, code) for code in row.themes),
        "state": words.states[row.state],
        "completeness": row.completeness / 100,
        "language": words.languages.get(row.language, row.language),
        "earlier": row.earlier,
        "tags": BETWEEN.join(row.tags),
        "sent": row.submitted_at,
    }


def _answers(piece: list[int], asked: Mapping[int, _Asked], words: Words) -> dict[int, dict[str, object]]:
    found: dict[int, dict[str, object]] = {}
    rows = db.session.execute(
        sa.select(Answer.application_id, Answer.question_id, Answer.value).where(Answer.application_id.in_(piece))
    )
    for application_id, question_id, value in rows:
        question = asked.get(question_id)
        if question is not None:
            found.setdefault(application_id, {})[question.key] = _said(question, value, words)
    return found


def _said(question: _Asked, value: Any, words: Words) -> object:
    if isinstance(value, bool):
        return words.yes if value else words.no
    if question.words:
        chosen = value if isinstance(value, list) else [value]
        return BETWEEN.join(question.words.get(str(key), str(key)) for key in chosen if key)
    return value
