"""An application as it is being written: its form, its answers and files, and what is missing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import Any, NamedTuple, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import joinedload

from capacity.admission.applications.models import Answer, Application, ApplicationDocument
from capacity.admission.applications.queries.asked import Form, form_of
from capacity.admission.applications.queries.reach import Reached, reached
from capacity.admission.applications.queries.typed import Stands, Written
from capacity.admission.applications.states import (
    Asked,
    PageState,
    Problem,
    asked_of,
    page_state,
    percent,
    problem_of,
    problem_of_files,
)
from capacity.admission.calls.models import Call, Question, RequiredDocument, Subject
from capacity.admission.calls.states import QuestionKind, Rule, asked, rule_of
from capacity.core.db import db, table
from capacity.core.files import StoredFile

_NOT_ASKED: Any = object()
NEVER = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Draft:
    """An application as it is being written: what the call asks of it, the answers so far, the files so far.

    ``subjects`` are the pages on which something is asked, out of ``every`` page of the form; ``papers`` the documents
    that are wanted: what a question waits for, and where the association has its seat, decide. Answers to what is not
    asked any more are kept.
    """

    application: Application
    every: list[Subject]
    subjects: list[Subject]
    papers: list[RequiredDocument]
    answers: Mapping[int, Answer | Stands]
    files: Mapping[int, Sequence[ApplicationDocument | JoinedFile]]
    asked: frozenset[str]
    rules: Mapping[int, Asked]
    conditions: Mapping[int, Rule]

    @cached_property
    def reached(self) -> list[Reached]:
        """What is asked and what may be, in the form's order."""
        questions = (one for subject in self.every for one in subject.questions)
        region = self.application.region_code
        return list(reached(questions, self.conditions, region, self.asked, self._standing))

    def _standing(self, question: Question) -> tuple[Any, int]:
        return self.value(question), self.version(question)

    def questions(self, subject: Subject) -> list[Question]:
        """What is asked on this page."""
        return self._questions.get(subject.id, [])

    @cached_property
    def _questions(self) -> dict[int, list[Question]]:
        return {one.id: [each for each in one.questions if each.key in self.asked] for one in self.subjects}

    def value(self, question: Question) -> Any:
        """The answer as it is kept, None without one; the names of its files for a question that asks for files."""
        if question.kind is QuestionKind.FILE:
            return [one.file.filename for one in self.files_of(question)] or None
        answer = self.answers.get(question.id)
        return answer.value if answer is not None else None

    def files_of(self, question: Question) -> Sequence[ApplicationDocument | JoinedFile]:
        """The files sent under a question."""
        paper = self.paper_of(question)
        return self.files.get(paper.id, []) if paper is not None else []

    def paper_of(self, question: Question) -> RequiredDocument | None:
        """The document on which the files of a question hang."""
        return next((paper for paper in self.papers if paper.question_id == question.id), None)

    def version(self, question: Question) -> int:
        """How often the answer was saved; 0 when never."""
        answer = self.answers.get(question.id)
        return answer.version if answer is not None else 0

    def page(self, subject: Subject) -> PageState:
        """How far a page is."""
        return self._pages[subject.id]

    @cached_property
    def _pages(self) -> dict[int, PageState]:
        asked = {subject.id: self.questions(subject) for subject in self.subjects}
        return {
            number: page_state([(self.value(question), self.problem(question)) for question in questions])
            for number, questions in asked.items()
        }

    def problem(self, question: Question) -> Problem | None:
        """What keeps this answer from being sent."""
        known = self._judged.get(question.id, _NOT_ASKED)
        return self._judge(question) if known is _NOT_ASKED else known

    @cached_property
    def _judged(self) -> dict[int, Problem | None]:
        """Judged once: the contents, the share and the list of what is missing ask for the same."""
        return {one.id: self._judge(one) for questions in self._questions.values() for one in questions}

    def _judge(self, question: Question) -> Problem | None:
        number = question.id
        rules = self.rules[number]
        if rules.kind is not QuestionKind.FILE:
            answer = self.answers.get(number)
            if answer is None:
                return Problem.MISSING if rules.required else None
            return problem_of(rules, answer.value)
        sizes = [one.file.size for one in self.files_of(question)]
        return problem_of_files(required=rules.required, sizes=sizes, limit_mb=rules.maximum)

    def paper_problem(self, paper: RequiredDocument) -> Problem | None:
        """What keeps the files of a document from being sent; those of questions are problems of their questions."""
        if paper.question_id is not None:
            return None
        sizes = [one.file.size for one in self.files.get(paper.id, [])]
        return problem_of_files(required=paper.required, sizes=sizes, limit_mb=paper.limit_mb)

    @cached_property
    def paper_problems(self) -> list[tuple[RequiredDocument, Problem]]:
        """Every document that keeps the application from being submitted: missing, or with a file over its limit."""
        return [(paper, problem) for paper in self.papers if (problem := self.paper_problem(paper)) is not None]

    @cached_property
    def problems(self) -> list[tuple[Subject, Question, Problem]]:
        """Every answer that keeps the application from being submitted."""
        return [
            (subject, question, problem)
            for subject in self.subjects
            for question in self.questions(subject)
            if (problem := self.problem(question)) is not None
        ]

    def with_answer(self, question_id: int, value: Any) -> Draft:
        """The same with this answer in the place of the one that stands: what is asked may be other then."""
        said = Stands(0, question_id, value, 0, NEVER, None, ())
        return _draft(self.application, {**self.answers, question_id: said}, self.files)

    def with_files(self, document_id: int, files: Sequence[ApplicationDocument | JoinedFile]) -> Draft:
        """The same with these files under a document."""
        return replace(self, files={**self.files, document_id: files})

    @property
    def percent(self) -> int:
        """How much of what is required is there, in per cent."""
        wanted = sum(self.rules[number].required for number in self._judged)
        wanted += sum(paper.required and paper.question_id is None for paper in self.papers)
        missing = sum(problem is not None for problem in self._judged.values())
        return percent(wanted - missing - len(self.paper_problems), wanted)

    @property
    def share(self) -> tuple[int, int]:
        """(done, all): pages and documents that are complete."""
        pages = [self.page(subject).is_complete for subject in self.subjects]
        papers = [
            self.paper_problem(paper) is None for paper in self.papers if paper.required and paper.question_id is None
        ]
        return sum(pages) + sum(papers), len(pages) + len(papers)


