"""What is asked about an application after the closing: requests, what stood before, what came after."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload, selectinload

from capacity.admission.applications.models import (
    Answer,
    Application,
    ApplicationDocument,
    Clarification,
    ClarificationFile,
    ClarificationItem,
    Snapshot,
)
from capacity.admission.applications.states import ARRIVED
from capacity.admission.applications.states.clarifying import ClarificationLetter, ClarificationState, PointKind
from capacity.admission.calls import queries as calls
from capacity.admission.calls.models import Call, Question, RequiredDocument, Subject
from capacity.admission.calls.states import QuestionKind, asked, rule_of, waited_for
from capacity.admission.calls.states.library import ReasonAbout
from capacity.core import clock
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.core.outbox import Letter

WHOLE = (
    selectinload(Clarification.items).options(
        joinedload(ClarificationItem.question),
        joinedload(ClarificationItem.document),
        selectinload(ClarificationItem.files).joinedload(ClarificationFile.file),
    ),
)


def locked(application_id: int) -> Application:
    """The application as it stands now, and as it will until this transaction ends."""
    return db.session.execute(
        sa.select(Application)
        .where(Application.id == application_id)
        .options(joinedload(Application.call).selectinload(Call.extensions), joinedload(Application.association))
        .with_for_update(of=Application)
        .execution_options(populate_existing=True)
    ).scalar_one()


def clarifications(application_id: int) -> list[Clarification]:
    """Every request about an application with its items and files, the latest first."""
    return list(
        db.session.scalars(
            sa.select(Clarification)
            .where(Clarification.application_id == application_id)
            .options(*WHOLE)
            .order_by(Clarification.id.desc())
        )
    )


def latest_clarification(application_id: int) -> Clarification | None:
    """The latest request about an application, read anew; ask after locking the application."""
    return db.session.scalar(
        sa.select(Clarification)
        .where(Clarification.application_id == application_id)
        .options(*WHOLE)
        .order_by(Clarification.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    )


def requested(application_id: int) -> Clarification | None:
    """The request that nobody has answered, lapsed, or taken back in the database, whatever the clock says."""
    found = latest_clarification(application_id)
    return found if found is not None and found.state is ClarificationState.REQUESTED else None


def request_of(request_id: str) -> Clarification | None:
    """The request that was made with this form already."""
    return db.session.scalar(sa.select(Clarification).where(Clarification.request_id == request_id))


def clarification_reasons(*, retired: bool = False) -> dict[str, Localized]:
    """Why something is asked about, by code, in three languages, as the library has it; ``retired`` with the past."""
    return calls.reasons(ReasonAbout.PART, retired=retired)


def askable_of(application: Application) -> tuple[dict[str, Question], dict[str, RequiredDocument]]:
    """The same, of what this application was asked: a question that waited for another answer is left out.

    So is one that others wait for: another answer would hide what was sent, or bring up what nobody was asked.
    """
    questions, papers = askable(application.call_id)
    answers = answers_now(application.id)
    values = {key: answers.get(one.id) for key, one in questions.items()}
    wanted = asked((rule_of(one) for one in questions.values()), values, application.region_code)
    hidden = {one.id for key, one in questions.items() if key not in wanted}
    open_ones = wanted - waited_for((rule_of(one) for one in questions.values()), application.region_code)
    return (
        {key: one for key, one in questions.items() if key in open_ones and one.kind is not QuestionKind.FILE},
        {key: one for key, one in papers.items() if one.question_id not in hidden},
    )


def deciding_of(application: Application) -> dict[str, Question]:
    """The questions of an application's form that cannot be asked about, as others wait for their answers."""
    questions, _papers = askable(application.call_id)
    deciding = waited_for((rule_of(one) for one in questions.values()), application.region_code)
    return {key: one for key, one in questions.items() if key in deciding}


def askable(call_id: int) -> tuple[dict[str, Question], dict[str, RequiredDocument]]:
    """The questions and documents of a call by their keys, in the order of the form; for previews over many."""
    questions = db.session.scalars(
        sa.select(Question)
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.call_id == call_id)
        .order_by(Subject.position, Subject.id, Question.position, Question.id)
    )
    papers = db.session.scalars(
        sa.select(RequiredDocument)
        .where(RequiredDocument.call_id == call_id)
        .order_by(RequiredDocument.position, RequiredDocument.id)
    )
    return {one.key: one for one in questions}, {one.key: one for one in papers}


def answers_now(application_id: int) -> dict[int, Any]:
    """What stands now, by question."""
    rows = db.session.execute(
        sa.select(Answer.question_id, Answer.value).where(Answer.application_id == application_id)
    )
    return {row.question_id: row.value for row in rows}


