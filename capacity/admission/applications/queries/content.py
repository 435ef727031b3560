"""What the desk and the readers read of an application: the answers and documents that were sent."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Answer, Application, ApplicationDocument, Dossier, Snapshot
from capacity.admission.applications.states import ApplicationState
from capacity.admission.calls.models import Question, RequiredDocument, Subject
from capacity.admission.calls.states import CHOICE_KINDS, TEXT_KINDS, ColumnKind, QuestionKind, asked, rule_of
from capacity.admission.calls.states.eligibility_words import AskedWords, asked_words
from capacity.core.db import db
from capacity.core.files import StoredFile
from capacity.core.languages import Localized
from capacity.core.wordcount import count_words
from capacity.people.associations.models import LastingPaper


@dataclass(frozen=True)
class ContentColumn:
    """A column of a table."""

    key: str
    kind: ColumnKind
    label: Localized


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
class ContentAnswer:
    """A question and what was answered: a text in the language it was written in, or words of the call's choices.

    A table has ``columns``, and its rows as the values of their cells (None for an empty one); money is in centimes.
    ``files`` are those sent under a question that asks for files. Readers do not see what is ``withheld``.
    """

    question: Localized
    kind: QuestionKind
    value: Any
    choices: list[Localized]
    language: str
    words: int
    word_limit: int | None
    key: str = ""
    columns: list[ContentColumn] = field(default_factory=list)
    files: list[ContentFile] = field(default_factory=list)
    withheld: bool = False

    @property
    def missing(self) -> bool:
        """Nothing was answered."""
        return self.value in (None, "", []) and not self.files

    @property
    def rows(self) -> list[list[tuple[ColumnKind, Any]]]:
        """The rows of a table: kind and value of each cell."""
        lines = self.value if self.kind is QuestionKind.TABLE and isinstance(self.value, list) else []
        return [[(column.kind, line.get(column.key)) for column in self.columns] for line in lines]


@dataclass(frozen=True)
class ContentSubject:
    """A page of the form."""

    title: Localized
    answers: list[ContentAnswer]


@dataclass(frozen=True)
class ContentDocument:
    """A document that was asked for, and the files joined under it; ``question`` is the key of the one that asked."""

    key: str
    label: Localized
    required: bool
    files: list[ContentFile]
    question: str | None = None


@dataclass(frozen=True)
class Content:
    """The whole application. While a draft was never sent nothing of it is here; a reopened one shows what was sent."""

    subjects: list[ContentSubject]
    documents: list[ContentDocument]
    snapshot: Snapshot | None
    is_sent: bool
    questions: Mapping[str, AskedWords] = field(default_factory=dict)
    """Every question of the call in words, asked of this application or not, by key."""


def content(application: Application) -> Content:
    """What was sent, for who may read it: two statements, and one more where its snapshots were not read yet."""
    if not application.snapshots:
        return Content([], [], None, is_sent=False)
    snapshot = application.snapshots[-1]
    frozen = application.state in {ApplicationState.DRAFT, ApplicationState.WITHDRAWN}
    return _content(application, snapshot, json.loads(snapshot.content) if frozen else None)


def _content(application: Application, snapshot: Snapshot | None, sent: dict[str, Any] | None) -> Content:
    rows = _question_rows(application)
    values = sent["answers"] if sent is not None else {question.key: value for _id, _title, question, value in rows}
    wanted = asked((rule_of(question) for _id, _title, question, _value in rows), values, application.region_code)
    documents = [paper for paper in _documents(application, sent) if paper.question is None or paper.question in wanted]
    files = {paper.question: paper.files for paper in documents if paper.question is not None}
    pages: dict[int, ContentSubject] = {}
    for subject_id, title, question, _value in rows:
        if question.key in wanted:
            page = pages.setdefault(subject_id, ContentSubject(title, []))
            value = None if question.kind is QuestionKind.FILE else values.get(question.key)
            page.answers.append(_answer(question, value, application.language, files.get(question.key, [])))
    return Content(
        list(pages.values()),
        documents,
        snapshot,
        is_sent=snapshot is not None,
        questions={question.key: asked_words(question) for _id, _title, question, _value in rows},
    )


def content_as_written(application: Application) -> Content:
    """A draft as it stands, for those who write it: what was asked and not answered included."""
    return _content(application, None, None)


def content_as_sent(application: Application, snapshot: Snapshot) -> Content:
    """What one receipt stands for, whatever has changed since."""
    return _content(application, snapshot, json.loads(snapshot.content))


def files_of(content: Content) -> dict[int, StoredFile]:
    """The stored files of a content's documents, by the numbers that they have there."""
    numbers = [file.id for paper in content.documents for file in paper.files]
    rows = db.session.execute(
        sa.select(ApplicationDocument.id, StoredFile)
        .join(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .where(ApplicationDocument.id.in_(numbers))
    )
    return {row[0]: row[1] for row in rows}


def dossier(snapshot_id: int, language: str) -> Dossier | None:
    """The whole file of a receipt in this language, if it was made already."""
    return db.session.scalar(
        sa.select(Dossier)
        .where(Dossier.snapshot_id == snapshot_id, Dossier.language == language)
        .options(joinedload(Dossier.file))
    )


def _question_rows(application: Application) -> list[Any]:
    """(number and title of the page, question, its answer as it stands) in the form's order."""
    rows = db.session.execute(_QUESTIONS, {"application": application.id, "call": application.call_id})
    return [(row.page, row.title, row, row.value) for row in rows]


_QUESTIONS = (
    sa.select(
        Subject.id.label("page"),
        Subject.title,
        Question.key,
        Question.kind,
        Question.label,
        Question.choices,
        Question.columns,
        Question.condition,
        Question.region_codes,
        Question.word_limit,
        Question.withheld,
        Answer.value,
    )
    .select_from(Subject)
    .join(Question, Question.subject_id == Subject.id)
    .outerjoin(Answer, sa.and_(Answer.question_id == Question.id, Answer.application_id == sa.bindparam("application")))
    .where(Subject.call_id == sa.bindparam("call"))
    .order_by(Subject.position, Subject.id, Question.position, Question.id)
)
"""Put together once; of a question only what is shown is read."""


def _answer(question: Any, value: Any, language: str, files: list[ContentFile]) -> ContentAnswer:
    labels = {choice["key"]: choice["label"] for choice in question.choices or ()}
    chosen = value if isinstance(value, list) else [value]
    return ContentAnswer(
        question=question.label,
        kind=question.kind,
        value=value,
        choices=[Localized(labels[key]) for key in chosen if key in labels] if question.kind in CHOICE_KINDS else [],
        language=language,
        words=count_words(value) if question.kind in TEXT_KINDS and isinstance(value, str) else 0,
        word_limit=question.word_limit,
        key=question.key,
        columns=[
            ContentColumn(column["key"], ColumnKind(column["kind"]), Localized(column["label"]))
            for column in question.columns or ()
        ],
        files=files,
        withheld=question.withheld,
    )


def _documents(application: Application, sent: dict[str, Any] | None) -> list[ContentDocument]:
    named = {"application": application.id, "call": application.call_id}
    if sent is None:
        rows = db.session.execute(_STANDING, named)
    else:
        rows = db.session.execute(_WHEN_SENT, {**named, "sent": [paper["id"] for paper in sent["documents"]]})
    papers: dict[int, ContentDocument] = {}
    for paper, joined_as, file, version, question in rows:
        shown = papers.setdefault(paper.id, ContentDocument(paper.key, paper.label, paper.required, [], question))
        if file is not None:
            shown.files.append(_file(joined_as, file, version))
    return list(papers.values())


def _papers(which: sa.ColumnElement[bool]) -> Any:
    """What a call asks for, with the files of an application among ``which``."""
    own = ApplicationDocument.application_id == sa.bindparam("application")
    return (
        sa.select(RequiredDocument, ApplicationDocument, StoredFile, LastingPaper, Question.key)
        .outerjoin(ApplicationDocument, sa.and_(ApplicationDocument.document_id == RequiredDocument.id, own, which))
        .outerjoin(StoredFile, StoredFile.id == ApplicationDocument.file_id)
        .outerjoin(LastingPaper, LastingPaper.id == ApplicationDocument.paper_id)
        .outerjoin(Question, Question.id == RequiredDocument.question_id)
        .where(RequiredDocument.call_id == sa.bindparam("call"))
        .order_by(RequiredDocument.position, RequiredDocument.id, ApplicationDocument.id)
    )


_STANDING = _papers(ApplicationDocument.replaced_at.is_(None))
_WHEN_SENT = _papers(ApplicationDocument.id.in_(sa.bindparam("sent", expanding=True)))


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


def answer_as(question: Question, value: Any, language: str) -> ContentAnswer:
    """Any value, as the answer to a question it would be."""
    return _answer(question, value, language, [])
