"""The rows of an export, read in plain columns and in pieces, so that its memory does not grow with the list."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import sqlalchemy as sa

from capacity.admission.applications.models import Answer, Application, ApplicationDocument
from capacity.admission.applications.queries.listing import DeskLine, desk_lines, line_of
from capacity.admission.applications.states import ARRIVED, typed_money
from capacity.admission.calls.models import Call, Question, RequiredDocument, Subject
from capacity.admission.calls.states import ColumnKind, QuestionKind, Rule, rule_of
from capacity.admission.calls.states import asked as asked_keys
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.people.associations.models import Association

PIECE = 250
BETWEEN = " | "
FIRST_DAY = "1901"
"""Spreadsheets know no day before 1900: earlier ones are written as texts."""


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
    call_id: int
    rule: Rule
    columns: Sequence[tuple[str, ColumnKind, str]] = ()
    paper_id: int | None = None


def export_columns(call_ids: Sequence[int], language: str) -> tuple[list[ExportColumn], dict[int, _Asked]]:
    """The columns of these calls' questions, named by the newest call, and how each question's answers are said."""
    columns: dict[str, ExportColumn] = {}
    asked: dict[int, _Asked] = {}
    rows = db.session.execute(
        sa.select(Call.id, Question, RequiredDocument.id)
        .select_from(Question)
        .join(Subject, Subject.id == Question.subject_id)
        .join(Call, Call.id == Subject.call_id)
        .outerjoin(RequiredDocument, RequiredDocument.question_id == Question.id)
        .where(Call.id.in_(list(call_ids)))
        .order_by(Call.opens_at.desc(), Call.id, Subject.position, Question.position)
    )
    for call_id, question, paper_id in rows:
        column = ExportColumn(f"q:{question.key}", question.label.text(language), question.kind)
        columns.setdefault(question.key, column)
        asked[question.id] = _Asked(
            column.key,
            question.kind,
            {one["key"]: Localized(one["label"]).text(language) for one in question.choices or ()},
            call_id,
            rule_of(question),
            [(one["key"], ColumnKind(one["kind"]), Localized(one["label"]).text(language)) for one in question.columns],
            paper_id,
        )
    return list(columns.values()), asked


@dataclass(frozen=True)
class Words:
    """How what is not a text is said in the language of the export; ``desk`` begins the address of an application."""

    language: str
    desk: str
    yes: str
    no: str
    rural: str
    urban: str
    states: Mapping[Any, str]
    themes: Mapping[str, str]
    regions: Mapping[str, str]
    languages: Mapping[str, str]
    moment: datetime


def export_rows(ids: Sequence[int], asked: Mapping[int, _Asked], words: Words) -> Iterator[dict[str, object]]:
    """The rows of these applications, in this order; answers of what was never sent are left out."""
    for start in range(0, len(ids), PIECE):
        piece = list(ids[start : start + PIECE])
        known = {row[0]: (line_of(row[:-3]), row[-3:]) for row in db.session.execute(_facts(piece))}
        answers = _answers({number: line for number, (line, _contact) in known.items()}, asked, words)
        for number in piece:
            row = known.get(number)
            if row is None:
                continue
            shown, (receipt_number, email, phone) = row
            line = _line(shown, words) | {"receipt_number": receipt_number, "email": email, "phone": phone}
            line["address"] = f"{words.desk}{number}"
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
        "state": words.states[row.stands(words.moment)],
        "completeness": row.completeness / 100,
        "language": words.languages.get(row.language, row.language),
        "coalition": row.partners + 1 if row.partners else None,
        "earlier": row.earlier,
        "tags": BETWEEN.join(row.tags),
        "sent": row.submitted_at,
    }


def _answers(known: Mapping[int, DeskLine], asked: Mapping[int, _Asked], words: Words) -> dict[int, dict[str, object]]:
    """What each of these applications answered to what it is asked, by the key of the column."""
    given: dict[int, dict[int, Any]] = {}
    for application_id, question_id, value in db.session.execute(
        sa.select(Answer.application_id, Answer.question_id, Answer.value).where(Answer.application_id.in_(list(known)))
    ):
        given.setdefault(application_id, {})[question_id] = value
    for application_id, question_id, filename in _files(list(known), asked):
        given.setdefault(application_id, {}).setdefault(question_id, []).append(filename)
    rules = {number: question.rule for number, question in asked.items()}
    forms: dict[int, list[Rule]] = {}
    for question in asked.values():
        forms.setdefault(question.call_id, []).append(question.rule)
    plain = {call_id for call_id, form in forms.items() if not any(rule.condition or rule.regions for rule in form)}
    found: dict[int, dict[str, object]] = {}
    for application_id, values in given.items():
        of = known[application_id]
        spoken = {rules[number].key: value for number, value in values.items() if number in rules}
        wanted = spoken if of.call_id in plain else asked_keys(forms[of.call_id], spoken, of.region_code)
        found[application_id] = {
            asked[number].key: _said(asked[number], value, words)
            for number, value in values.items()
            if number in asked and rules[number].key in wanted
        }
    return found


def _files(ids: list[int], asked: Mapping[int, _Asked]) -> Iterator[tuple[int, int, str]]:
    """(application, question, name of the file) of the files sent under questions."""
    papers = {question.paper_id: number for number, question in asked.items() if question.paper_id is not None}
    if not papers:
        return
    rows = db.session.execute(
        sa.select(ApplicationDocument.application_id, ApplicationDocument.document_id, StoredFile.filename)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id.in_(ids), ApplicationDocument.document_id.in_(list(papers)))
        .where(ApplicationDocument.replaced_at.is_(None))
        .order_by(ApplicationDocument.id)
    )
    for application_id, paper_id, filename in rows:
        yield application_id, papers[paper_id], filename


def _said(question: _Asked, value: Any, words: Words) -> object:
    if isinstance(value, bool):
        return words.yes if value else words.no
    if question.words:
        chosen = value if isinstance(value, list) else [value]
        return BETWEEN.join(question.words.get(str(key), str(key)) for key in chosen if key)
    if question.kind is QuestionKind.DATE and isinstance(value, str) and value >= FIRST_DAY:
        return date.fromisoformat(value)
    if question.kind is QuestionKind.MONEY and isinstance(value, int):
        return Decimal(value) / 100
    if question.kind is QuestionKind.TABLE and isinstance(value, list):
        return BETWEEN.join(_table_line(question, row) for row in value)
    return BETWEEN.join(value) if isinstance(value, list) else value


def _table_line(question: _Asked, row: Mapping[str, Any]) -> str:
    """A row of a table in one line: each cell after the name of its column."""
    cells = ((name, kind, row.get(key)) for key, kind, name in question.columns)
    return "; ".join(
        f"{name}: {typed_money(value) if kind is ColumnKind.MONEY else value}"
        for name, kind, value in cells
        if value is not None
    )