def files_now(application_id: int) -> dict[int, list[dict[str, Any]]]:
    """The files joined now, by document, as a receipt lists them."""
    rows = db.session.execute(
        sa.select(ApplicationDocument.document_id, ApplicationDocument.id, StoredFile)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.application_id == application_id, ApplicationDocument.replaced_at.is_(None))
        .order_by(ApplicationDocument.id)
    )
    found: dict[int, list[dict[str, Any]]] = {}
    for document_id, number, file in rows:
        found.setdefault(document_id, []).append(
            {"id": number, "name": file.filename, "sha256": file.sha256, "size": file.size}
        )
    return found


def letters_about(clarification: Clarification) -> list[tuple[ClarificationLetter, datetime]]:
    """What the association was told of a request by letters that left or will leave, and the due dates they named."""
    rows = db.session.execute(
        sa.select(Letter.template, Letter.data)
        .where(Letter.about_type == Clarification.__tablename__, Letter.about_id == clarification.id)
        .where(Letter.superseded_at.is_(None))
    )
    return [
        (ClarificationLetter(template.rpartition("/")[2]), datetime.fromisoformat(data["due_iso"]))
        for template, data in rows
    ]


def was_written_to(application_id: int, now: datetime) -> bool:
    """Whether a letter about a request for clarification was written to the association today, on a Moroccan clock."""
    start = clock.from_local(clock.local(now).replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None))
    written = (
        sa.select(Letter.id)
        .where(Letter.about_type == Clarification.__tablename__, Letter.superseded_at.is_(None))
        .where(Letter.about_id.in_(sa.select(Clarification.id).where(Clarification.application_id == application_id)))
        .where(Letter.created_at >= start, Letter.created_at < start + timedelta(days=1))
    )
    return db.session.scalar(written.limit(1)) is not None


def clarification_item(application_id: int, item_id: int) -> tuple[Application, ClarificationItem] | None:
    """One thing that is asked about, with its application."""
    row = db.session.execute(
        sa.select(Application, ClarificationItem)
        .join(Clarification, Clarification.application_id == Application.id)
        .join(ClarificationItem, ClarificationItem.clarification_id == Clarification.id)
        .where(Application.id == application_id, ClarificationItem.id == item_id)
        .options(joinedload(ClarificationItem.document), joinedload(ClarificationItem.clarification))
    ).first()
    return None if row is None else (row[0], row[1])


def clarification_file(application_id: int, file_id: int) -> tuple[Application, ClarificationFile] | None:
    """A file joined in answer to a request, with the application."""
    row = db.session.execute(
        sa.select(Application, ClarificationFile)
        .join(Clarification, Clarification.application_id == Application.id)
        .join(ClarificationItem, ClarificationItem.clarification_id == Clarification.id)
        .join(ClarificationFile, ClarificationFile.item_id == ClarificationItem.id)
        .where(Application.id == application_id, ClarificationFile.id == file_id)
        .options(joinedload(ClarificationFile.file))
    ).first()
    return None if row is None else (row[0], row[1])


def sent_file_ids(application: Application) -> set[int]:
    """Every file that was ever sent, replaced ones included: what a receipt lists may be opened by who may read."""
    found = db.session.scalars(sa.select(Snapshot.content).where(Snapshot.application_id == application.id))
    sent = {paper["id"] for content in found for paper in json.loads(content).get("documents", ())}
    if application.state in ARRIVED:
        sent |= {one["id"] for files in files_now(application.id).values() for one in files}
    return sent


def askable_of_calls(call_ids: Iterable[int]) -> list[tuple[int, PointKind, str, Localized]]:
    """(call, kind, key, label) of what every applicant of these calls is asked for: questions, then documents.

    A question that waits for an answer or for a region is left out: not everybody answered it. So is one that others
    wait for.
    """
    numbers = list(call_ids)
    questions = db.session.execute(
        sa.select(Subject.call_id, Question)
        .join(Subject, Subject.id == Question.subject_id)
        .where(Subject.call_id.in_(numbers))
        .order_by(Subject.call_id, Subject.position, Question.position)
    ).all()
    deciding = {(call_id, key) for call_id, one in questions for key in waited_for([rule_of(one)])}
    papers = db.session.scalars(
        sa.select(RequiredDocument)
        .where(RequiredDocument.call_id.in_(numbers), RequiredDocument.question_id.is_(None))
        .order_by(RequiredDocument.call_id, RequiredDocument.position)
    )
    found = [
        (call_id, PointKind.QUESTION, question.key, question.label)
        for call_id, question in questions
        if not (rule := rule_of(question)).condition and not rule.regions and (call_id, rule.key) not in deciding
    ]
    return [*found, *((paper.call_id, PointKind.DOCUMENT, paper.key, paper.label) for paper in papers)]
