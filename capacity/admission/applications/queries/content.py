"""What the desk and the readers read of an application: the answers and documents that were sent."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Answer, Application, ApplicationDocument, Dossier, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import CHOICE_KINDS, TEXT_KINDS, QuestionKind
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.core.wordcount import count_words
from capacity.people.associations.models import LastingPaper


@dataclass(frozen=True)
class ContentAnswer:
    """A question and what was answered: a text in the language it was written in, or words of the call's choices."""

    question: Localized
    kind: QuestionKind
    value: Any
    choices: list[Localized]
    language: str
    words: int
    word_limit: int | None

    @property
    def missing(self) -> bool:
        """Nothing was answered."""
        return self.value in (None, "", [])


@dataclass(frozen=True)
class ContentSubject:
    """A page of the form."""

    title: Localized
    answers: list[ContentAnswer]


@dataclass(frozen=True)
class ContentFile:
    """A file under a document: ``id`` is the number that ``file_of`` takes, ``version`` its own in the folder."""

    id: int
    filename: str
    media_type: str
    size: int
    uploaded_at: datetime
    sha256: str = ""
    version: int | None = None
    dated: date | None = None
    expires_on: date | None = None


@dataclass(frozen=True)
class ContentDocument:
    """A document that was asked for, and the files joined under it."""

    key: str
    label: Localized
    required: bool
    files: list[ContentFile]


@dataclass(frozen=True)
class Content:
    """The whole application. While a draft was never sent nothing of it is here; a reopened one shows what was sent."""

    subjects: list[ContentSubject]
    documents: list[ContentDocument]
    snapshot: Snapshot | None
    is_sent: bool


def content(application: Application) -> Content:
    """What was sent, for who may read it: four statements."""
    snapshot = db.session.scalar(
        sa.select(Snapshot).where(Snapshot.application_id == application.id).order_by(Snapshot.id.desc()).limit(1)
    )
    if snapshot is None:
        return Content([], [], None, is_sent=False)
    frozen = application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}
    sent = json.loads(snapshot.content) if frozen else None
    return Content(_subjects(application, sent), _documents(application, sent), snapshot, is_sent=True)


def content_as_sent(application: Application, snapshot: Snapshot) -> Content:
    """What one receipt stands for, whatever has changed since."""
    sent = json.loads(snapshot.content)
    return Content(_subjects(application, sent), _documents(application, sent), snapshot, is_sent=True)


def files_of(content: Content) -> dict[int, StoredFile]:
    """The stored files of a content's documents, by the numbers that they have there."""
    numbers = [file.id for paper in content.documents for file in paper.files]
    rows = db.session.execute(
        sa.select(ApplicationDocument.id, StoredFile)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.id.in_(numbers))
    )
    return {number: file for number, file in rows}


def dossier(snapshot_id: int, language: str) -> Dossier | None:
    """The whole file of a receipt in this language, if it was made already."""
    return db.session.scalar(
        sa.select(Dossier)
        .where(Dossier.snapshot_id == snapshot_id, Dossier.language == language)
        .options(joinedload(Dossier.file))
    )


def _subjects(application: Application, sent: dict[str, Any] | None) -> list[ContentSubject]:
    rows = db.session.execute(
        sa.select(Subject.id, Subject.title, Question, Answer.value)
        .join(Question, Question.subject_id == Subject.id)
        .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.application_id == application.id))
        .where(Subject.call_id == application.call_id)
        .order_by(Subject.position, Subject.id, Question.position, Question.id)
    )
    pages: dict[int, ContentSubject] = {}
    for subject_id, title, question, value in rows:
        page = pages.setdefault(subject_id, ContentSubject(title, []))
        kept = sent["answers"].get(question.key) if sent is not None else value
        page.answers.append(_answer(question, kept, application.language))
    return list(pages.values())


def _answer(question: Question, value: Any, language: str) -> ContentAnswer:
    labels = {choice["key"]: Localized(choice["label"]) for choice in question.choices or ()}
    chosen = value if isinstance(value, list) else [value]
    return ContentAnswer(
        question=question.label,
        kind=question.kind,
        value=value,
        choices=[labels[key] for key in chosen if key in labels] if question.kind in CHOICE_KINDS else [],
        language=language,
        words=count_words(value) if question.kind in TEXT_KINDS and isinstance(value, str) else 0,
        word_limit=question.word_limit,
    )


def _documents(application: Application, sent: dict[str, Any] | None) -> list[ContentDocument]:
    rows = db.session.execute(
        sa.select(RequiredDocument, ApplicationDocument, StoredFile, LastingPaper)
        .outerjoin(
            ApplicationDocument,
            sa.and_(
                ApplicationDocument.document_id == RequiredDocument.id,
                ApplicationDocument.application_id == application.id,
                _current(sent),
            ),
        )
        .outerjoin(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .outerjoin(LastingPaper, LastingPaper.id == ApplicationDocument.paper_id)
        .where(RequiredDocument.call_id == application.call_id)
        .order_by(RequiredDocument.position, RequiredDocument.id, ApplicationDocument.id)
    )
    papers: dict[int, ContentDocument] = {}
    for paper, joined_as, file, version in rows:
        shown = papers.setdefault(paper.id, ContentDocument(paper.key, paper.label, paper.required, []))
        if file is not None:
            shown.files.append(_file(joined_as, file, version))
    return list(papers.values())


def _file(joined_as: ApplicationDocument, file: StoredFile, paper: LastingPaper | None) -> ContentFile:
    return ContentFile(
        id=joined_as.id,
        filename=file.filename,
        media_type=file.media_type,
        size=file.size,
        uploaded_at=joined_as.uploaded_at,
        sha256=file.sha256,
        version=paper.version if paper is not None else None,
        dated=paper.dated if paper is not None else None,
        expires_on=paper.expires_on if paper is not None else None,
    )


def _current(sent: dict[str, Any] | None) -> sa.ColumnElement[bool]:
    if sent is None:
        return ApplicationDocument.replaced_at.is_(None)
    return ApplicationDocument.id.in_([paper["id"] for paper in sent["documents"]])


def joined(application_id: int, joined_id: int) -> tuple[Application, ApplicationDocument] | None:
    """A file that was joined to this application, with the application; replaced ones included."""
    found = db.session.execute(
        sa.select(Application, ApplicationDocument)
        .join(ApplicationDocument, ApplicationDocument.application_id == Application.id)
        .where(Application.id == application_id, ApplicationDocument.id == joined_id)
        .options(joinedload(ApplicationDocument.file))
    ).first()
    return None if found is None else (found[0], found[1])


def file_of(application_id: int, joined_id: int) -> StoredFile | None:
    """A file that was joined to this application, replaced ones included."""
    return db.session.scalar(
        sa.select(StoredFile)
        .join(ApplicationDocument, ApplicationDocument.file_id == StoredFile.id)
        .where(ApplicationDocument.application_id == application_id, ApplicationDocument.id == joined_id)
    )