def draft(application: Application) -> Draft:
    """The draft behind an application: two statements, and two or three more for a call that was not read yet."""
    asks = {"application": application.id}
    answers, joined = db.session.scalars(_ANSWERS, asks).all(), db.session.scalars(_JOINED, asks).all()
    return _draft(application, {one.question_id: one for one in answers}, _by_document(joined))


def wanted_paper(application: Written, paper_id: int) -> RequiredDocument | None:
    """The document of this number, if it is wanted of this application: the answers are read only where they decide."""
    paper = next((one for one in application.form.papers if one.id == paper_id), None)
    if paper is None or paper.question_id is None:
        return paper
    return paper if paper in filled(application).papers else None


def filled(application: Application | Written) -> Draft:
    """The draft from what its answers and files say, for who judges or freezes it: one statement, without objects."""
    found = db.session.execute(FILLED, {"application": application.id}).all()
    joined = [row for row in found if row.filename]
    files = sorted(JoinedFile(row.id, row.question_id, row.saved_at, FileFacts(*row[7:])) for row in joined)
    answers = {row.question_id: Stands(*row[:7]) for row in found if not row.filename}
    return _draft(application, answers, _by_document(files))


class FileFacts(NamedTuple):
    """What is known of a file without opening it."""

    filename: str
    size: int
    sha256: str


class JoinedFile(NamedTuple):
    """A file under a document, as it stands."""

    id: int
    document_id: int
    uploaded_at: datetime
    file: FileFacts


AnyJoined = TypeVar("AnyJoined", ApplicationDocument, JoinedFile)


def _by_document(files: Iterable[AnyJoined]) -> dict[int, list[AnyJoined]]:
    found: dict[int, list[AnyJoined]] = {}
    for one in files:
        found.setdefault(one.document_id, []).append(one)
    return found


def _draft(application: Any, answers: Mapping[int, Any], files: Mapping[int, Sequence[Any]]) -> Draft:
    form: Form = application.form if isinstance(application, Written) else form_of(application.call)
    values = {form.questions[number].key: one.value for number, one in answers.items() if number in form.questions}
    found = asked(form.rules.values(), values, application.region_code)
    wanted = {number for number, question in form.questions.items() if question.key in found}
    return Draft(
        application,
        form.subjects,
        [subject for subject in form.subjects if any(question.id in wanted for question in subject.questions)],
        [paper for paper in form.papers if paper.question_id is None or paper.question_id in wanted],
        answers,
        files,
        frozenset(found),
        form.asked,
        form.rules,
    )


_OF: Any = sa.bindparam("application")
_ANSWERS = sa.select(Answer).where(Answer.application_id == _OF).execution_options(populate_existing=True)
_JOINED = (
    sa.select(ApplicationDocument)
    .where(ApplicationDocument.application_id == _OF, ApplicationDocument.replaced_at.is_(None))
    .options(joinedload(ApplicationDocument.file), joinedload(ApplicationDocument.paper))
    .order_by(ApplicationDocument.id)
)
_A, _D, _F = table(Answer), table(ApplicationDocument), table(StoredFile)
_FILE = [_F.c[name] for name in FileFacts._fields]


def _none(column: sa.Column[Any]) -> Any:
    return sa.cast(sa.null(), column.type).label(column.name)


FILLED: Any = sa.union_all(
    sa.select(*(_A.c[name] for name in Stands._fields), *map(_none, _FILE)).where(_A.c.application_id == _OF),
    sa.select(_D.c.id, _D.c.document_id, _none(_A.c.value), _none(_A.c.version), _D.c.uploaded_at)
    .add_columns(_none(_A.c.saved_by_id), _none(_A.c.signs), *_FILE)
    .join_from(_D, _F, _F.c.id == _D.c.file_id)
    .where(_D.c.application_id == _OF, _D.c.replaced_at.is_(None)),
)
"""A draft is read at every autosave: what asks for it is put together once."""


def blank_draft(call: Call, region: str) -> Draft:
    """What an association of this region meets before it has answered anything; nothing of it is in the database.

    What waits for an answer on another page is there; what waits for one of its own page is still hidden.
    """
    here = [one for one in call.questions if not one.region_codes or region in one.region_codes]
    page_of = {one.key: subject.id for subject in call.subjects for one in subject.questions}
    found = {
        one.key for one in here if one.condition is None or page_of.get(one.condition["question"]) != one.subject_id
    }
    shown = {one.id for one in here}
    return Draft(
        Application(call_id=call.id, region_code=region),
        list(call.subjects),
        [subject for subject in call.subjects if any(one.id in shown for one in subject.questions)],
        [paper for paper in call.documents if paper.question_id is None or paper.question_id in shown],
        {},
        {},
        frozenset(found),
        {one.id: asked_of(one) for one in here},
        {one.id: rule_of(one) for one in call.questions},
    )
